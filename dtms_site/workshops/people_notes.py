"""What stands beside a person on the chairs' pages, told by the apps above."""

from collections.abc import Callable, Iterable
from typing import Any

Notes = Callable[[Any], dict[str, str]]
_sources: list[Notes] = []


def register(source: Notes) -> None:
    _sources.append(source)


def put_beside(request: Any, people: Iterable[Any], email: Callable[[Any], str]) -> None:
    """Give each of these a `note`, by address; empty where there is nothing to say."""
    notes: dict[str, str] = {}
    for source in _sources:
        notes |= source(request)
    for person in people:
        person.note = notes.get(email(person).lower(), "")
