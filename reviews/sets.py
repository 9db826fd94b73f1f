"""What one person may see, as sets: papers, assignments, conflicts, proposals."""

from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.enums import ProposalState
from reviews.models import Assignment, Comment, Decision, ExternalReviewer, Pin
from reviews.querysets import AssignmentQuerySet, ExternalQuerySet
from submissions.enums import DECIDED_STATES, WITH_THE_COMMITTEE, SubmissionStatus
from submissions.models import Conflict, PaperVersion
from submissions.querysets import SubmissionQuerySet, has_conflict


def committee_papers(workshop: Workshop) -> SubmissionQuerySet:
    """Papers that the committee may know of: handed to it, or closed for their authors."""
    waited_for = workshop.schedule.papers_with_time(DeadlineKind.SUBMISSION)
    closed = workshop.schedule.closed_papers() & ~Q(pk__in=waited_for)
    return workshop.submissions.filter(
        Q(status__in=WITH_THE_COMMITTEE) | (Q(status=SubmissionStatus.SUBMITTED) & closed)
    )


def papers_for(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Papers that a member may open: the committee's, less those they are conflicted with."""
    return committee_papers(workshop).free_of_conflict_with(user)


def papers_for_chair(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Papers that a chair handles: all that were handed in, less their own conflicts."""
    return workshop.submissions.submitted().free_of_conflict_with(user)


def papers_to_review(chair: User, workshop: Workshop) -> SubmissionQuerySet:
    """Those of them that are not desk rejected, be it in quiet."""
    gone = Decision.objects.desk_rejects().values("submission")
    return papers_for_chair(chair, workshop).exclude(pk__in=gone)


def assignments_for_chair(user: User, workshop: Workshop) -> AssignmentQuerySet:
    """Who has which paper, of those that this chair handles."""
    handled = papers_for_chair(user, workshop)
    return Assignment.objects.active().filter(submission__in=handled)


def reviewers_of(papers: Any) -> Any:
    """Everybody who has one of these papers, on the committee still or not."""
    given = Assignment.objects.active().filter(submission__in=papers)
    return User.objects.filter(pk__in=given.values("reviewer"))


def conflicts_for_chair(user: User, workshop: Workshop) -> Any:
    """Who keeps away from which paper, of those that this chair handles."""
    return Conflict.objects.binding().filter(submission__in=papers_for_chair(user, workshop))


def pins_for_chair(user: User, workshop: Workshop) -> Any:
    """Pairs that were locked or forbidden, of the papers that this chair handles."""
    return Pin.objects.filter(submission__in=papers_for_chair(user, workshop))


def externals_for(user: User, workshop: Workshop) -> ExternalQuerySet:
    """The papers that this person helps with from outside, never over a conflict."""
    mine = ExternalReviewer.objects.at_work().filter(user=user)
    return mine.filter(assignment__submission__in=papers_for(user, workshop))


def externals_of(member: User, paper: Any) -> ExternalQuerySet:
    """Whom this member asked for help with a paper of theirs, whatever became of it."""
    mine = Assignment.objects.active().of(member).filter(submission=paper)
    return ExternalReviewer.objects.filter(assignment__in=mine)


def externals_for_chair(chair: User, workshop: Workshop) -> ExternalQuerySet:
    """Outside reviewers of the papers that this chair handles."""
    handled = papers_for_chair(chair, workshop)
    return ExternalReviewer.objects.filter(assignment__submission__in=handled)


def hidden_from_chair(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Papers of which logs and mails tell this chair nothing: their conflicts, and drafts."""
    return workshop.submissions.filter(has_conflict(user) | Q(status=SubmissionStatus.DRAFT))


def withdrawn_for_chair(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Papers that were handed in and taken back, which this chair could bring back."""
    withdrawn = workshop.submissions.filter(
        status=SubmissionStatus.WITHDRAWN, submitted_at__isnull=False
    )
    return withdrawn.free_of_conflict_with(user)


def conflicted_papers(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Papers of which this person may know title and authors, and nothing else."""
    return committee_papers(workshop).conflicted_with(user)


def shepherded_by(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Conditional papers that this person sees through."""
    cared_for = Decision.objects.shepherded_by(user).values("submission")
    papers = papers_for(user, workshop).filter(status=SubmissionStatus.CONDITIONALLY_ACCEPTED)
    return papers.filter(pk__in=cared_for)


def revised_papers(chair: User, workshop: Workshop) -> SubmissionQuerySet:
    """Conditional papers that this chair handles, and whose shepherd has looked at a revision."""
    spoken = Decision.objects.released().filter(revisions__advised_at__isnull=False)
    papers = papers_for_chair(chair, workshop)
    return papers.filter(
        status=SubmissionStatus.CONDITIONALLY_ACCEPTED, pk__in=spoken.values("submission")
    )


def discussed() -> Q:
    """Of a paper: somebody wrote a word about it, besides what the system notes."""
    return Q(Exists(Comment.objects.filter(submission=OuterRef("pk"), is_notice=False)))


def apart_and_in_care(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """The committee's papers that this person is in conflict with (`is_apart`), and those that
    they see through, in one question."""
    cared_for = Q(
        status=SubmissionStatus.CONDITIONALLY_ACCEPTED,
        pk__in=Decision.objects.shepherded_by(user).values("submission"),
    )
    is_apart = ExpressionWrapper(has_conflict(user), BooleanField())
    papers = committee_papers(workshop).annotate(is_apart=is_apart)
    found: SubmissionQuerySet = papers.filter(Q(is_apart=True) | cared_for)
    return found.only("number", "title", "status")


def decided_papers(workshop: Workshop) -> SubmissionQuerySet:
    return workshop.submissions.filter(status__in=DECIDED_STATES)


def proposals_for(chair: User, workshop: Workshop) -> Any:
    """Proposals that this chair may see: none that tells of a paper they are conflicted with.

    With any conflict these are their own: what others computed counts with the hidden papers.
    """
    hidden = workshop.submissions.all().conflicted_with(chair)
    mine = workshop.proposals.filter(made_by=chair)
    free = mine.exclude(pairs__submission__in=hidden).exclude(pin__submission__in=hidden)
    return workshop.proposals.filter(~Exists(hidden) | Q(pk__in=free.values("pk")))


def open_proposals_for(chair: User, workshop: Workshop) -> Any:
    """Those that wait for a chair's word; the newest, which counts, comes first.

    Several can be open: a chair sets none aside that they may not see.
    """
    return proposals_for(chair, workshop).filter(state=ProposalState.OPEN)


def saved_views_of(chair: User, workshop: Workshop) -> Any:
    """The views of the list that this chair gave a name."""
    return workshop.saved_views.filter(owner=chair)


def current_versions_for_chair(chair: User, workshop: Workshop, numbers: Collection[int]) -> Any:
    """The PDFs that count, of those of these papers that this chair handles."""
    papers = papers_for_chair(chair, workshop).filter(number__in=numbers)
    place = Window(
        RowNumber(), partition_by="submission", order_by=[F("number").desc(nulls_last=True), "-pk"]
    )
    rows = PaperVersion.objects.for_review().filter(submission__in=papers).annotate(place=place)
    return (
        rows.filter(place=1).select_related("submission__workshop").order_by("submission__number")
    )
