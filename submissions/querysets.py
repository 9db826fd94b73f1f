from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self

from allauth.account.models import EmailAddress
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from submissions.enums import (
    ACCEPTED_STATES,
    CheckState,
    ConflictState,
    SubmissionStatus,
    VersionPurpose,
    WaiverState,
)

# A minute less than the hour that is promised: the sweep comes once a minute.
PUBLIC_CHECK_LIFE = timedelta(minutes=58)


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

    def in_short(self) -> Self:
        """Without long texts, and with the id of the newest file."""
        columns = ["number", "title", "status", "paper_type_id", "edit_version", "workshop_id"]
        return self.only(*columns).annotate(newest_version=Max("versions__pk"))

    def submitted(self) -> Self:
        """All that were submitted and not taken back, whatever became of them."""
        return self.exclude(status__in=[SubmissionStatus.DRAFT, SubmissionStatus.WITHDRAWN])

    def accepted(self) -> Self:
        """Accepted and told so."""
        return self.filter(status__in=ACCEPTED_STATES)


def has_conflict(user: Any, of: str = "pk") -> Q:
    """A conflict that somebody named, or this person's address on the list of authors.

    `of`: the field that names the paper, of rows that are about one.
    An author who has not confirmed yet is conflicted all the same.
    """
    if user.pk is None:
        raise ValueError("Only a person can be in conflict.")
    sql, params = _papers_of_somebody()
    of_person = [user.pk if value == _SOMEBODY else value for value in params]
    return Q(**{f"{of}__in": RawSQL(sql, of_person)})  # noqa: S611  # the ORM wrote it


_SOMEBODY = -1
"""Stands for a person, and is nobody's id."""


@cache
def _papers_of_somebody() -> tuple[str, tuple[Any, ...]]:
    """The papers with which somebody is in conflict, in SQL with its parameters.

    Nearly every query of the committee's pages asks this. Put together once a process, it costs
    them a third; and the database finds one person's papers once, where a condition on each paper
    would be looked at for all of them.
    """
    from submissions.models import Author, Conflict

    named = Conflict.objects.binding().filter(user=_SOMEBODY)
    addresses = EmailAddress.objects.filter(user=_SOMEBODY, verified=True).values("email")
    wrote = Author.objects.filter(Q(user=_SOMEBODY) | Q(email__in=addresses))
    named, wrote = named.order_by(), wrote.order_by()
    papers = named.values("submission").union(wrote.values("submission"), all=True)
    sql, params = papers.query.sql_with_params()
    return sql, tuple(params)


def conflicted_pairs(workshop: Any) -> set[tuple[int, int]]:
    """(paper, person) wherever `has_conflict` holds in the edition, in three queries."""
    from submissions.models import Author, Conflict

    named = Conflict.objects.binding().filter(submission__workshop=workshop)
    wrote = Author.objects.filter(submission__workshop=workshop)
    owners = EmailAddress.objects.filter(verified=True, email__in=wrote.values("email"))
    people: dict[str, list[int]] = {}
    for email, person in owners.values_list("email", "user_id"):
        people.setdefault(email, []).append(person)
    pairs = set(named.values_list("submission_id", "user_id"))
    for paper, email, person in wrote.values_list("submission_id", "email", "user_id"):
        pairs |= {(paper, owner) for owner in people.get(email, [])}
        pairs |= {(paper, person)} if person else set()
    return pairs


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


class LeasedQuerySet(models.QuerySet[Any]):
    def due(self, instant: datetime) -> Self:
        """To be done: never looked at, or held by a worker that did not come back."""
        return self.filter(
            Q(state=CheckState.QUEUED) | Q(state=CheckState.RUNNING, leased_until__lte=instant)
        )

    def take(self, pk: int, instant: datetime, lease: timedelta) -> bool:
        """Hold the row for that long, if it is due and nobody else was faster."""
        due = self.filter(pk=pk).due(instant)
        return bool(
            due.update(
                state=CheckState.RUNNING, leased_until=instant + lease, attempts=F("attempts") + 1
            )
        )


class FormatReportQuerySet(LeasedQuerySet):
    def of(self, workshop: Any) -> Self:
        """The reports of the versions that count: the newest of each paper not withdrawn."""
        papers = workshop.submissions.exclude(status=SubmissionStatus.WITHDRAWN)
        newest = papers.filter(pk=OuterRef("version__submission")).values("pk")
        return self.filter(Exists(newest), version=_newest_version())

    def refused_before_review(self) -> Self:
        """Their papers are handed in and wait for reviewing, and a hard rule is broken."""
        waiting = Q(version__submission__status=SubmissionStatus.SUBMITTED)
        return self.filter(waiting, overall="reject")

    def judged_by_older_rules(self, workshop: Any) -> Self:
        return self.of(workshop).older_than(workshop.format_rules.revision)

    def older_than(self, revision: int) -> Self:
        """Judged by rules that have been changed since."""
        return self.filter(state=CheckState.DONE, rules_revision__lt=revision)


def _newest_version() -> Any:
    from submissions.models import PaperVersion

    beside = PaperVersion.objects.for_review().filter(submission=OuterRef("version__submission"))
    return Subquery(beside.newest_first().values("pk")[:1])


class WaiverQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        return self.filter(state=WaiverState.ASKED)

    def granted(self) -> Self:
        return self.filter(state=WaiverState.GRANTED)


class PublicCheckQuerySet(LeasedQuerySet):
    def expired(self, instant: datetime) -> Self:
        return self.filter(queued_at__lte=instant - PUBLIC_CHECK_LIFE)

    def alive(self, instant: datetime) -> Self:
        return self.filter(queued_at__gt=instant - PUBLIC_CHECK_LIFE)


class ConflictQuerySet(models.QuerySet[Any]):
    def binding(self) -> Self:
        return self.filter(state=ConflictState.CONFIRMED)


def committee_of(workshop: Any) -> Any:
    """The people who could come near a paper: members and chairs, each once, by name."""
    from dtms_site.accounts.models import User

    serving = workshop.memberships.reviewing().values("user")
    return User.objects.filter(pk__in=serving).order_by("family_name", "given_name")
