from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.enums import ACTIVE, IN
from submissions.enums import DECIDED_STATES, WITH_THE_COMMITTEE, SubmissionStatus
from submissions.querysets import SubmissionQuerySet


class AssignmentQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        return self.filter(status__in=ACTIVE)

    def of(self, user: Any) -> Self:
        return self.filter(reviewer=user)

    def told(self) -> Self:
        """Those the reviewer knows of: reviewing of the paper has begun."""
        return self.active().filter(submission__status__in=WITH_THE_COMMITTEE)

    def unfinished(self) -> Self:
        return self.told().exclude(review__status__in=IN)


class ReviewQuerySet(models.QuerySet[Any]):
    def sent(self) -> Self:
        """In, by a reviewer who is still on the paper."""
        return self.filter(status__in=IN, assignment__status__in=ACTIVE)

    def readable_by(self, user: Any, workshop: Workshop, *, as_chair: bool) -> Self:
        """Reviews that this member of the committee may read in full, never over a conflict.

        Their own; all that are in on any paper for a chair; those of a paper once their own
        review of it is in. Drafts are their writer's alone.
        """
        from reviews.models import Review

        own = Review.objects.sent().filter(
            assignment__reviewer=user, assignment__submission=OuterRef("assignment__submission")
        )
        free = workshop.submissions.all().free_of_conflict_with(user)
        rows = self.filter(assignment__submission__in=free)
        sent = Q(status__in=IN, assignment__status__in=ACTIVE)
        mine = Q(assignment__reviewer=user, assignment__status__in=ACTIVE)
        others = sent if as_chair else sent & Exists(own)
        return rows.filter(mine | others)


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


def committee_papers(workshop: Workshop) -> SubmissionQuerySet:
    """Papers that the committee may know of: handed to it, or closed for their authors."""
    closed = workshop.schedule.closed_types()
    return workshop.submissions.filter(
        Q(status__in=WITH_THE_COMMITTEE)
        | Q(status=SubmissionStatus.SUBMITTED, paper_type_id__in=closed)
    )


def papers_for(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Papers that a member may open: the committee's, less those they are conflicted with."""
    return committee_papers(workshop).free_of_conflict_with(user)


def papers_for_chair(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Papers that a chair handles: all that were handed in, less their own conflicts."""
    return workshop.submissions.submitted().free_of_conflict_with(user)


def conflicted_papers(user: User, workshop: Workshop) -> SubmissionQuerySet:
    """Papers of which this person may know title and authors, and nothing else."""
    return committee_papers(workshop).conflicted_with(user)


def decided_papers(workshop: Workshop) -> SubmissionQuerySet:
    return workshop.submissions.filter(status__in=DECIDED_STATES)


def proposals_for(chair: User, workshop: Workshop) -> Any:
    """Proposals that this chair may see: none that tells of a paper they are conflicted with."""
    hidden = workshop.submissions.all().conflicted_with(chair)
    return workshop.proposals.exclude(pairs__submission__in=hidden)
