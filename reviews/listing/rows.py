"""The rows of the list, and how they are ordered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from reviews.listing.papers import ChairsPapers, GivenScores, Known, Standing
from submissions.enums import SubmissionStatus

NOTHING = GivenScores()
UNTOUCHED = Standing()
COLUMNS = {
    "authors": "Authors", "type": "Type", "topics": "Topics", "lead": "Lead",
    "reviews": "Reviews in", "merit": "Merit", "mean": "Mean", "spread": "Spread",
    "confidence": "Confidence", "format": "Format", "decision": "Decision",
}  # fmt: skip
USUAL = ("authors", "type", "merit", "mean", "spread", "format", "decision")


def headed(columns: Iterable[str]) -> dict[str, str]:
    """All columns with their headings: number and title stand before the chosen ones."""
    return {"number": "#", "title": "Title"} | {column: COLUMNS[column] for column in columns}


def plain_headings(columns: Iterable[str]) -> list[dict[str, str]]:
    """For a list that has one order."""
    return [{"column": column, "label": label} for column, label in headed(columns).items()]


@dataclass(frozen=True)
class PaperRow:
    """One paper on the list. Of a paper that the chair is conflicted with: title and authors.

    Frozen: the same row is drawn once and shown again (see `templatetags/paper_rows.py`).
    """

    number: int
    title: str
    authors: str
    conflicted: bool = False
    url: str = ""
    type_name: str = ""
    status: str = ""
    given: GivenScores = NOTHING
    standing: Standing = UNTOUCHED
    topics: tuple[str, ...] = ()
    lead: str = ""

    @property
    def shows_decision(self) -> bool:
        waits = bool(self.standing.decision) and not self.standing.released
        return waits or self.status == SubmissionStatus.UNDER_REVIEW

    @property
    def mean(self) -> float | None:
        return self.given.mean

    @property
    def decision(self) -> str:
        return self.standing.decision


def rows_of(
    papers: ChairsPapers, found: Iterable[int], columns: Iterable[str] = USUAL
) -> list[PaperRow]:
    """A row for each of these papers, in the order of their numbers."""
    found = set(found)
    chosen = [paper for pk, paper in papers.all.items() if pk in found]
    return _drawn(papers, chosen, set(columns))


def _drawn(papers: ChairsPapers, chosen: list[Known], wanted: set[str]) -> list[PaperRow]:
    papers.narrow([paper.pk for paper in chosen])

    def column(name: str, values: Callable[[], Mapping[int, Any]]) -> Mapping[int, Any]:
        return values() if name in wanted else {}

    authors = papers.first_authors
    topics = column("topics", lambda: papers.topics)
    leads = column("lead", lambda: papers.leads)
    scores, standing = papers.scores, papers.standing
    base = reverse("chair:papers", args=[papers.workshop.slug])
    return [
        PaperRow(p.number, p.title, authors.get(p.pk, ""), conflicted=True)
        if p.conflicted
        else PaperRow(
            p.number, p.title, authors.get(p.pk, ""), False, f"{base}{p.number}/",
            p.type_name, p.status, scores.get(p.pk, NOTHING), standing.get(p.pk, UNTOUCHED),
            topics.get(p.pk, ()), leads.get(p.pk, ""),
        )
        for p in chosen
    ]  # fmt: skip


# By what, and whether the first click puts the highest on top.
SORTS: dict[str, tuple[Callable[[PaperRow], Any], bool]] = {
    "number": (lambda row: row.number, False),
    "title": (lambda row: row.title.casefold(), False),
    "authors": (lambda row: row.authors.casefold(), False),
    "type": (lambda row: row.type_name, False),
    "lead": (lambda row: (not row.lead, row.lead), False),
    "reviews": (lambda row: row.given.reviews, False),
    "mean": (lambda row: row.given.mean or 0, True),
    "spread": (lambda row: row.given.spread, True),
    "confidence": (lambda row: row.given.sure or 0, True),
    "format": (lambda row: row.standing.format, False),
    "decision": (lambda row: (row.standing.decision, row.status), False),
}


def ordered(rows: list[PaperRow], sort: str) -> list[PaperRow]:
    """By this column, papers in conflict last, and papers alike by their number.

    `sort` is a key of SORTS, with a minus in front for the other way round.
    """
    key, descends = SORTS.get(sort.removeprefix("-"), SORTS["number"])
    hidden = sorted((row for row in rows if row.conflicted), key=lambda row: row.number)
    shown = sorted((row for row in rows if not row.conflicted), key=lambda row: row.number)
    return sorted(shown, key=key, reverse=descends != sort.startswith("-")) + hidden


def rows_for_chair(chair: Any, workshop: Any) -> list[PaperRow]:
    """All papers of the edition as this chair may know them."""
    papers = ChairsPapers(chair, workshop)
    return rows_of(papers, papers.all)
