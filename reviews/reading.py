"""What pages of the committee show of reviews, gathered in few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import Count, Prefetch, Q, prefetch_related_objects

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Deadline, Workshop
from reviews import policy
from reviews.enums import ACTIVE, IN, Audience, CriterionKind, ReviewStatus
from reviews.models import Assignment, Review, ReviewCriterion, ReviewScore, ReviewText
from reviews.versions import Version, versions_of
from submissions.enums import WITH_THE_COMMITTEE
from submissions.models import Author, Submission

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
    status: str | None
    """Of their review, None before it is begun."""
    due: Deadline | None
    own_score: int | None
    other_scores: list[int]

    @property
    def is_done(self) -> bool:
        return self.status in IN

    @property
    def is_draft(self) -> bool:
        return self.status == ReviewStatus.DRAFT

    @property
    def is_late(self) -> bool:
        return not self.is_done and self.due is not None and self.due.at <= self.due.workshop.now()

    @property
    def state(self) -> str:
        """The word that the list shows."""
        if self.is_done:
            return ReviewStatus.SUBMITTED
        return "late" if self.is_late else self.status or ""


@dataclass(frozen=True)
class Answer:
    criterion: ReviewCriterion
    value: int | None
    text: str
    anchor: str


@dataclass(frozen=True)
class ReadReview:
    """A review as the committee reads it: with its writer's name."""

    public_id: str
    writer: User
    sent_at: datetime | None
    revision: int
    answers: list[Answer]
    versions: list[Version]
    """All that were sent, if it was revised, with what each changed."""

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
    told = Assignment.objects.told().of(user).filter(submission__workshop=workshop)
    rows = list(
        told.values_list(
            "submission_id", "submission__number", "submission__title",
            "submission__paper_type__name", "submission__paper_type", "review__status",
        )
    )  # fmt: skip
    papers = [paper_id for paper_id, *_ in rows]
    authors: dict[int, list[Author]] = defaultdict(list)
    for author in Author.objects.filter(submission__in=papers):
        authors[author.submission_id].append(author)
    scores, dates = merit_scores(papers), workshop.schedule.of_person(user)
    return [
        OwnRow(
            number,
            title,
            type_name or "",
            short_authors(authors[paper_id]),
            status,
            dates.get(DeadlineKind.REVIEW, type_id),
            scores[paper_id].get(user.pk),
            sorted(v for who, v in scores[paper_id].items() if who != user.pk)
            if status in IN
            else [],
        )
        for paper_id, number, title, type_name, type_id, status in rows
    ]


def median_load(workshop: Workshop, apart: Collection[int]) -> float | None:
    """Half of the members have so many papers or fewer; None for a committee of under five.

    `apart`: ids of the papers that the reader is conflicted with, which do not count.
    """
    held = Q(
        user__assignments__status__in=ACTIVE,
        user__assignments__submission__status__in=WITH_THE_COMMITTEE,
        user__assignments__submission__workshop=workshop,
    ) & ~Q(user__assignments__submission__in=apart)
    members = workshop.memberships.members().order_by()
    counts = members.annotate(count=Count("user__assignments", filter=held))
    loads = list(counts.values_list("count", flat=True))
    return median(loads) if len(loads) >= FEWEST_FOR_A_MEDIAN else None


def short_authors(authors: Iterable[Any]) -> str:
    """N. Vandersteen +2"""
    names = [author.short_name for author in authors]
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    return f"{names[0]}{more}" if names else ""


def reviews_for(user: User, paper: Submission, view: policy.PaperView) -> list[ReadReview]:
    """The reviews of a paper that this person may read, their own left out."""
    others = [assignment for assignment in view.held if assignment.reviewer_id != user.pk]
    reviews = [getattr(assignment, "review", None) for assignment in others]
    sent = [review for review in reviews if review is not None and review.is_in]
    return _read_all(paper, sent, view)


def read_at_the_table(paper: Submission, view: policy.PaperView) -> list[ReadReview]:
    """All reviews of the current paper of a meeting. Whoever calls has asked who is there."""
    rows = Review.objects.sent().filter(assignment__submission=paper)
    return _read_all(paper, list(rows.select_related("assignment__reviewer")), view)


def _read_all(paper: Submission, reviews: list[Review], view: policy.PaperView) -> list[ReadReview]:
    """In an order that says nothing about the writers."""
    prefetch_related_objects(
        reviews,
        Prefetch("scores", ReviewScore.objects.select_related("criterion")),
        Prefetch("texts", ReviewText.objects.select_related("criterion")),
    )
    revised = [review for review in reviews if review.revision > 1]
    prefetch_related_objects(revised, "revisions")
    asked = list(paper.workshop.criteria.order_by("order", "pk")) if revised else []
    criteria = [c for c in asked if view.handles or c.audience != Audience.CHAIRS]
    return [
        _read(review, view, criteria) for review in sorted(reviews, key=lambda one: one.public_id)
    ]


def _read(review: Review, view: policy.PaperView, criteria: list[ReviewCriterion]) -> ReadReview:
    answers = [
        *(_score(row.criterion, row.value) for row in review.scores.all()),
        *(Answer(row.criterion, None, row.text, "") for row in review.texts.all()),
    ]
    shown = [a for a in answers if view.handles or a.criterion.audience != Audience.CHAIRS]
    return ReadReview(
        review.public_id,
        review.assignment.reviewer,
        review.submitted_at,
        review.revision,
        sorted(shown, key=lambda a: (a.criterion.order, a.criterion.pk)),
        versions_of(review, criteria) if review.revision > 1 else [],
    )


def _score(criterion: ReviewCriterion, value: int) -> Answer:
    return Answer(criterion, value, "", dict(criterion.choices).get(value, ""))
