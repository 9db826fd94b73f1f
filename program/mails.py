from typing import Any

from dtms_site.mail.catalogue import register as kind
from program.models import Programme, Slot
from program.policy import AWAITING
from submissions.enums import SubmissionStatus
from submissions.mails import PAPER, still_author
from submissions.models import Submission


def _still_missing(row: Any) -> bool:
    """Whoever handed the final version in meanwhile is not reminded."""
    papers = Submission.objects.filter(pk=row.about_id, status=SubmissionStatus.ACCEPTED)
    return still_author(row) and papers.exists()


def _rights_are_open(row: Any) -> bool:
    """Whoever settled the form meanwhile is not reminded."""
    papers = Submission.objects.filter(pk=row.about_id, status__in=AWAITING, rights=None)
    return still_author(row) and papers.exists()


def _still_awaited(row: Any) -> bool:
    return still_author(row) and Submission.objects.filter(
        pk=row.about_id, status__in=AWAITING
    ).exists()  # fmt: skip


def _still_public(row: Any) -> bool:
    """A programme that was taken back in the ten minutes tells nobody."""
    public = Programme.objects.published().filter(workshop_id=row.edition_id)
    return still_author(row) and public.exists()


def _nobody_presents(row: Any) -> bool:
    """Only a paper that is in the public programme, and of which nobody is named."""
    unnamed = Slot.objects.unpresented().filter(submission=row.about_id)
    return _still_public(row) and unnamed.exists()


def register() -> None:
    why = "you are an author of paper {number}"
    kind(
        "camera_ready.received", *PAPER, "version", "sha256", "size", "received", "presenter",
        "due", "camera_url", why=why, guard=still_author, urgent=True,
    )  # fmt: skip
    kind(
        "camera_ready.problem", *PAPER, "reason", "due", "camera_url", why=why,
        guard=_still_awaited,
    )  # fmt: skip
    kind(
        "camera_ready.reminder", *PAPER, "due", "left", "camera_url", why=why,
        guard=_still_missing,
    )  # fmt: skip
    kind("rights.reminder", *PAPER, "due", "left", "camera_url", guard=_rights_are_open,
         why="you are the contact author of paper {number}")  # fmt: skip
    kind("camera_ready.open", *PAPER, "due", "left", "camera_url", why=why, guard=_still_missing)
    kind("presenter.reminder", *PAPER, "when", "left", "camera_url", why=why,
         guard=_nobody_presents)  # fmt: skip
    slot = ("when", "utc", "yours", "minutes", "session", "room", "programme_url")
    kind("programme.slot", *PAPER, *slot, why=why, guard=_still_public)
    kind("programme.changed", *PAPER, *slot, why=why, guard=_still_public)
