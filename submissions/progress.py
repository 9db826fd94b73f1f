"""Where a paper is on its way, as its authors see it."""

from dtms_site.workshops.dates import day
from dtms_site.workshops.enums import DeadlineKind
from submissions.enums import DECIDED_STATES, SubmissionStatus
from submissions.models import Submission

S = SubmissionStatus


def steps(paper: Submission) -> list[tuple[str, str, str]]:
    """(word, detail, "done" | "now" | "") for each stage of the way."""
    place = _place(S(paper.status))
    stages = [
        ("Draft", day(paper.created_at)),
        ("Submitted", _until(paper, DeadlineKind.SUBMISSION, "open until", "closed")),
        ("Under review", _until(paper, DeadlineKind.NOTIFICATION, "until")),
        ("Decision", _until(paper, DeadlineKind.NOTIFICATION, "by")),
        ("Camera-ready", _until(paper, DeadlineKind.CAMERA_READY, "by")),
        ("Presented", _until(paper, DeadlineKind.WORKSHOP, "on")),
    ]
    if paper.status in {S.REJECTED, S.DESK_REJECTED}:
        stages = stages[:4]
    return [
        (word, detail, "done" if n < place else "now" if n == place else "")
        for n, (word, detail) in enumerate(stages)
    ]


def _place(status: S) -> int:
    if status == S.PUBLISHED:
        return 5
    if status in {S.ACCEPTED, S.CAMERA_READY, S.CONDITIONALLY_ACCEPTED}:
        return 4
    if status in DECIDED_STATES or status == S.DESK_REJECTED:
        return 3
    return {S.UNDER_REVIEW: 2, S.SUBMITTED: 1}.get(status, 0)


def _until(paper: Submission, kind: DeadlineKind, word: str, past: str = "") -> str:
    """The stage's date after a word, or after another one when it has passed."""
    deadline = paper.dates.get(kind)
    if not deadline:
        return ""
    has_passed = paper.workshop.now() >= deadline.at
    return f"{past if past and has_passed else word} {day(deadline.shown)}"
