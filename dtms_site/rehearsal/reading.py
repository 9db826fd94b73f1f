"""What the chairs' pages about a rehearsal show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Rehearsal, RehearsalPerson, Workshop

ACTS_SHOWN = 12


@dataclass(frozen=True)
class Part:
    """One of the people, what they are in the rehearsal, and how much mail they got."""

    person: RehearsalPerson
    roles: str
    mails: int


ORDER = [label.lower() for label in Role.labels]


def rehearsal_of(live: Workshop) -> Workshop | None:
    return Workshop.objects.filter(rehearsal_of=live).select_related("play").first()


def parts(rehearsal: Workshop) -> list[Part]:
    """Everybody of the rehearsal, the committee first, in four queries however many they are."""
    held: dict[int, list[str]] = {}
    for user, role in rehearsal.memberships.current().values_list("user_id", "role"):
        held.setdefault(user, []).append(Role(role).label.lower())
    wrote = rehearsal.submissions.filter(authors__user__isnull=False)
    numbers: dict[int, list[int]] = {}
    for user, number in wrote.order_by("number").values_list("authors__user", "number"):
        numbers.setdefault(user, []).append(number)
    mails = dict(
        mails_of(rehearsal).values_list("to_user_id").annotate(n=Count("pk")).values_list(
            "to_user_id", "n"
        )
    )  # fmt: skip
    rows = rehearsal.rehearsal_people.select_related("user")
    found = [
        Part(row, _words(held.get(row.user_id, ()), numbers.get(row.user_id, ())),
             mails.get(row.user_id, 0))
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda part: (_place(part.roles), part.person.user.family_name))


def _words(roles: Iterable[str], numbers: Iterable[int]) -> str:
    papers = ", ".join(map(str, numbers))
    return "; ".join(
        [*sorted(roles, key=ORDER.index), *([f"author of {papers}"] if papers else [])]
    )


def _place(words: str) -> int:
    return next((n for n, role in enumerate(ORDER) if words.startswith(role)), len(ORDER))


def dates_ahead(play: Rehearsal) -> list[tuple[str, str, datetime]]:
    """(key, name, moment) of what the plan still holds: just after each bound, with its grace."""
    schedule = play.workshop.schedule
    ahead = [(f"date-{d.pk}", d.label, d.closes_at) for d in schedule]
    return [found for found in ahead if found[2] > play.stands_at]


def newest_acts(rehearsal: Workshop) -> Any:
    """What was done last, and by whom."""
    return rehearsal.rehearsal_acts.order_by("-at", "-pk")[:ACTS_SHOWN]


def mails_of(rehearsal: Workshop) -> Any:
    """Every mail that it wrote. None has left, and none can."""
    return OutboxMessage.objects.of(rehearsal)
