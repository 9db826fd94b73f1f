"""A volume of proceedings as plain data: what stands in it, in which order, on which pages."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any

LETTER = (612.0, 792.0)


@dataclass(frozen=True, slots=True)
class Author:
    given: str
    family: str
    affiliation: str = ""

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper in its place. Pages count from 1 over all papers of the volume."""

    number: int
    title: str
    authors: tuple[Author, ...]
    pages: int
    first_page: int = 0

    @property
    def last_page(self) -> int:
        return self.first_page + self.pages - 1

    @property
    def link(self) -> str:
        """What the contents point at until the volume knows where the paper lies."""
        return f"paper:{self.number}"


@dataclass(frozen=True, slots=True)
class Part:
    """A session of the programme with its papers in order."""

    title: str
    papers: tuple[Paper, ...]
    chair: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    affiliation: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Committee:
    name: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """Everything that is printed in it but the papers themselves.

    `message` is HTML that the caller has sanitised; all else is plain text. `page` is the size
    of a page in points, `date` the day that the file claims as its own (YYYYMMDD).
    """

    title: str
    event: str
    short_name: str
    year: int
    kicker: str = ""
    place: str = ""
    held: str = ""
    date: str = ""
    editors: tuple[str, ...] = ()
    publisher: str = ""
    isbn: str = ""
    rights: str = ""
    contact: str = ""
    message: str = ""
    committees: tuple[Committee, ...] = ()
    parts: tuple[Part, ...] = ()
    page: tuple[float, float] = field(default=LETTER)

    @property
    def papers(self) -> Iterator[Paper]:
        return (paper for part in self.parts for paper in part.papers)

    @property
    def paper_pages(self) -> int:
        return sum(paper.pages for paper in self.papers)

    def to_json(self) -> bytes:
        """The same volume gives the same bytes."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Volume":
        values = json.loads(data)
        return cls(
            **values
            | {
                "editors": tuple(values["editors"]),
                "committees": tuple(_committee(row) for row in values["committees"]),
                "parts": tuple(_part(row) for row in values["parts"]),
                "page": tuple(values["page"]),
            }
        )


def in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The same parts with each paper's first page, one after the other from page 1."""
    placed, page = [], 1
    for part in parts:
        papers = []
        for paper in part.papers:
            papers.append(replace(paper, first_page=page))
            page += paper.pages
        placed.append(replace(part, papers=tuple(papers)))
    return tuple(placed)


def _committee(row: dict[str, Any]) -> Committee:
    return Committee(row["name"], tuple(Person(**person) for person in row["people"]))


def _part(row: dict[str, Any]) -> Part:
    papers = tuple(
        Paper(**paper | {"authors": tuple(Author(**a) for a in paper["authors"])})
        for paper in row["papers"]
    )
    return Part(row["title"], papers, row["chair"])
