"""Who on the committee may see and do what with a paper, now. Every page of this side asks here.

A conflict beats every role. Time switches three times: when one's own review is in, when the
discussion opens, and when decisions are released.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q, Subquery
from django.http import Http404

from dtms_site.accounts.models import User
from dtms_site.workshops import policy as workshops
from dtms_site.workshops.enums import DeadlineKind, Role
from dtms_site.workshops.models import Workshop
from reviews.enums import IN, Audience
from reviews.models import (
    Assignment,
    Comment,
    Decision,
    DiscussionSummary,
    Review,
    Revision,
    ThreadVisit,
)
from reviews.sets import committee_papers, papers_for, papers_for_chair
from submissions.enums import DECIDED_STATES, EDITABLE, WITH_THE_COMMITTEE, SubmissionStatus
from submissions.models import Submission
from submissions.policy import papers_of
from submissions.querysets import SubmissionQuerySet, committee_of

REVIEWS_THAT_OPEN_A_DISCUSSION = 2


@dataclass(frozen=True)
class PaperView:
    """The capabilities of one person on one paper at one time."""

    knows: bool = False
    """May know that the paper exists: its title and its authors."""
    conflicted: bool = False
    opens: bool = False
    """Abstract, topics and PDF."""
    is_reviewer: bool = False
    has_reviewed: bool = False
    is_chair: bool = False
    is_shepherd: bool = False
    """Sees a conditional paper through: reads as a reviewer whose review is in, and revisions."""
    reads_reviews: bool = False
    """Others' reviews with names, scores, and what is confidential to the committee."""
    reads_discussion: bool = False
    writes_review: bool = False
    asks_externals: bool = False
    """May ask the chairs for help from outside: as long as their own review is not in."""
    comments: bool = False
    summarises: bool = False
    """Writes the summary of the discussion: its lead, or a chair."""
    handles: bool = False
    """Assigns, decides, and sees what is confidential to chairs."""
    knows_outcome: bool = False
    own: Review | None = None
    """Their own review, begun or sent."""
    held: tuple[Assignment, ...] = ()
    """Who has the paper, with their reviews; nobody for a person who may not read these."""


NOTHING = PaperView()


def view_of(user: User, paper: Submission) -> PaperView:
    """What this person may see and do with this paper at this moment."""
    roles = workshops.roles_of(user, paper.workshop)
    if not roles & {Role.CHAIR, Role.MEMBER}:
        return NOTHING
    is_chair = Role.CHAIR in roles
    known = papers_known_to(user, paper.workshop, is_chair=is_chair)
    if not known.filter(pk=paper.pk).exists():
        return NOTHING
    if paper.workshop.submissions.conflicted_with(user).filter(pk=paper.pk).exists():
        return PaperView(knows=True, conflicted=True)
    return _free_view(user, paper, is_chair=is_chair)


def papers_known_to(user: User, workshop: Workshop, *, is_chair: bool) -> SubmissionQuerySet:
    """Papers of which this member may know title and authors, conflicts included."""
    return workshop.submissions.all().submitted() if is_chair else committee_papers(workshop)


def _free_view(user: User, paper: Submission, *, is_chair: bool) -> PaperView:
    held = tuple(paper.assignments.active().select_related("reviewer", "review"))
    is_told = paper.status in WITH_THE_COMMITTEE
    assignment = next((a for a in held if is_told and a.reviewer_id == user.pk), None)
    review = getattr(assignment, "review", None)
    has_reviewed = review is not None and review.status in IN
    open_now = paper.status == SubmissionStatus.UNDER_REVIEW
    is_shepherd = shepherds(user, paper)
    inside = is_chair or has_reviewed or is_shepherd
    reads_discussion = inside and (is_chair or is_discussed(paper, held))
    comments = reads_discussion and open_now
    writes = assignment is not None and open_now and _takes_reviews(paper, user)
    return PaperView(
        knows=True,
        opens=True,
        is_reviewer=assignment is not None,
        has_reviewed=has_reviewed,
        is_chair=is_chair,
        is_shepherd=is_shepherd,
        reads_reviews=inside,
        reads_discussion=reads_discussion,
        writes_review=writes,
        asks_externals=writes and not has_reviewed,
        comments=comments,
        summarises=comments and (is_chair or (assignment is not None and assignment.is_lead)),
        handles=is_chair,
        knows_outcome=is_chair or paper.status in DECIDED_STATES,
        own=review,
        held=held if inside else (),
    )


def _takes_reviews(paper: Submission, user: User) -> bool:
    dates = paper.workshop.schedule.of_person(user)
    accepts = dates.accepts(DeadlineKind.REVIEW, paper.paper_type_id)
    return accepts and not paper.dates.passed(DeadlineKind.DISCUSSION)


def shepherds(user: User, paper: Submission) -> bool:
    if paper.status not in DECIDED_STATES:
        return False
    return Decision.objects.shepherded_by(user).filter(submission=paper).exists()


def conditional_paper_of_author(user: User, workshop: Workshop, number: int) -> Submission:
    """A paper of theirs that is accepted under conditions. Raises Http404."""
    papers = papers_of(user, workshop).filter(status=SubmissionStatus.CONDITIONALLY_ACCEPTED)
    return _found(papers, number)


def may_revise(paper: Submission) -> bool:
    """Until the camera-ready date with its grace."""
    waits = paper.status == SubmissionStatus.CONDITIONALLY_ACCEPTED
    return waits and paper.dates.accepts(DeadlineKind.CAMERA_READY)


def revision_of(paper: Submission, view: PaperView) -> Revision | None:
    """The newest revision of a conditional paper, for its shepherd and its chairs."""
    if paper.status not in DECIDED_STATES or not (view.is_shepherd or view.handles):
        return None
    revisions = Revision.objects.filter(decision__in=paper.decisions.released())
    return revisions.select_related("version", "advised_by", "decision__shepherd").first()


def discussion_is_open(paper: Submission) -> bool:
    """From two reviews on, or from the reviews' date on, and as long as the committee has it."""
    return is_discussed(paper, paper.assignments.active().select_related("review"))


def is_discussed(paper: Submission, held: Iterable[Assignment]) -> bool:
    """The same, told who has the paper; `held` is looked at only where it matters."""
    if paper.status not in WITH_THE_COMMITTEE:
        return False
    if paper.dates.passed(DeadlineKind.REVIEW):
        return True
    reviews = [getattr(assignment, "review", None) for assignment in held]
    sent = [review for review in reviews if review is not None and review.is_in]
    return len(sent) >= REVIEWS_THAT_OPEN_A_DISCUSSION


def paper_for_member(
    user: User, workshop: Workshop, number: int, roles: frozenset[Role]
) -> tuple[Submission, PaperView]:
    """A paper behind the committee's door, with what this person may do. Raises Http404.

    A paper they are conflicted with, one that is not handed in, and one that does not exist
    all answer alike.
    """
    is_chair = Role.CHAIR in roles
    papers = papers_for_chair(user, workshop) if is_chair else papers_for(user, workshop)
    paper = _found(papers, number)
    return paper, _free_view(user, paper, is_chair=is_chair)


def paper_for_chair(user: User, workshop: Workshop, number: int) -> Submission:
    """A paper that this chair handles. Raises Http404."""
    return _found(papers_for_chair(user, workshop), number)


def _found(papers: SubmissionQuerySet, number: int) -> Submission:
    joined = papers.select_related("paper_type", "discussion_summary__written_by", "response")
    rows = joined.filter(number=number).prefetch_related("authors")
    paper: Submission | None = rows.first()
    if paper is None:
        raise Http404
    return paper


def paper_to_edit_for_authors(user: User, workshop: Workshop, number: int) -> Submission:
    """A paper that a chair without a conflict may edit in its authors' stead. Raises Http404.

    Drafts too: this is the one way in which a chair opens a draft, and it is logged.
    """
    papers = workshop.submissions.filter(status__in=EDITABLE).free_of_conflict_with(user)
    return _found(papers, number)


def handling_chair(paper: Submission) -> Any:
    """The chair who answers for a paper: the first one without a conflict, or None."""
    chairs = paper.workshop.memberships.chairs().select_related("user")
    for membership in chairs:
        free = papers_for_chair(membership.user, paper.workshop)
        if free.filter(pk=paper.pk).exists():
            return membership.user
    return None


def readable_comments(user: User, paper: Submission, view: PaperView) -> Any:
    """The thread as this person may read it."""
    if not view.reads_discussion:
        return Comment.objects.none()
    visits = ThreadVisit.objects.filter(submission=paper, user=user)
    thread = paper.comments.with_people()
    thread = thread.annotate(seen_at=Subquery(visits.values("seen_at")[:1]))
    return (
        thread if view.handles else thread.exclude(audience="chairs") | thread.filter(writer=user)
    )


def summary_of(paper: Submission, view: PaperView) -> DiscussionSummary | None:
    """What the discussion comes to, for who may read it."""
    return getattr(paper, "discussion_summary", None) if view.reads_discussion else None


def readers_of(paper: Submission, audience: Audience) -> list[User]:
    """Who may read a comment for this audience now: chairs, and reviewers whose review is in.

    The same answer as `view_of` gives for each, in few queries.
    """
    inside = Q(pk__in=paper.workshop.memberships.chairs().values("user"))
    if audience != Audience.CHAIRS and discussion_is_open(paper):
        sent = Review.objects.sent().filter(assignment__submission=paper)
        inside |= Q(pk__in=sent.values("assignment__reviewer"))
    return list(committee_of(paper.workshop).filter(inside).exclude(_is_apart_from(paper)))


def conflicted_people(paper: Submission) -> set[int]:
    """By the paper what `has_conflict` says by the person."""
    return set(User.objects.filter(_is_apart_from(paper)).values_list("pk", flat=True))


def _is_apart_from(paper: Submission) -> Q:
    """The same as a condition on people."""
    named = paper.conflicts.binding().values("user")
    authors = paper.authors.all()
    emails = [author.email for author in authors]
    addresses = EmailAddress.objects.filter(verified=True, email__in=emails)
    wrote = [author.user_id for author in authors]
    return Q(pk__in=named) | Q(pk__in=wrote) | Q(pk__in=addresses.values("user"))
