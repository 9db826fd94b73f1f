"""What pages of the committee show of reviews, gathered in few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.differences import Piece, pieces
from reviews.enums import Audience, CriterionKind, ReviewStatus
from reviews.models import Assignment, Review, ReviewCriterion, ReviewScore
from reviews.querysets import papers_for
from submissions.models import Submission

MERIT = "merit"
# Of fewer people, the middle one could be told by name.
FEWEST_FOR_A_MEDIAN = 5


@dataclass(frozen=True)
class OwnRow:
    """One paper on a member's list."""

    number: int
    title: str
    type_name: str
    authors: str
    is_done: bool
    is_draft: bool
    assigned_at: datetime
    own_score: int | None
    other_scores: list[int]


@dataclass(frozen=True)
class Answer:
    criterion: ReviewCriterion
    value: int | None
    text: str
    anchor: str


@dataclass(frozen=True)
class Changed:
    """One answer that the last revision changed."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True)
class ReadReview:
    """A review as the committee reads it: with its writer's name."""

    public_id: str
    writer: User
    sent_at: datetime | None
    revision: int
    answers: list[Answer]
    changed: list[Changed]
    """Against the version sent before the last one."""

    @property
    def merit(self) -> int | None:
        return next((a.value for a in self.answers if a.criterion.key == MERIT), None)

    @property
    def scores(self) -> list[Answer]:
        return [a for a in self.answers if a.criterion.kind == CriterionKind.SCORE]

    @property
    def texts(self) -> list[Answer]:
        return [a for a in self.answers if a.criterion.kind == CriterionKind.TEXT]


def merit_scores(papers: Any) -> dict[int, dict[int, int]]:
    """Merit by paper and reviewer, of reviews that are in. `papers`: ids, or a query of them."""
    rows = ReviewScore.objects.filter(
        criterion__key=MERIT,
        review__in=Review.objects.sent().filter(assignment__submission__in=papers),
    ).values_list("review__assignment__submission_id", "review__assignment__reviewer_id", "value")
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for paper_id, reviewer_id, value in rows:
        found[paper_id][reviewer_id] = value
    return found


def assignments_of(user: User, workshop: Workshop) -> list[OwnRow]:
    """The papers this person was told to review. Others' scores only where theirs is in."""
    rows = list(
        Assignment.objects.told()
        .of(user)
        .filter(submission__workshop=workshop)
        .select_related("submission__paper_type", "review")
        .prefetch_related("submission__authors")
    )
    scores = merit_scores([row.submission_id for row in rows])
    return [_own_row(row, scores[row.submission_id], user) for row in rows]


def median_load(user: User, workshop: Workshop) -> float | None:
    """Half of the members have so many papers or fewer; None for a committee of under five.

    Papers that this person is conflicted with do not count.
    """
    told = Assignment.objects.told().filter(
        submission__in=papers_for(user, workshop), reviewer=OuterRef("user")
    )
    count = told.order_by().values("reviewer").annotate(count=Count("pk")).values("count")
    members = workshop.memberships.members().annotate(count=Subquery(count))
    loads = [found or 0 for found in members.values_list("count", flat=True)]
    return median(loads) if len(loads) >= FEWEST_FOR_A_MEDIAN else None


def _own_row(row: Assignment, scores: dict[int, int], user: User) -> OwnRow:
    paper, review = row.submission, getattr(row, "review", None)
    is_done = review is not None and review.is_in
    return OwnRow(
        paper.number,
        paper.shown_title,
        paper.paper_type.name if paper.paper_type else "",
        short_authors(paper.authors.all()),
        is_done,
        review is not None and review.status == ReviewStatus.DRAFT,
        row.assigned_at,
        scores.get(user.pk),
        sorted(v for who, v in scores.items() if who != user.pk) if is_done else [],
    )


def short_authors(authors: Iterable[Any]) -> str:
    """N. Vandersteen +2"""
    names = [author.short_name for author in authors]
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else ""


def reviews_for(user: User, paper: Submission, view: policy.PaperView) -> list[ReadReview]:
    """The reviews of a paper that this person may read, their own left out."""
    rows = (
        Review.objects.readable_by(user, paper.workshop, as_chair=view.handles)
        .sent()
        .filter(assignment__submission=paper)
        .exclude(assignment__reviewer=user)
        .select_related("assignment__reviewer")
        .prefetch_related("scores", "texts", "revisions")
        .order_by("public_id")
    )
    criteria = {c.pk: c for c in paper.workshop.criteria.all()}
    return [_read(review, view, criteria) for review in rows]


def read_at_the_table(paper: Submission, view: policy.PaperView) -> list[ReadReview]:
    """All reviews of the current paper of a meeting. Whoever calls has asked who is there."""
    rows = (
        Review.objects.sent()
        .filter(assignment__submission=paper)
        .select_related("assignment__reviewer")
        .prefetch_related("scores", "texts", "revisions")
        .order_by("public_id")
    )
    criteria = {c.pk: c for c in paper.workshop.criteria.all()}
    return [_read(review, view, criteria) for review in rows]


def _read(
    review: Review, view: policy.PaperView, criteria: dict[int, ReviewCriterion]
) -> ReadReview:
    answers = [
        *(_score(criteria[s.criterion_id], s.value) for s in review.scores.all()),
        *(Answer(criteria[t.criterion_id], None, t.text, "") for t in review.texts.all()),
    ]
    shown = [a for a in answers if view.handles or a.criterion.audience != Audience.CHAIRS]
    return ReadReview(
        review.public_id,
        review.assignment.reviewer,
        review.submitted_at,
        review.revision,
        sorted(shown, key=lambda a: (a.criterion.order, a.criterion.pk)),
        _changes(review, view, criteria),
    )


def _changes(
    review: Review, view: policy.PaperView, criteria: dict[int, ReviewCriterion]
) -> list[Changed]:
    """What the reviewer changed with the last revision, of what this reader may read."""
    sent = list(review.revisions.all())[-2:]
    if len(sent) < 2:
        return []
    before, after = (row.answers["scores"] | row.answers["texts"] for row in sent)
    found = []
    for criterion in sorted(criteria.values(), key=lambda c: (c.order, c.pk)):
        if criterion.audience == Audience.CHAIRS and not view.handles:
            continue
        old, new = (str(told.get(str(criterion.pk), "")) for told in (before, after))
        if old != new:
            found.append(Changed(criterion.label, pieces(old, new)))
    return found


def _score(criterion: ReviewCriterion, value: int) -> Answer:
    return Answer(criterion, value, "", dict(criterion.choices).get(value, ""))
