from datetime import datetime
from typing import Any, Self

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from submissions.enums import (
    ACCEPTED_STATES,
    CheckState,
    ConflictState,
    SubmissionStatus,
    VersionPurpose,
)


class SubmissionQuerySet(models.QuerySet[Any]):
    def authored_by(self, user: Any) -> Self:
        """Papers on which this person has confirmed to be an author."""
        return self.filter(authors__user=user).distinct()

    def conflicted_with(self, user: Any) -> Self:
        return self.filter(has_conflict(user))

    def free_of_conflict_with(self, user: Any) -> Self:
        return self.exclude(has_conflict(user))

    def drafts(self) -> Self:
        return self.filter(status=SubmissionStatus.DRAFT)

    def submitted(self) -> Self:
        """All that were submitted and not taken back, whatever became of them."""
        return self.exclude(status__in=[SubmissionStatus.DRAFT, SubmissionStatus.WITHDRAWN])

    def accepted(self) -> Self:
        """Accepted and told so."""
        return self.filter(status__in=ACCEPTED_STATES)


def has_conflict(user: Any) -> Q:
    """A conflict that somebody named, or this person's address on the list of authors.

    An author who has not confirmed yet is conflicted all the same.
    """
    from submissions.models import Author, Conflict

    named = Conflict.objects.binding().filter(submission=OuterRef("pk"), user=user)
    addresses = EmailAddress.objects.filter(user=user, verified=True).values("email")
    wrote = Author.objects.filter(submission=OuterRef("pk")).filter(
        Q(user=user) | Q(email__in=addresses)
    )
    return Q(Exists(named)) | Q(Exists(wrote))


class AuthorQuerySet(models.QuerySet[Any]):
    def confirmed(self) -> Self:
        return self.filter(user__isnull=False)


class VersionQuerySet(models.QuerySet[Any]):
    def for_review(self) -> Self:
        return self.filter(purpose=VersionPurpose.REVIEW)

    def final(self) -> Self:
        return self.filter(purpose=VersionPurpose.FINAL)

    def numbered(self) -> Self:
        return self.filter(number__isnull=False)

    def newest_first(self) -> Self:
        return self.order_by(F("number").desc(nulls_last=True), "-pk")


class FormatReportQuerySet(models.QuerySet[Any]):
    def due(self, instant: datetime) -> Self:
        """To be checked: never looked at, or held by a worker that did not come back."""
        return self.filter(
            Q(state=CheckState.QUEUED) | Q(state=CheckState.RUNNING, leased_until__lte=instant)
        )


class ConflictQuerySet(models.QuerySet[Any]):
    def binding(self) -> Self:
        return self.filter(state=ConflictState.CONFIRMED)


def committee_of(workshop: Any) -> Any:
    """The people who could come near a paper: members and chairs, each once, by name."""
    from dtms_site.accounts.models import User

    serving = workshop.memberships.reviewing().values("user")
    return User.objects.filter(pk__in=serving).order_by("family_name", "given_name")
