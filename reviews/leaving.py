"""What the committee's side lets go of when somebody closes their account.

Reviews that are in stay: papers were decided by them. What is begun goes, and its papers are the
chairs' to give out again.
"""

from collections.abc import Iterator

from dtms_site.accounts import closing
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from reviews.enums import IN, OPEN_EXTERNALS, AssignmentStatus, DeclineReason, ExternalState
from reviews.models import Assignment, ExternalReviewer, Pin, Review, SavedView
from reviews.services.external import end_those_of

WHY = "The account was closed."


def register() -> None:
    closing.register(leave, _nothing)


def _nothing(user: User) -> Iterator[str]:
    yield from ()


def leave(user: User) -> None:
    for assignment in Assignment.objects.active().of(user).exclude(review__status__in=IN):
        _give_back(assignment, user)
    _stop_helping(user)
    user.bids.all().delete()
    user.reviewer_profiles.all().delete()
    Pin.objects.filter(reviewer=user).delete()
    SavedView.objects.filter(owner=user).delete()


def _give_back(assignment: Assignment, user: User) -> None:
    Review.objects.filter(assignment=assignment).delete()
    assignment.status = AssignmentStatus.DECLINED
    assignment.decline_reason, assignment.decline_note = DeclineReason.OTHER, WHY
    assignment.save(update_fields=["status", "decline_reason", "decline_note"])
    end_those_of(assignment)
    paper = assignment.submission
    record("assignment declined", actor=user, edition=paper.workshop, about=paper, reason=WHY)


def _stop_helping(user: User) -> None:
    """As an outside reviewer: what was sent stays with the member who asked, without the name."""
    mine = ExternalReviewer.objects.filter(user=user)
    mine.filter(state__in=OPEN_EXTERNALS, sent_at=None).update(
        state=ExternalState.DECLINED, answer=WHY, answers={}
    )
    for row in mine:
        row.given_name, row.family_name = closing.NAME
        row.email, row.affiliation, row.reason = f"{row.public_id}@closed.invalid", "", ""
        row.is_listed = False
        row.save()
