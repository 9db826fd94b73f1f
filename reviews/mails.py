from typing import Any

from dtms_site.accounts.models import User
from dtms_site.mail.catalogue import register as kind
from dtms_site.workshops import policy as workshops
from dtms_site.workshops import reminding
from dtms_site.workshops.models import Workshop
from reviews import policy, response_policy
from reviews.digests import unread
from reviews.enums import IN, ExternalState
from reviews.models import Assignment, Bid, Decision, ExternalReviewer
from reviews.services.bids import bidding_is_open
from reviews.sets import assignments_for_chair, withdrawn_for_chair
from submissions.enums import SubmissionStatus
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


def _has_unread(row: Any) -> bool:
    """Who has looked in the meantime, or may no longer, is not told."""
    user = User.objects.filter(pk=row.to_user_id).first()
    return bool(user and unread(Workshop.objects.get(pk=row.edition_id), user))


def _may_bid(row: Any) -> bool:
    """Nobody is asked for bids who has placed some, or may no longer place any."""
    workshop = Workshop.objects.get(pk=row.edition_id)
    member = workshop.memberships.members().filter(user=row.to_user_id)
    placed = Bid.objects.filter(member=row.to_user_id, submission__workshop=workshop)
    user = User.objects.filter(pk=row.to_user_id).first()
    is_open = user is not None and bidding_is_open(workshop, user)
    return is_open and member.exists() and not placed.exists()


def _owes_the_writer(row: Any) -> bool:
    """A review of a paper that the chair who wrote handles: the mail goes by nothing else."""
    chair = User.objects.filter(pk=row.about_id).first()
    workshop = Workshop.objects.get(pk=row.edition_id)
    if chair is None:
        return False
    owed = assignments_for_chair(chair, workshop).unfinished()
    return owed.of(row.to_user_id).exists()


def _knew_the_paper(row: Any) -> bool:
    """Of a paper that is taken back only its former reviewer hears, not a former member."""
    return Assignment.objects.serving().filter(
        reviewer_id=row.to_user_id, submission_id=row.about_id
    ).exists()  # fmt: skip


def _outside(row: Any) -> Any:
    """Requests about this mail's paper, and nobody else's."""
    return ExternalReviewer.objects.filter(assignment__submission=row.about_id)


def _still_invited(row: Any) -> bool:
    """A link that was answered or taken back since is not sent."""
    return bool(_outside(row).filter(state=ExternalState.INVITED, email=row.to_email).exists())


def _helps(row: Any) -> bool:
    return bool(_outside(row).unfinished().filter(user=row.to_user_id).exists())


def _asked_or_handles(row: Any) -> bool:
    """The member who still has the paper, or a chair who handles it."""
    paper = Submission.objects.select_related("workshop").filter(pk=row.about_id).first()
    user = User.objects.filter(pk=row.to_user_id).first()
    if paper is None or user is None:
        return False
    view = policy.view_of(user, paper)
    return view.handles or view.is_reviewer


def _register_outside() -> None:
    who = ("person", "number", "title", "url")
    why = "{inviter} asked for your help"
    kind("external.invited", "inviter", "link", "answer_by", "due", why=why,
         guard=_still_invited, secret=True)  # fmt: skip
    kind("external.refused", *who, "reason", why="you asked for help", guard=_asked_or_handles)
    kind("external.answered", *who, "answer", guard=_asked_or_handles,
         why="you have this paper, or chair the edition")  # fmt: skip
    kind("external.ready", *who, why="you asked for help", guard=_asked_or_handles)
    mine = "you agreed to review this paper"
    kind("external.reminder", "number", "title", "due", "left", "url", why=mine, guard=_helps)
    kind("external.ended", "title", why="you were asked for a review")


def _conditions_open(row: Any) -> bool:
    """Whoever sent a new version meanwhile is not reminded."""
    waiting = Submission.objects.filter(
        pk=row.about_id, status=SubmissionStatus.CONDITIONALLY_ACCEPTED
    ).exclude(decisions__revisions__isnull=False)
    return still_author(row) and waiting.exists()


def _may_answer(row: Any) -> bool:
    """Whoever has answered, or may no longer, is not asked to."""
    paper = Submission.objects.select_related("workshop").filter(pk=row.about_id).first()
    if paper is None or not still_author(row) or not response_policy.is_open(paper):
        return False
    response = response_policy.response_of(paper)
    return response is None or response.sent_at is None


def _still_concerned(row: Any) -> bool:
    """An author of the paper, or somebody who serves, when the mail leaves."""
    if row.about == Submission._meta.label:
        return still_author(row)
    workshop = Workshop.objects.get(pk=row.edition_id)
    return workshop.memberships.current().filter(user=row.to_user_id).exists()


def _still_told(row: Any) -> bool:
    """No author is told of a decision that was taken back."""
    released = Decision.objects.released().filter(submission_id=row.about_id)
    return still_author(row) and released.exists()


def _sees_through(row: Any) -> bool:
    """The shepherd of a conditional paper, as long as the decision stands released."""
    mine = Decision.objects.released().filter(submission=row.about_id, shepherd=row.to_user_id)
    return mine.exists() and _reads_thread(row)


def _sent_a_review(row: Any) -> bool:
    """A receipt tells nothing new, but to nobody who was taken off the paper or the committee."""
    mine = Assignment.objects.told().serving().filter(reviewer=row.to_user_id)
    here = mine.filter(submission__workshop=row.edition_id, review__status__in=IN)
    return bool((here.filter(submission=row.about_id) if row.about_id else here).exists())


def _register_news() -> None:
    """What reviewers may do without."""
    why = "you are a reviewer of this edition"
    kind("review.received", "number", "title", "url", why="you sent a review",
         guard=_sent_a_review, optional="about reviews that you send")  # fmt: skip
    kind("review.thanks", "count", "reviews_url", why="you sent your last review",
         guard=_sent_a_review, optional="that thanks for finished reviews")  # fmt: skip
    kind("review.revised", "count", "papers", "reviews_url", why=why, guard=reminding.still_open,
         optional="about reviews that others revise")  # fmt: skip
    kind("decision.reviewer_notice", "count", "papers", "reviews_url", why=why,
         guard=reminding.still_open, optional="about outcomes of papers you reviewed")  # fmt: skip


def _could_bring_back(row: Any) -> bool:
    """A chair without a conflict, while the paper is withdrawn."""
    chair = User.objects.filter(pk=row.to_user_id).first()
    workshop = Workshop.objects.get(pk=row.edition_id)
    if chair is None or not workshops.is_chair(chair, workshop):
        return False
    return bool(withdrawn_for_chair(chair, workshop).filter(pk=row.about_id).exists())


def register() -> None:
    _register_outside()
    kind("submission.withdrawal_noted", "number", "title", "by", "reason", "url",
         why="you are a chair of this edition", guard=_could_bring_back,
         optional="about papers that are withdrawn")  # fmt: skip
    why = "you are a reviewer of this edition"
    kind("review.assigned", "count", "papers", "due", "silence", "reviews_url", why=why,
         guard=_has_open_work)  # fmt: skip
    kind("review.unassigned", "number", "title", why=why, guard=_knew_the_paper)
    kind("review.reminder", "count", "papers", "due", "left", "reviews_url", why=why,
         guard=_has_open_work)  # fmt: skip
    kind("review.overdue", "count", "papers", "due", "reviews_url", why=why, guard=_has_open_work)
    kind("review.nudge", "chair", "count", "papers", "due", "reviews_url", why=why,
         guard=_owes_the_writer)  # fmt: skip
    for key in ("bidding.open", "bidding.reminder"):
        kind(key, "due", "left", "bids_url", why="you are a member of the committee",
             guard=_may_bid)  # fmt: skip
    talk = "you are in this discussion"
    kind("discussion.mention", "writer", "number", "title", "url", why=talk, guard=_reads_thread)
    kind("discussion.digest", "count", "papers", "reviews_url", guard=_has_unread,
         optional="about discussions",
         why="papers you review are discussed; there is at most one such mail a day")  # fmt: skip
    _register_news()
    kind("shepherd.assigned", "number", "title", "conditions", "due", "url",
         why="you see paper {number} through", guard=_sees_through)  # fmt: skip
    kind("shepherd.reminder", "number", "title", "due", "url",
         why="you see paper {number} through", guard=_reads_thread)  # fmt: skip
    letter = (*PAPER, "reason", "conditions", "camera_ready", "reviews")
    author = "you are an author of paper {number}"
    kind("shepherd.version_ready", "number", "title", "response", "due", "url",
         why="you see paper {number} through", guard=_reads_thread)  # fmt: skip
    for key in ("response.open", "response.reminder"):
        kind(key, *PAPER, "due", "left", "most_words", "url", why=author, guard=_may_answer)
    kind("conditions.reminder", *PAPER, "due", "left", why=author, guard=_conditions_open)
    kind("conditions.confirmed", *PAPER, "note", "camera_ready", why=author, guard=still_author)
    kind("decision.changed", *PAPER, "old", "new", "reason", "conditions", why=author,
         guard=_still_told)  # fmt: skip
    kind("conditions.failed", *PAPER, "note", "camera_ready", why=author, guard=still_author)
    kind("chair.digest", "count", "items", "desk_url", why="you are a chair of this edition",
         guard=reminding.still_open, optional="about what waits on your desk")  # fmt: skip
    kind("chair.letter", "subject", "words", "chair", "group", guard=_still_concerned,
         why="{chair} writes to you as an author or member: you are {group}")  # fmt: skip
    kind("submission.desk_rejected", *letter, "code", why=author, guard=_still_told)
    for key in ("decision.accepted", "decision.conditional", "decision.rejected"):
        kind(key, *letter, "code", why=author, guard=_still_told)
