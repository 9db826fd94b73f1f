"""A release taken back while its mails still wait: as if it had not been pressed."""

from datetime import datetime

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops.models import Workshop
from reviews.enums import Outcome, ReviewStatus
from reviews.models import Decision, Review
from reviews.services.decisions import RELEASE_MAILS, STATUS_OF, UNDO
from reviews.services.errors import NotAllowed
from reviews.sets import papers_for_chair
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.services import outcomes

# A mail in any other state has left, or may have.
NOT_LEFT = frozenset({MailState.HELD, MailState.QUEUED, MailState.SHOWN, MailState.CANCELLED})


def just_released(workshop: Workshop, by: User) -> list[Decision]:
    """What this chair could still take back: released within the wait, of papers they handle."""
    since = workshop.now() - UNDO
    handled = papers_for_chair(by, workshop)
    rows = Decision.objects.released().filter(released_at__gt=since, submission__in=handled)
    found = list(rows.select_related("submission").order_by("submission__number"))
    for decision in found:
        decision.submission.workshop = workshop
    return [d for d in found if d.submission.status == STATUS_OF[Outcome(d.outcome)]]


@transaction.atomic
def undo_release(*, workshop: Workshop, by: User) -> int:
    """Stop the mails and hide the decisions again. Raises NotAllowed once a mail has left."""
    decisions = just_released(workshop, by)
    if not decisions:
        raise NotAllowed("Nothing was released in the last ten minutes.")
    mails = _mails_of(decisions, workshop.now() - UNDO)
    if any(row.state not in NOT_LEFT for row in mails):
        raise NotAllowed("The first mail has left: the release stands.")
    mail.cancel(OutboxMessage.objects.filter(pk__in=[row.pk for row in mails]))
    for decision in decisions:
        _hide(decision, by)
    return len(decisions)


def _mails_of(decisions: list[Decision], since: datetime) -> list[OutboxMessage]:
    """Those of these releases. What an earlier one wrote was stopped with it, or is older."""
    rows = OutboxMessage.objects.select_for_update().filter(
        about=Submission._meta.label, about_id__in=[d.submission_id for d in decisions],
        kind__in=RELEASE_MAILS, created_at__gt=since,
    )  # fmt: skip
    return list(rows)


def _hide(decision: Decision, by: User) -> None:
    paper = decision.submission
    decision.released_at = None
    decision.save(update_fields=["released_at"])
    locked = Review.objects.filter(assignment__submission=paper, status=ReviewStatus.LOCKED)
    locked.update(status=ReviewStatus.SUBMITTED, letter="")
    is_desk = decision.outcome == Outcome.DESK_REJECT
    before = SubmissionStatus.SUBMITTED if is_desk else SubmissionStatus.UNDER_REVIEW
    outcomes.publish_outcome(paper, before, by=by)
    record("release undone", actor=by, edition=paper.workshop, about=paper)
