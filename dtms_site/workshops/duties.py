"""What people of an edition have not done yet: each app registers its kinds of work.

Reminders, the news of a moved date and the chairs' own mail all ask here who is concerned, so
that whoever has finished hears of none of them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, TextChoices

from dtms_site.mail.services import Recipient
from dtms_site.workshops.enums import DeadlineKind


class Anchor(TextChoices):
    """What the moment of a reminder is counted from."""

    DUE = "due", "its date"
    SINCE = "since", "its beginning"


class Audience(TextChoices):
    EACH = "each", "whoever has to do it"
    CONTACT = "contact", "contact authors"
    AUTHORS = "authors", "all authors who have confirmed"


class Phase(TextChoices):
    """Which words a reminder needs."""

    BEGUN = "begun"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Rule:
    """One moment at which unfinished work of a kind is told of, and again `every` so often."""

    duty: str
    anchor: Anchor
    offset: timedelta
    every: timedelta | None = None
    audience: Audience = Audience.EACH

    @property
    def name(self) -> str:
        return f"{self.anchor}{self.offset.total_seconds() / 60:+.0f}"


@dataclass(frozen=True)
class OpenWork:
    """Something that one person has not done yet."""

    name: str
    """The same for as long as it is the same thing to do."""
    to: Recipient
    zone: str
    values: Callable[[datetime], Mapping[str, str]]
    """What its mail may name, at the moment at which it is written."""
    due: datetime | None = None
    since: datetime | None = None
    about: Model | None = None
    is_there: Callable[[], bool] | None = None
    """Asked last, where it takes long to find out whether there is anything to tell."""


Find = Callable[[Any, Audience], Iterable[OpenWork]]


@dataclass(frozen=True)
class Duty:
    key: str
    label: str
    find: Find
    """The open work of an edition, as of the edition's clock."""
    mails: Mapping[Phase, str]
    block: str = ""
    """Its lines in a mail that tells of several kinds, with the placeholders of its own mails."""
    ends_with: DeadlineKind | None = None
    dates_of_its_own: bool = False
    """Pieces of it may end at moments of which the edition's schedule does not know."""
    shipped: tuple[Rule, ...] = ()
    audiences: tuple[Audience, ...] = (Audience.EACH,)
    at_any_hour: bool = False
    is_routine: bool = False
    """Comes again as long as something is there: pages say so in a sentence, not by every mail."""
    respite: timedelta = timedelta(hours=20)
    """Nobody is reminded of what they learnt less than this before."""


_duties: dict[str, Duty] = {}


def register(*duties: Duty) -> None:
    _duties.update({duty.key: duty for duty in duties})


def all_duties() -> list[Duty]:
    return list(_duties.values())


def duty_of(key: str) -> Duty:
    return _duties[key]


def before(duty: str, *leads: timedelta, audience: Audience = Audience.EACH) -> tuple[Rule, ...]:
    return tuple(Rule(duty, Anchor.DUE, -lead, audience=audience) for lead in leads)
