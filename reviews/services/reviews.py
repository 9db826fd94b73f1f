"""A review from its first saved word to its last revision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.web.text import counted
from dtms_site.workshops.services import recipient
from reviews import policy
from reviews.enums import ACTIVE, IN, AssignmentStatus, Audience, CriterionKind, ReviewStatus
from reviews.models import (
    Assignment,
    Review,
    ReviewCriterion,
    ReviewRevision,
    ReviewScore,
    ReviewText,
)
from reviews.services.discussion import note_changed_score
from reviews.services.errors import NotAllowed
from submissions.models import Submission


class Unfinished(Exception):
    """A review lacks answers. `missing` names the criteria."""

    def __init__(self, missing: list[ReviewCriterion]) -> None:
        super().__init__(", ".join(criterion.label for criterion in missing))
        self.missing = missing


class EditedMeanwhile(Exception):
    """The review was saved elsewhere after this form was opened. `review` is what stands."""

    def __init__(self, review: Review) -> None:
        super().__init__("edited meanwhile")
        self.review = review


@dataclass(frozen=True)
class Answers:
    """A review form as filled in: values by the criterion's id. What is blank is left out."""

    scores: Mapping[int, int] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict)


def criteria_for(paper: Submission) -> list[ReviewCriterion]:
    """The questions for this paper's type, in order."""
    questions = paper.workshop.criteria.asked()
    return [c for c in questions if c.paper_type_id in {None, paper.paper_type_id}]


@transaction.atomic
def save_review(*, paper: Submission, by: User, answers: Answers, based_on: int) -> Review:
    """Keep a review as far as it is written. The first save accepts the assignment.

    `based_on` is the version that the form was opened on, 0 for none. A review that was sent
    stays sent and is only changed by `send_review`. Raises NotAllowed or EditedMeanwhile.
    """
    assignment = _own_assignment(paper, by)
    now = paper.workshop.now()
    review, created = Review.objects.select_for_update().get_or_create(
        assignment=assignment, defaults={"saved_at": now}
    )
    if not created and review.edit_version != based_on:
        raise EditedMeanwhile(review)
    _write_answers(review, answers)
    review.edit_version += 1
    review.saved_at = now
    review.save()
    if assignment.status == AssignmentStatus.PENDING:
        assignment.status = AssignmentStatus.ACCEPTED
        assignment.save(update_fields=["status"])
    return review


def _own_assignment(paper: Submission, by: User) -> Assignment:
    if not policy.view_of(by, paper).writes_review:
        raise NotAllowed
    mine: Assignment = Assignment.objects.told().of(by).get(submission=paper)
    return mine


def _write_answers(review: Review, answers: Answers) -> None:
    known = {c.pk: c for c in criteria_for(review.assignment.submission)}
    review.scores.exclude(criterion_id__in=answers.scores).delete()
    review.texts.exclude(criterion_id__in=answers.texts).delete()
    ReviewScore.objects.bulk_create(
        [ReviewScore(review=review, criterion_id=pk, value=value)
         for pk, value in answers.scores.items()
         if pk in known and known[pk].min <= value <= known[pk].max],
        update_conflicts=True, unique_fields=["review", "criterion"], update_fields=["value"],
    )  # fmt: skip
    ReviewText.objects.bulk_create(
        [ReviewText(review=review, criterion_id=pk, text=text)
         for pk, text in answers.texts.items() if pk in known],
        update_conflicts=True, unique_fields=["review", "criterion"], update_fields=["text"],
    )  # fmt: skip


def answers_of(review: Review) -> Answers:
    return Answers(
        {score.criterion_id: score.value for score in review.scores.all()},
        {text.criterion_id: text.text for text in review.texts.all()},
    )


def answers_for_form(review: Review, criteria: Sequence[ReviewCriterion]) -> Answers:
    """The answers as the form stands now: a question that was reworded keeps its answer, if that
    still fits."""
    scores = review.scores.select_related("criterion")
    return fitting(scores, review.texts.select_related("criterion"), criteria)


def fitting(
    given: Iterable[ReviewScore], written: Iterable[ReviewText],
    criteria: Sequence[ReviewCriterion],
) -> Answers:  # fmt: skip
    """The same, of rows that come with their criteria."""
    now = {c.key: c for c in criteria}
    scores, texts = {}, {}
    for score in given:
        asked = now.get(score.criterion.key)
        if asked and asked.kind == CriterionKind.SCORE and asked.min <= score.value <= asked.max:
            scores[asked.pk] = score.value
    for text in written:
        asked = now.get(text.criterion.key)
        if asked and asked.kind == CriterionKind.TEXT:
            texts[asked.pk] = text.text
    return Answers(scores, texts)


def missing(criteria: Sequence[ReviewCriterion], answers: Answers) -> list[ReviewCriterion]:
    """Required questions without an answer, in the form's order."""
    given = {*answers.scores, *(pk for pk, text in answers.texts.items() if text.strip())}
    return [c for c in criteria if c.required and c.pk not in given]


@transaction.atomic
def send_review(*, paper: Submission, by: User, answers: Answers, based_on: int) -> Review:
    """Hand the review in, or revise one that is in. Each version sent is kept.

    Raises NotAllowed, EditedMeanwhile or Unfinished.
    """
    if lacking := missing(criteria_for(paper), answers):
        raise Unfinished(lacking)
    before = _scores_sent(paper, by)
    review = save_review(paper=paper, by=by, answers=answers, based_on=based_on)
    _note_changed_scores(paper, by, before, answers)
    review.status = ReviewStatus.SUBMITTED
    review.revision += 1
    review.submitted_at = review.submitted_at or paper.workshop.now()
    review.save()
    ReviewRevision.objects.create(
        review=review, number=review.revision, sent_at=paper.workshop.now(),
        answers={"scores": dict(answers.scores), "texts": dict(answers.texts)},
    )  # fmt: skip
    record("review sent", actor=by, edition=paper.workshop, about=paper, revision=review.revision)
    if review.revision == 1:
        _send_receipt(paper, by)
    return review


def _send_receipt(paper: Submission, by: User) -> None:
    """A receipt for the first review, and thanks once nothing is open: never a mail for each."""
    workshop = paper.workshop
    here = Assignment.objects.told().of(by).filter(submission__workshop=workshop)
    if here.unfinished().exists():
        path = reverse("reviews:review", args=[workshop.slug, paper.number])
        told = {"number": paper.number, "title": paper.shown_title, "url": mail.address(path)}
        mail.tell("review.received", recipient(by), told, key=f"{workshop.pk}:{by.pk}",
                  edition=workshop, about=paper)  # fmt: skip
        return
    sent = here.filter(review__status__in=IN).count()
    path = reverse("reviews:mine", args=[workshop.slug])
    told = {"count": counted(sent, "review"), "reviews_url": mail.address(path)}
    mail.tell("review.thanks", recipient(by), told, key=f"{workshop.pk}:{by.pk}", edition=workshop)


def _scores_sent(paper: Submission, by: User) -> dict[str, int]:
    """By question, the scores that others have read so far: none before a review is in."""
    sent = ReviewScore.objects.filter(
        review__assignment__submission=paper, review__assignment__reviewer=by,
        review__status=ReviewStatus.SUBMITTED, review__assignment__status__in=ACTIVE,
    )  # fmt: skip
    return dict(sent.values_list("criterion__key", "value"))


def _note_changed_scores(
    paper: Submission, by: User, before: Mapping[str, int], answers: Answers
) -> None:
    for criterion in criteria_for(paper):
        old, new = before.get(criterion.key), answers.scores.get(criterion.pk)
        if old and new and old != new and criterion.audience != Audience.CHAIRS:
            note_changed_score(paper=paper, by=by, label=criterion.label, old=old, new=new)
