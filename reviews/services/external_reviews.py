"""What an outside reviewer writes: kept as it is written, sent to the member who asked for it."""

from typing import Any

from django.db import transaction
from django.urls import reverse

from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops.services import recipient
from reviews import external_policy as policy
from reviews.enums import Audience
from reviews.models import ExternalReviewer, ReviewCriterion
from reviews.services.errors import NotAllowed
from reviews.services.reviews import Answers, Unfinished, criteria_for, missing
from submissions.models import Submission


class WrittenMeanwhile(Exception):
    """It was saved elsewhere after this form was opened. `row` is what stands."""

    def __init__(self, row: ExternalReviewer) -> None:
        super().__init__("written meanwhile")
        self.row = row


def questions_for(paper: Submission) -> list[ReviewCriterion]:
    """What authors will read of a review: remarks to the committee are the member's to make."""
    return [c for c in criteria_for(paper) if c.audience == Audience.AUTHORS]


def answers_of(row: ExternalReviewer, criteria: list[ReviewCriterion]) -> Answers:
    """What stands, as far as the form still asks it."""
    scores, texts = {}, {}
    for criterion in criteria:
        value: Any = row.answers.get(criterion.key)
        if isinstance(value, int) and criterion.min <= value <= criterion.max:
            scores[criterion.pk] = value
        elif isinstance(value, str):
            texts[criterion.pk] = value
    return Answers(scores, texts)


@transaction.atomic
def save(*, row: ExternalReviewer, answers: Answers, based_on: int) -> ExternalReviewer:
    """Keep what is written so far. Raises NotAllowed or WrittenMeanwhile."""
    paper = row.assignment.submission
    kept = ExternalReviewer.objects.select_for_update().get(pk=row.pk)
    kept.assignment = row.assignment
    if not policy.may_write_external(kept):
        raise NotAllowed
    if kept.edit_version != based_on:
        raise WrittenMeanwhile(kept)
    keys = {c.pk: c.key for c in questions_for(paper)}
    given = {**answers.scores, **answers.texts}
    kept.answers = {keys[pk]: value for pk, value in given.items() if pk in keys}
    kept.edit_version += 1
    kept.saved_at = paper.workshop.now()
    kept.save()
    return kept


@transaction.atomic
def send(*, row: ExternalReviewer, answers: Answers, based_on: int) -> ExternalReviewer:
    """Hand it to the member who asked. It can be sent again while reviewing lasts.

    Raises NotAllowed, WrittenMeanwhile or Unfinished.
    """
    paper = row.assignment.submission
    if lacking := missing(questions_for(paper), answers):
        raise Unfinished(lacking)
    kept = save(row=row, answers=answers, based_on=based_on)
    kept.sent_at = kept.saved_at
    kept.save(update_fields=["sent_at"])
    path = reverse("reviews:externals", args=[paper.workshop.slug, paper.number])
    mail.tell(
        "external.ready", recipient(kept.assignment.reviewer),
        {"person": str(kept), "number": paper.number, "title": paper.shown_title,
         "url": mail.address(path)},
        key=f"{kept.public_id}:{kept.edit_version}", edition=paper.workshop, about=paper,
    )  # fmt: skip
    record("external review sent", actor=kept.user, edition=paper.workshop, about=paper)
    return kept
