"""A person's own dates, from all editions they take part in, for their calendar program.

The apps above register a source: what this person has to do, by when. A source asks the policy
each time, so that an entry leaves the calendar with the right to know of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dtms_site.accounts.models import User
from dtms_site.workshops.models import CalendarFeed


@dataclass(frozen=True)
class Entry:
    """Something to do. `name` is the same for as long as it is the same thing."""

    name: str
    sequence: int
    shown: datetime
    """The minute to print: the last one of a bound."""
    summary: str
    path: str


Source = Callable[[User], Iterable[Entry]]
_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def entries_of(user: User) -> list[Entry]:
    found = [entry for source in _sources for entry in source(user)]
    return sorted(found, key=lambda entry: (entry.shown, entry.name))


def until(deadline: Any, thing: str, summary: str, path: str) -> Entry:
    """An entry that lasts until a date of the edition, and moves with it."""
    edition = deadline.workshop
    name = f"{edition.slug}-{deadline.kind}-{deadline.paper_type_id or 0}-{thing}"
    return Entry(name, deadline.sequence, deadline.shown, f"{edition}: {summary}", path)


def owner_of(secret: str) -> User | None:
    """The person whose calendar has this address; None for a wrong, old or closed one."""
    feed = CalendarFeed.objects.filter(secret=secret, user__is_active=True)
    found = feed.select_related("user").first()
    return found.user if found else None
