from typing import Any

from dtms_site.accounts.models import User
from dtms_site.mail.catalogue import register as kind
from reviews import policy
from reviews.models import Assignment
from submissions.mails import PAPER, still_author
from submissions.models import Submission


def _reads_thread(row: Any) -> bool:
    paper = Submission.objects.select_related("workshop").filter(pk=row.about_id).first()
    user = User.objects.filter(pk=row.to_user_id).first()
    return bool(paper and user and policy.view_of(user, paper).reads_discussion)


def _has_open_work(row: Any) -> bool:
    """Somebody who finished, or left the committee, in the meantime is not reminded."""
    open_work = Assignment.objects.unfinished().filter(
        reviewer_id=row.to_user_id, submission__workshop_id=row.edition_id
    )
    return open_work.exists()


def _knew_the_paper(row: Any) -> bool:
    """Of a paper that is taken back only its former reviewer hears, not a former member."""
    return Assignment.objects.serving().filter(
        reviewer_id=row.to_user_id, submission_id=row.about_id
    ).exists()  # fmt: skip


def register() -> None:
    why = "you are a reviewer of this edition"
    kind("review.assigned", "count", "papers", "due", "reviews_url", why=why, guard=_has_open_work)
    kind("review.unassigned", "number", "title", why=why, guard=_knew_the_paper)
    kind("review.reminder", "count", "papers", "due", "left", "reviews_url", why=why,
         guard=_has_open_work)  # fmt: skip
    kind("review.overdue", "count", "papers", "due", "reviews_url", why=why, guard=_has_open_work)
    kind("discussion.new", "number", "title", "url", why="you are in this discussion",
         guard=_reads_thread)  # fmt: skip
    letter = (*PAPER, "reason", "conditions", "camera_ready", "reviews")
    author = "you are an author of paper {number}"
    kind("shepherd.version_ready", "number", "title", "response", "due", "url",
         why="you see paper {number} through", guard=_reads_thread)  # fmt: skip
    kind("conditions.confirmed", *PAPER, "note", "camera_ready", why=author, guard=still_author)
    kind("conditions.failed", *PAPER, "note", "camera_ready", why=author, guard=still_author)
    for key in ("decision.accepted", "decision.conditional", "decision.rejected"):
        kind(key, *letter, why=author, guard=still_author)
