"""What chairs' acts do to a paper's status. Called by the apps above, inside their transaction."""

from collections.abc import Iterable

from dtms_site.accounts.models import User
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.services.lifecycle import locked, move


def start_review(papers: Iterable[Submission], *, by: User) -> int:
    """Freeze the PDFs and hand the papers to the committee. Returns how many."""
    count = 0
    for paper in papers:
        move(locked(paper), SubmissionStatus.UNDER_REVIEW, by=by)
        count += 1
    return count


def publish_outcome(
    paper: Submission, outcome: SubmissionStatus, *, by: User, reason: str = ""
) -> None:
    """Make a decision known as the paper's status. Raises Closed for an impossible step."""
    move(locked(paper), outcome, by=by, reason=reason)
