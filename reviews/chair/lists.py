"""The chair's list of papers: a row each, few queries whatever the number of papers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Window
from django.db.models.functions import RowNumber

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.models import Assignment, Decision
from reviews.querysets import papers_for_chair
from reviews.reading import merit_scores
from submissions.enums import SubmissionStatus
from submissions.models import Author, PaperVersion
from submissions.querysets import has_conflict


@dataclass
class PaperRow:
    """One paper on the list. Of a paper that the chair is conflicted with: title and authors."""

    number: int
    title: str
    authors: str
    type_name: str = ""
    status: str = ""
    format: str = ""
    scores: Sequence[int] = ()
    wanted: int = 0
    decision: str = ""
    released: bool = False
    conflicted: bool = False

    @property
    def unreleased(self) -> bool:
        return bool(self.decision) and not self.released

    @property
    def reviews_in(self) -> int:
        return len(self.scores)

    @cached_property
    def mean(self) -> float | None:
        return sum(self.scores) / len(self.scores) if self.scores else None

    @property
    def spread(self) -> int:
        return max(self.scores) - min(self.scores) if self.scores else 0

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.reviews_in)

    @property
    def mean_text(self) -> str:
        return "" if self.mean is None else f"{self.mean:.1f}"

    @property
    def shows_decision(self) -> bool:
        """A paper in review shows what is decided; any other what became of it."""
        return bool(self.decision) or self.status == SubmissionStatus.UNDER_REVIEW


def rows_for_chair(chair: User, workshop: Workshop) -> list[PaperRow]:
    """All papers handed in: those the chair handles in full, of the others title and authors."""
    submitted = workshop.submissions.submitted()
    papers = submitted.annotate(conflicted=ExpressionWrapper(has_conflict(chair), BooleanField()))
    authors = _authors(workshop)
    scores = merit_scores(papers_for_chair(chair, workshop).values("pk"))
    wanted, verdicts, decisions = _wanted(workshop), _verdicts(workshop), _decisions(workshop)
    fields = ("pk", "number", "title", "status", "paper_type__name", "conflicted")
    return [
        PaperRow(number, title, authors.get(pk, ""), conflicted=True)
        if conflicted
        else PaperRow(
            number, title, authors.get(pk, ""), type_name or "", status,
            verdicts.get(pk) or "", sorted(scores.get(pk, {}).values()), wanted.get(pk, 0),
            *decisions.get(pk, ("", False)),
        )
        for pk, number, title, status, type_name, conflicted in papers.values_list(*fields)
    ]  # fmt: skip


def _authors(workshop: Workshop) -> dict[int, str]:
    """First author and how many more, by paper."""
    found: dict[int, list[Any]] = defaultdict(list)
    rows = Author.objects.filter(submission__workshop=workshop).order_by("submission_id", "order")
    for pk, given, family in rows.values_list("submission_id", "given_name", "family_name"):
        found[pk].append(f"{given[:1]}. {family}" if given else family)
    return {pk: f"{names[0]} +{len(names) - 1}" if len(names) > 1 else names[0]
            for pk, names in found.items()}  # fmt: skip


def _wanted(workshop: Workshop) -> dict[int, int]:
    """How many reviewers each paper has."""
    found: dict[int, int] = defaultdict(int)
    active = Assignment.objects.active().filter(submission__workshop=workshop)
    for pk in active.values_list("submission_id", flat=True):
        found[pk] += 1
    return found


def _verdicts(workshop: Workshop) -> dict[int, str]:
    """The check's verdict on the version that counts, by paper."""
    newest = Window(
        RowNumber(), partition_by="submission_id", order_by=[F("number").desc(nulls_last=True)]
    )
    versions = PaperVersion.objects.for_review().filter(submission__workshop=workshop)
    rows = versions.annotate(place=newest).filter(place=1)
    return dict(rows.values_list("submission_id", "report__overall"))


def _decisions(workshop: Workshop) -> dict[int, tuple[str, bool]]:
    current = Decision.objects.current().filter(submission__workshop=workshop)
    rows = current.values_list("submission_id", "outcome", "released_at")
    return {pk: (outcome, released is not None) for pk, outcome, released in rows}
