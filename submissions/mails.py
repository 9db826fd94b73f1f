from typing import Any

from dtms_site.mail.catalogue import register as kind
from dtms_site.workshops import reminding
from submissions.models import Author, Submission

PAPER = ("number", "title", "paper_url")


def still_author(row: Any) -> bool:
    """Whoever was taken off the list since hears nothing more of the paper."""
    listed = Author.objects.filter(submission_id=row.about_id)
    return listed.filter(email=row.to_email).exists() or (
        row.to_user_id is not None and listed.filter(user_id=row.to_user_id).exists()
    )


def _still_a_draft(row: Any) -> bool:
    drafts = Submission.objects.all().drafts().filter(pk=row.about_id)
    return still_author(row) and drafts.exists()


def register() -> None:
    why = "you are an author of paper {number}"
    kind(
        "submission.received", *PAPER, "version", "sha256", "size", "received", "deadline",
        why=why, guard=still_author, urgent=True,
    )  # fmt: skip
    kind(
        "submission.coauthor_added", *PAPER, "contact", "link",
        why="{contact} named you as an author of a paper", guard=still_author,
    )  # fmt: skip
    kind(
        "submission.draft_created", "number", "paper_url", "deadline", guard=_still_a_draft,
        why="you began paper {number} and have not submitted it", optional="about drafts you begin",
    )  # fmt: skip
    kind(
        "submission.updated", *PAPER, "by", "changes", why=why, guard=reminding.still_open,
        optional="about what co-authors change",
    )  # fmt: skip
    kind("submission.format_failed", *PAPER, "problems", "until", why=why, guard=still_author)
    kind("submission.waiver_granted", *PAPER, "rules", "words", why=why, guard=still_author)
    kind("submission.waiver_refused", *PAPER, "rules", "words", why=why, guard=still_author)
    kind("submission.withdrawn", *PAPER, "by", "reason", why=why, guard=still_author)
    kind("submission.withdrawn_by_chair", *PAPER, "by", "reason", why=why, guard=still_author)
    kind("submission.on_behalf", *PAPER, "chair", "act", why=why, guard=still_author)
    kind(
        "submission.draft_reminder", *PAPER, "lacks", "deadline", "left",
        why=why, guard=still_author, urgent=True,
    )  # fmt: skip
    kind("submission.late_admitted", *PAPER, "chair", why=why, guard=still_author)
    kind("submission.closed_unsubmitted", *PAPER, "deadline", why=why, guard=still_author)
