"""The shapes of the sample edition's content; what fills them is read by `content`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

from dtms_site.management.demo.background import Section

PaperKind = Literal["technical", "position", "survey"]
State = Literal["submitted", "draft", "complete_draft", "withdrawn"]
Outcome = Literal["accept", "conditional", "reject"]
Format = Literal[
    "ok",
    "nine_point",
    "a4",
    "seven_pages",
    "narrow_gutter",
    "single_column",
    "wide_block",
    "tall_block",
    "tight_leading",
]
Role = Literal[
    "workshop_chair",
    "publication_chair",
    "web_chair",
    "steering",
    "pc_member",
    "keynote",
    "operator",
]
ItemKind = Literal["opening", "keynote", "session", "panel", "break", "closing"]


@dataclass(frozen=True, slots=True)
class Person:
    """`country` is an ISO 3166 code, `place` what a paper prints under the affiliation."""

    key: str
    given: str
    family: str
    email: str
    affiliation: str
    country: str
    place: str
    time_zone: str
    orcid: str
    role: Role | None
    topics: tuple[str, ...]
    expertise: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class DeclaredConflict:
    """A conflict that the authors declare; `reason` is institution, coauthor, adviser or other."""

    member: str
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    kind: Literal["line", "bar"]
    caption: str
    x_label: str
    y_label: str
    x: tuple[float | str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class ReviewContent:
    """One review. Confidence and relevance run from 1 to 4, the other scores from 1 to 5.

    `provokes` is asked for position papers only, `coverage` for surveys only.
    """

    merit: int
    confidence: int
    relevance: int
    originality: int
    quality: int
    presentation: int
    summary: str
    strengths: str
    weaknesses: str
    comments: str
    questions: str
    to_committee: str = ""
    to_chairs: str = ""
    provokes: int | None = None
    coverage: int | None = None


@dataclass(frozen=True, slots=True)
class CommentContent:
    """One remark in a discussion, by the reviewer with that index (0 to 2) or by the chair."""

    by: int | Literal["chair"]
    text: str


@dataclass(frozen=True, slots=True)
class DecisionContent:
    outcome: Outcome
    reason: str
    shepherd: str = ""
    conditions: str = ""


@dataclass(frozen=True, slots=True)
class PaperContent:
    """A paper with its reviews; `sections` is complete, background included."""

    number: int
    slug: str
    title: str
    type: PaperKind
    topics: tuple[str, ...]
    authors: tuple[str, ...]
    contact: str
    unconfirmed: tuple[str, ...]
    conflicts: tuple[DeclaredConflict, ...]
    abstract: str
    keywords: tuple[str, ...]
    sections: tuple[Section, ...]
    table: Table | None
    figure: Figure | None
    references: tuple[str, ...]
    format: Format
    state: State
    reviews: tuple[ReviewContent, ...]
    discussion: tuple[CommentContent, ...]
    decision: DecisionContent | None

    @property
    def under_review(self) -> bool:
        return self.state == "submitted"


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """One entry of the day, in the local time of the workshop."""

    kind: ItemKind
    title: str
    start: time
    minutes: int
    chair: str = ""
    speakers: tuple[str, ...] = ()
    papers: tuple[int, ...] = ()
    abstract: str = ""
