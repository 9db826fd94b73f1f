"""Parts of an author's paper page that the apps above add: released reviews, the camera-ready.

A source gets the request and the paper and returns a Section, or None when there is nothing
that this author may know.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    template: str
    context: dict[str, Any]


Source = Callable[[Any, Any], Section | None]
_sources: list[Source] = []


def register(source: Source) -> None:
    _sources.append(source)


def all_of(request: Any, paper: Any) -> list[Section]:
    return [section for source in _sources if (section := source(request, paper))]
