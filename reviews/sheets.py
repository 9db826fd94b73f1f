"""Reviews that a member writes now, one or all of them, with their questions and answers so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews import offline
from reviews.models import Assignment, Review, ReviewCriterion, ReviewScore, ReviewText
from reviews.services import reviews
from reviews.services.reviews import Answers
from reviews.sets import papers_for
from submissions.enums import SubmissionStatus
from submissions.models import Submission


@dataclass(frozen=True)
class Sheet:
    paper: Submission
    own: Review | None
    criteria: list[ReviewCriterion]
    kept: Answers

    @property
    def base(self) -> int:
        """The version of the review that stands here, 0 for none."""
        return self.own.edit_version if self.own else 0

    @property
    def text(self) -> str:
        """As a file to take along."""
        paper = self.paper
        return offline.written(paper.number, paper.title, self.base, self.criteria, self.kept)


def sheet_of(paper: Submission, own: Review | None) -> Sheet:
    """Of a paper that the policy has opened, with the member's own review, if it is begun."""
    criteria = reviews.criteria_for(paper)
    kept = reviews.answers_for_form(own, criteria) if own else Answers()
    return Sheet(paper, own, criteria, kept)


def sheets_of(user: User, workshop: Workshop) -> dict[int, Sheet]:
    """By number, all papers of which `policy.view_of` says that this member writes a review, in
    few queries."""
    mine = (
        Assignment.objects.told()
        .of(user)
        .filter(
            submission__in=papers_for(user, workshop),
            submission__status=SubmissionStatus.UNDER_REVIEW,
        )
    )
    rows = mine.select_related("submission__paper_type", "review").prefetch_related(
        Prefetch("review__scores", ReviewScore.objects.select_related("criterion")),
        Prefetch("review__texts", ReviewText.objects.select_related("criterion")),
    )
    questions = list(workshop.criteria.asked())
    own_dates = workshop.schedule.of_person(user)
    found = {}
    for row in rows.order_by("submission__number"):
        paper = row.submission
        paper.workshop = workshop
        accepts = own_dates.accepts(DeadlineKind.REVIEW, paper.paper_type_id)
        if accepts and not paper.dates.passed(DeadlineKind.DISCUSSION):
            found[paper.number] = _sheet(row, questions)
    return found


def _sheet(row: Assignment, questions: Sequence[ReviewCriterion]) -> Sheet:
    paper, own = row.submission, getattr(row, "review", None)
    criteria = [c for c in questions if c.paper_type_id in {None, paper.paper_type_id}]
    kept = reviews.fitting(own.scores.all(), own.texts.all(), criteria) if own else Answers()
    return Sheet(paper, own, criteria, kept)
