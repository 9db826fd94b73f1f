from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import CommitteeMembership, Workshop
from reviews.enums import (
    ACTIVE,
    IN,
    OPEN_EXTERNALS,
    ExternalState,
    MeetingState,
    Outcome,
    ProposalState,
)
from submissions.enums import DECIDED_STATES, WITH_THE_COMMITTEE, SubmissionStatus
from submissions.models import Conflict, PaperVersion
from submissions.querysets import SubmissionQuerySet, has_conflict

# A page says every twenty seconds that somebody is there.
GONE_AFTER = timedelta(seconds=75)


class AssignmentQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(status__in=ACTIVE)

    def of(self, user: Any) -> Self:
        return self.filter(reviewer=user)

    def told(self) -> Self:
        """Those the reviewer knows of: reviewing of the paper has begun."""
        return self.active().filter(submission__status__in=WITH_THE_COMMITTEE)

    def serving(self) -> Self:
        """Of people who are still on the committee."""
        member = CommitteeMembership.objects.reviewing().filter(
            workshop=OuterRef("submission__workshop"), user=OuterRef("reviewer")
        )
        return self.filter(Exists(member))

    def unfinished(self) -> Self:
        """What somebody who still serves has to do."""
        return self.told().serving().exclude(review__status__in=IN)


class ExternalQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Asked for, invited or at work, by a member who still has the paper and the role."""
        from reviews.models import Assignment

        held = Assignment.objects.active().serving()
        return self.filter(state__in=OPEN_EXTERNALS, assignment__in=held)

    def accepted_by(self, user: Any, workshop: Workshop) -> Self:
        """Whatever this person ever agreed to here, whether they may still see it or not."""
        here = self.filter(assignment__submission__workshop=workshop)
        return here.filter(user=user, state=ExternalState.ACCEPTED)

    def asked(self) -> Self:
        return self.open().filter(state=ExternalState.ASKED)

    def invited(self, instant: Any) -> Self:
        """With a link that still works."""
        return self.open().filter(state=ExternalState.INVITED, expires_at__gt=instant)

    def at_work(self) -> Self:
        """Who accepted, of papers that the committee has."""
        return self.open().filter(
            state=ExternalState.ACCEPTED, assignment__submission__status__in=WITH_THE_COMMITTEE
        )

    def unfinished(self) -> Self:
        return self.at_work().filter(sent_at=None)

    def thanked(self) -> Self:
        """Whose review came in, and who let themselves be named."""
        return self.filter(is_listed=True, sent_at__isnull=False, user__isnull=False)


class ReviewQuerySet(models.QuerySet[Any]):
    def sent(self) -> Self:
        """In, by a reviewer who is still on the paper."""
        return self.filter(status__in=IN, assignment__status__in=ACTIVE)


class CommentQuerySet(models.QuerySet[Any]):
    pass


class CriterionQuerySet(models.QuerySet[Any]):
    def asked(self) -> Self:
        """The form as it is now."""
        return self.filter(retired_at__isnull=True)

    def retired(self) -> Self:
        return self.filter(retired_at__isnull=False)


class DecisionQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)

    def unreleased(self) -> Self:
        return self.current().filter(released_at__isnull=True)

    def released(self) -> Self:
        return self.current().filter(released_at__isnull=False)

    def desk_rejects(self) -> Self:
        """Papers that are not to be reviewed, whether their authors know it or not."""
        return self.current().filter(outcome=Outcome.DESK_REJECT)

    def shepherded_by(self, user: Any) -> Self:
        """Released conditional decisions in this person's care."""
        return self.released().filter(outcome=Outcome.CONDITIONAL, shepherd=user)


class MeetingQuerySet(models.QuerySet[Any]):
    def ahead(self) -> Self:
        """Not over yet; an edition has one at most."""
        return self.exclude(state=MeetingState.OVER)

    def announced(self) -> Self:
        """Those that members know of."""
        return self.filter(Q(invited_at__isnull=False) | ~Q(state=MeetingState.PLANNED))


class TurnQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class AttendanceQuerySet(models.QuerySet[Any]):
    def at(self, instant: datetime) -> Self:
        """Who is there: not left, and their page has said so not long ago."""
        return self.filter(left_at__isnull=True, seen_at__gt=instant - GONE_AFTER)


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
    from reviews.models import Decision

    gone = Decision.objects.desk_rejects().values("submission")
    return papers_for_chair(chair, workshop).exclude(pk__in=gone)


def assignments_for_chair(user: User, workshop: Workshop) -> AssignmentQuerySet:
    """Who has which paper, of those that this chair handles."""
    from reviews.models import Assignment

    handled = papers_for_chair(user, workshop)
    return Assignment.objects.active().filter(submission__in=handled)


def reviewers_of(papers: Any) -> Any:
    """Everybody who has one of these papers, on the committee still or not."""
    from reviews.models import Assignment

    given = Assignment.objects.active().filter(submission__in=papers)
    return User.objects.filter(pk__in=given.values("reviewer"))


def conflicts_for_chair(user: User, workshop: Workshop) -> Any:
    """Who keeps away from which paper, of those that this chair handles."""
    return Conflict.objects.binding().filter(submission__in=papers_for_chair(user, workshop))


def pins_for_chair(user: User, workshop: Workshop) -> Any:
    """Pairs that were locked or forbidden, of the papers that this chair handles."""
    from reviews.models import Pin

    return Pin.objects.filter(submission__in=papers_for_chair(user, workshop))


def externals_for(user: User, workshop: Workshop) -> ExternalQuerySet:
    """The papers that this person helps with from outside, never over a conflict."""
    from reviews.models import ExternalReviewer

    mine = ExternalReviewer.objects.at_work().filter(user=user)
    return mine.filter(assignment__submission__in=papers_for(user, workshop))


def externals_of(member: User, paper: Any) -> ExternalQuerySet:
    """Whom this member asked for help with a paper of theirs, whatever became of it."""
    from reviews.models import Assignment, ExternalReviewer

    mine = Assignment.objects.active().of(member).filter(submission=paper)
    return ExternalReviewer.objects.filter(assignment__in=mine)


def externals_for_chair(chair: User, workshop: Workshop) -> ExternalQuerySet:
    """Outside reviewers of the papers that this chair handles."""
    from reviews.models import ExternalReviewer

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
    from reviews.models import Decision

    cared_for = Decision.objects.shepherded_by(user).values("submission")
    papers = papers_for(user, workshop).filter(status=SubmissionStatus.CONDITIONALLY_ACCEPTED)
    return papers.filter(pk__in=cared_for)


def revised_papers(chair: User, workshop: Workshop) -> SubmissionQuerySet:
    """Conditional papers that this chair handles, and whose shepherd has looked at a revision."""
    from reviews.models import Decision

    spoken = Decision.objects.released().filter(revisions__advised_at__isnull=False)
    papers = papers_for_chair(chair, workshop)
    return papers.filter(
        status=SubmissionStatus.CONDITIONALLY_ACCEPTED, pk__in=spoken.values("submission")
    )


def discussed() -> Q:
    """Of a paper: somebody wrote a word about it, besides what the system notes."""
    from reviews.models import Comment

    return Q(Exists(Comment.objects.filter(submission=OuterRef("pk"), is_notice=False)))


def apart_and_in_care(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """The committee's papers that this person is in conflict with (`is_apart`), and those that
    they see through, in one question."""
    from reviews.models import Decision

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
