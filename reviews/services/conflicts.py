"""Conflicts said, found, confirmed and dismissed, each with who said so and why."""

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops import policy as workshops
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import AssignmentStatus, DeclineReason
from reviews.evidence import Strength
from reviews.models import Assignment, DismissedEvidence, InstitutionNames
from reviews.services.assignments import unassign
from reviews.services.errors import NotAllowed
from reviews.services.evidence import doubt_about
from reviews.services.external import end_those_of
from submissions.enums import ConflictSource, ConflictState
from submissions.models import Submission
from submissions.services.conflicts import add_conflict


@transaction.atomic
def declare_conflict(*, paper: Submission, member: User, reason: str = "") -> None:
    """A member says "not me": they keep away from here on, whatever was assigned."""
    for assignment in Assignment.objects.active().of(member).filter(submission=paper):
        assignment.status = AssignmentStatus.DECLINED
        assignment.decline_reason = DeclineReason.CONFLICT
        assignment.save(update_fields=["status", "decline_reason"])
        assignment.submission = paper
        end_those_of(assignment)
    source = ConflictSource.MEMBER
    add_conflict(paper=paper, user=member, by=member, source=source, reason=reason)


@transaction.atomic
def confirm(*, paper: Submission, user: User, by: User, note: str = "") -> None:
    """What was found is a conflict: from now on they keep away, and lose the paper if they had it.

    Raises NotAllowed unless `by` is the person, or a chair without a conflict.
    """
    _may_settle(paper, user, by)
    doubt = doubt_about(paper, user)
    found = "; ".join(trace.reason for trace in doubt.open) if doubt else ""
    for assignment in Assignment.objects.active().of(user).filter(submission=paper):
        assignment.submission = paper
        unassign(assignment=assignment, by=by, reason="conflict")
    source = ConflictSource.MEMBER if by == user else ConflictSource.CHAIR
    reason = ". ".join(filter(None, (found, note)))[:300]
    add_conflict(paper=paper, user=user, by=by, source=source, reason=reason)


@transaction.atomic
def dismiss(*, paper: Submission, user: User, by: User, reason: str) -> None:
    """What was found is no conflict. It counts no more, until something new is found.

    Hard evidence stays. A chair never answers for themselves. Raises NotAllowed.
    """
    _may_settle(paper, user, by)
    if by == user and workshops.is_chair(user, paper.workshop):
        raise NotAllowed("Another chair answers this: nobody lifts their own conflict as a chair.")
    if not reason.strip():
        raise NotAllowed("Say why it is no conflict.")
    doubt = doubt_about(paper, user)
    traces = doubt.open if doubt else []
    if any(trace.strength == Strength.HARD for trace in traces):
        raise NotAllowed("Who wrote a paper together this year is in conflict. It stays.")
    DismissedEvidence.objects.bulk_create(
        DismissedEvidence(
            submission=paper, user=user, kind=t.kind, detail=t.detail, reason=reason[:300],
            dismissed_by=by, dismissed_at=paper.workshop.now(),
        )
        for t in traces
    )  # fmt: skip
    record("evidence dismissed", actor=by, edition=paper.workshop, about=paper, of=user.pk,
           reason=reason[:300])  # fmt: skip


@transaction.atomic
def lift(*, paper: Submission, user: User, by: User, reason: str) -> None:
    """A conflict that was confirmed is none, on a chair's word. They may have the paper again.

    Nobody lifts their own, an author's never goes, and hard evidence stays. Raises NotAllowed.
    """
    if by == user or not policy.view_of(by, paper).handles:
        raise NotAllowed("Another chair answers this: nobody lifts their own conflict.")
    if not reason.strip():
        raise NotAllowed("Say why it is no conflict.")
    doubt = doubt_about(paper, user)
    if any(trace.strength == Strength.HARD for trace in (doubt.open if doubt else ())):
        raise NotAllowed("Who wrote a paper together this year is in conflict. It stays.")
    if not paper.conflicts.binding().filter(user=user).update(state=ConflictState.DISMISSED):
        raise NotAllowed("There is no such conflict any more.")
    record("conflict lifted", actor=by, edition=paper.workshop, about=paper, of=user.pk,
           reason=reason.strip()[:300])  # fmt: skip


def _may_settle(paper: Submission, user: User, by: User) -> None:
    """The person themselves, or a chair without a conflict; both of papers that they may know."""
    view = policy.view_of(by, paper)
    if view.conflicted or not view.knows or not (by == user or view.handles):
        raise NotAllowed


@transaction.atomic
def save_institution_names(*, workshop: Workshop, by: User, lines: str) -> None:
    InstitutionNames.objects.update_or_create(workshop=workshop, defaults={"lines": lines})
    record("institution names changed", actor=by, edition=workshop, about=workshop)
