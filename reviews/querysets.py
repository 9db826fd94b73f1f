from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from dtms_site.workshops.models import CommitteeMembership, Workshop
from reviews.enums import (
    ACTIVE,
    IN,
    OPEN_EXTERNALS,
    ExternalState,
    MeetingState,
    Outcome,
)
from submissions.enums import WITH_THE_COMMITTEE

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
    def with_people(self) -> Self:
        """With whom they call in, who wrote them, and whether that is a chair (`by_chair`): a name
        is what somebody calls themselves."""
        chairs = CommitteeMembership.objects.chairs().filter(
            workshop=OuterRef("submission__workshop"), user=OuterRef("writer")
        )
        found = self.select_related("writer").prefetch_related("mentions")
        return found.annotate(by_chair=Exists(chairs))


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
