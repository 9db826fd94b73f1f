from typing import Any

from django.urls import reverse

from dtms_site.mail import services as mail
from dtms_site.workshops.services import recipient
from reviews.models import Assignment
from reviews.services.assignments import unassign
from reviews.sets import withdrawn_for_chair
from submissions.enums import SubmissionStatus
from submissions.signals import status_changed


def register() -> None:
    status_changed.connect(stop_reviewing_withdrawn, dispatch_uid="reviews.withdrawn")
    status_changed.connect(tell_chairs_of_withdrawn, dispatch_uid="reviews.withdrawn-told")


def stop_reviewing_withdrawn(paper: Any, new: str, by: Any, **_: Any) -> None:
    """Nobody should go on reading a paper that its authors took back."""
    if new != SubmissionStatus.WITHDRAWN:
        return
    for assignment in Assignment.objects.active().filter(submission=paper):
        unassign(assignment=assignment, by=by, reason="withdrawn by the authors")


def tell_chairs_of_withdrawn(paper: Any, old: str, new: str, by: Any, **_: Any) -> None:
    """Chairs without a conflict hear of a paper that was handed in; of drafts they know nothing."""
    if new != SubmissionStatus.WITHDRAWN or old == SubmissionStatus.DRAFT:
        return
    workshop = paper.workshop
    values = {
        "number": paper.number, "title": paper.title, "by": str(by),
        "reason": paper.withdrawal_reason,
        "url": mail.address(reverse("chair:late", args=[workshop.slug])),
    }  # fmt: skip
    for membership in workshop.memberships.chairs().exclude(user=by).select_related("user"):
        chair = membership.user
        if withdrawn_for_chair(chair, workshop).filter(pk=paper.pk).exists():
            mail.tell(
                "submission.withdrawal_noted", recipient(chair), values, about=paper,
                key=f"{paper.pk}:{paper.edit_version}:{chair.pk}", edition=workshop,
            )  # fmt: skip
