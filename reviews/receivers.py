from typing import Any

from reviews.models import Assignment
from reviews.services.assignments import unassign
from submissions.enums import SubmissionStatus
from submissions.signals import status_changed


def register() -> None:
    status_changed.connect(stop_reviewing_withdrawn, dispatch_uid="reviews.withdrawn")


def stop_reviewing_withdrawn(paper: Any, new: str, by: Any, **_: Any) -> None:
    """Nobody should go on reading a paper that its authors took back."""
    if new != SubmissionStatus.WITHDRAWN:
        return
    for assignment in Assignment.objects.active().filter(submission=paper):
        unassign(assignment=assignment, by=by, reason="withdrawn by the authors")
