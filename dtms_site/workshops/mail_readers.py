"""Who could get a mail, so that a chair can look at its words as one of them would read them.

The apps say, kind by kind, whom a chair may look for and what is known of each. What only the event
itself brings, such as the reason of a decision that nobody has taken, stays a sample.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from dtms_site.mail import catalogue, samples
from dtms_site.mail import services as mail
from dtms_site.mail.catalogue import MailKind
from dtms_site.workshops.models import Workshop


@dataclass(frozen=True)
class Reader:
    """Somebody who could get this mail, and about what."""

    to: mail.Recipient
    about: str
    """In words, such as: about paper 12. Empty where the mail is about nothing but them."""
    known: Callable[[], Mapping[str, str]]
    """What the mail would say to them, by placeholder, as far as it is known now."""


@dataclass(frozen=True)
class Search:
    """What a chair typed: the number of a paper, names, or both."""

    names: tuple[str, ...] = ()
    number: int | None = None

    @classmethod
    def read(cls, text: str) -> "Search":
        words = re.findall(r"[^\s,<>]+", text.replace("\x00", ""))[:6]
        numbers = [int(word) for word in words if word.isdecimal() and len(word) < 6]
        return cls(tuple(w for w in words if not w.isdecimal()), numbers[0] if numbers else None)

    def people(self, prefix: str = "") -> Q:
        """Each of the names is part of a name or of the address."""
        found = Q()
        for name in self.names:
            found &= (
                Q(**{f"{prefix}given_name__icontains": name})
                | Q(**{f"{prefix}family_name__icontains": name})
                | Q(**{f"{prefix}email__icontains": name})
            )
        return found

    def of_paper(self, path: str) -> Q:
        return Q() if self.number is None else Q(**{path: self.number})


class HiddenFromYou(Exception):
    """This chair may look at nobody's mail of this kind; the words say why."""


Find = Callable[[Workshop, Any, MailKind, Search], Iterable[Reader]]
_finders: dict[str, Find] = {}


def register(find: Find, *keys: str) -> None:
    """Who could get these mails, each by its key or, for all that begin alike, its first word."""
    _finders.update(dict.fromkeys(keys, find))


def find(workshop: Workshop, chair: Any, kind: MailKind, text: str) -> Reader | None:
    """The first whom these words fit, of those the chair may look at. Raises HiddenFromYou."""
    finder = _finders.get(kind.key) or _finders.get(kind.key.partition(".")[0])
    if finder is None:
        return None
    return next(iter(finder(workshop, chair, kind, Search.read(text))), None)


@dataclass(frozen=True)
class View:
    """The values of a mail as one person would get them."""

    to: mail.Recipient
    values: dict[str, str]
    about: str = ""
    made_up: frozenset[str] = frozenset()
    """Placeholders of which nothing is known yet."""


def sample_for(workshop: Workshop, to: mail.Recipient, kind: MailKind) -> View:
    return View(to, mail.values_for(samples.values_of(kind), to, workshop))


def view_for(workshop: Workshop, reader: Reader, kind: MailKind, words: str) -> View:
    """`words` are subject and text: only what they name counts as made up."""
    known = {k: v for k, v in reader.known().items() if k in kind.placeholders}
    values = mail.values_for({**samples.values_of(kind), **known}, reader.to, workshop)
    named = set(catalogue.PLACEHOLDER.findall(words + kind.why))
    made_up = frozenset((named & kind.placeholders) - known.keys())
    return View(reader.to, values, reader.about, made_up)
