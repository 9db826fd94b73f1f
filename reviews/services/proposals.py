"""A proposed assignment: computed, changed by asking "what if", applied, and undone in time."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.web.text import counted
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.enums import ACTIVE, AssignmentStatus, PinKind, ProposalState
from reviews.matching import Infeasible, Matching, explain, solve
from reviews.matching.problem import Pair
from reviews.models import Assignment, Pin, Proposal, ProposedPair
from reviews.services.assignments import tell_reviewers, unassign
from reviews.services.errors import NotAllowed
from reviews.services.tables import Table, table_for
from reviews.sets import proposals_for
from submissions.enums import SubmissionStatus
from submissions.models import Submission


class NoAssignment(Exception):
    """There is none. The text names the papers and the people in the way."""


@transaction.atomic
def propose(*, workshop: Workshop, by: User, moves: bool = False) -> Proposal:
    """Compute who should review what, beside what is assigned already.

    What was proposed before is set aside. With `moves`, assigned reviews that nobody began may
    go to somebody else, as few as can be. Raises NoAssignment.
    """
    table = table_for(workshop, by, moves=moves)
    matching = _solved(table)
    proposals_for(by, workshop).filter(state=ProposalState.OPEN).update(state=ProposalState.ASIDE)
    return _keep(workshop, by, table, matching, moves=moves)


def _solved(table: Table, keep: frozenset[Pair] = frozenset()) -> Matching:
    problem = replace(table.problem, keep=table.problem.keep | keep)
    try:
        # A change asked of reviews that are out shall be small: nothing else moves for a better
        # floor.
        return solve(problem, floor=0.0 if table.movable else None)
    except Infeasible as why:
        text = explain(
            why.blockages,
            paper=lambda row: f"paper {table.papers[row].number}",
            person=lambda column: str(table.members[column]),
        )
        raise NoAssignment(f"{text[:1].upper()}{text[1:]}.") from why


def _keep(
    workshop: Workshop, by: User, table: Table, matching: Matching, *, moves: bool = False,
    before: Proposal | None = None, pin: Pin | None = None,
) -> Proposal:  # fmt: skip
    proposal = Proposal.objects.create(
        workshop=workshop, made_by=by, made_at=workshop.now(), seconds=matching.seconds,
        total=matching.total, worst=matching.worst, bound=matching.bound,
        total_bound=matching.total_bound, before=before, pin=pin, moves=moves,
        most_load=int(table.problem.max_load.max(initial=0)),
    )  # fmt: skip
    ProposedPair.objects.bulk_create(
        ProposedPair(
            proposal=proposal, submission=table.papers[p], reviewer=table.members[r],
            affinity=float(table.fit.score[p, r]), reason=table.reason((p, r)),
        )
        for p, r in matching.pairs
    )  # fmt: skip
    return proposal


# ---- what if


@dataclass(frozen=True)
class Cost:
    """What one change would do to a proposal: to the total, to the worst paper, to others."""

    total: float
    worst: float
    moved: int
    """Other papers whose reviewers would change."""

    @property
    def in_words(self) -> str:
        total, worst = round(self.total, 2), round(self.worst, 2)
        gain = f"gains {total:.2f}" if total > 0 else f"costs {-total:.2f} of the total"
        parts = [gain if total else "costs nothing"]
        if worst:
            change = "better" if worst > 0 else "worse"
            parts.append(f"leaves the worst paper {abs(worst):.2f} {change} served")
        parts.append(f"moves {counted(self.moved, 'other paper')}" if self.moved
                     else "moves nothing else")  # fmt: skip
        return " and ".join([", ".join(parts[:-1]), parts[-1]])


def cost_of(proposal: Proposal, table: Table, pair: Pair, kind: PinKind) -> Cost | None:
    """The exact cost of locking or forbidding one pair, solved anew; None if it cannot be."""
    now = pairs_of(proposal, table)
    try:
        found = _solved_with(table, pair, kind, now)
    except NoAssignment:
        return None
    changed = {row for row, _ in set(found.pairs) ^ now} - {pair[0]}
    return Cost(found.total - proposal.total, found.worst - proposal.worst, len(changed))


def pairs_of(proposal: Proposal, table: Table) -> frozenset[Pair]:
    row = {paper.pk: n for n, paper in enumerate(table.papers)}
    column = {member.pk: n for n, member in enumerate(table.members)}
    pairs = proposal.pairs.values_list("submission_id", "reviewer_id")
    return frozenset((row[p], column[r]) for p, r in pairs if p in row and r in column)


def _solved_with(
    table: Table, pair: Pair, kind: PinKind, keep: frozenset[Pair]
) -> Matching:  # fmt: skip
    problem = table.problem
    if kind == PinKind.LOCKED:
        problem = replace(problem, forced=problem.forced | {pair})
    else:
        conflict = problem.conflict.copy()
        conflict[pair] = True
        problem = replace(problem, conflict=conflict, forced=problem.forced - {pair})
    changed = replace(table, problem=problem)
    return _solved(changed, keep)


@transaction.atomic
def pin(
    *, workshop: Workshop, by: User, paper: Submission, reviewer: User, kind: PinKind
) -> Proposal | None:
    """Lock or forbid a pair. Returns the proposal that follows, or None if nothing changes.

    Raises NotAllowed over a conflict, NoAssignment when nothing could follow.
    """
    if not policy.view_of(by, paper).handles:
        raise NotAllowed
    before = proposals_for(by, workshop).filter(state=ProposalState.OPEN).first()
    table = table_for(workshop, by, moves=before is not None and before.moves)
    pair = _place_of(table, paper, reviewer)
    if kind == PinKind.LOCKED and table.problem.conflict[pair]:
        raise NotAllowed(f"{reviewer} may not have paper {paper.number}.")
    row, _ = Pin.objects.update_or_create(
        submission=paper, reviewer=reviewer,
        defaults={"kind": kind, "made_by": by, "made_at": workshop.now()},
    )  # fmt: skip
    record("pair pinned", actor=by, edition=workshop, about=paper, kind=kind, of=reviewer.pk)
    if before is None:
        return None
    now = pairs_of(before, table)
    if (pair in now) == (kind == PinKind.LOCKED):
        return None
    matching = _solved_with(table, pair, kind, now)
    Proposal.objects.filter(pk=before.pk).update(state=ProposalState.ASIDE)
    return _keep(workshop, by, table, matching, moves=before.moves, before=before, pin=row)


def _place_of(table: Table, paper: Submission, reviewer: User) -> Pair:
    papers = [p.pk for p in table.papers]
    members = [m.pk for m in table.members]
    if paper.pk not in papers or reviewer.pk not in members:
        raise NotAllowed(f"{reviewer} cannot get paper {paper.number} now.")
    return papers.index(paper.pk), members.index(reviewer.pk)


@transaction.atomic
def unpin(*, workshop: Workshop, by: User, paper: Submission, reviewer: User) -> None:
    """The next proposal decides about this pair itself."""
    if not policy.view_of(by, paper).handles:
        raise NotAllowed
    Pin.objects.filter(submission=paper, reviewer=reviewer).delete()
    record("pair unpinned", actor=by, edition=workshop, about=paper, of=reviewer.pk)


@transaction.atomic
def keep_what_if(*, proposal: Proposal) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(before=None, pin=None)


@transaction.atomic
def undo_what_if(*, proposal: Proposal) -> None:
    """Back to the proposal that was asked, and the pin goes."""
    if proposal.before_id is None:
        raise NotAllowed("There is nothing to go back to.")
    if proposal.pin is not None:
        proposal.pin.delete()
    Proposal.objects.filter(pk=proposal.before_id).update(state=ProposalState.OPEN)
    Proposal.objects.filter(pk=proposal.pk).delete()


@transaction.atomic
def bring_back(*, proposal: Proposal, by: User) -> None:
    """Look at an earlier proposal again; the present one is set aside."""
    mine = proposals_for(by, proposal.workshop)
    mine.filter(state=ProposalState.OPEN).update(state=ProposalState.ASIDE)
    mine.filter(pk=proposal.pk).update(state=ProposalState.OPEN, before=None, pin=None)


# ---- apply and undo


@transaction.atomic
def apply(*, proposal: Proposal, by: User) -> int:
    """Make the proposed pairs assignments. Returns how many. Raises NotAllowed over a conflict
    that came up since, and when the proposal was applied meanwhile."""
    workshop = proposal.workshop
    taken = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
    if not taken.update(state=ProposalState.APPLIED, before=None, pin=None):
        raise NotAllowed("This proposal was applied or replaced meanwhile.")
    pairs = list(proposal.pairs.select_related("submission", "reviewer"))
    _refuse_conflicts(workshop, by, pairs)
    if proposal.moves:
        _take_back_moved(proposal, by, pairs)
    active = Assignment.objects.active().filter(submission__in=[p.submission_id for p in pairs])
    held = set(active.values_list("submission_id", "reviewer_id"))
    new = [p for p in pairs if (p.submission_id, p.reviewer_id) not in held]
    Assignment.objects.bulk_create(
        Assignment(
            submission=pair.submission, reviewer=pair.reviewer, proposal=proposal, assigned_by=by,
            assigned_at=workshop.now(), status=AssignmentStatus.PENDING,
        )
        for pair in new
    )  # fmt: skip
    for pair in new:
        record("reviewer assigned", actor=by, edition=workshop, about=pair.submission,
               to=pair.reviewer_id)  # fmt: skip
    known = {p.reviewer for p in new if p.submission.status == SubmissionStatus.UNDER_REVIEW}
    tell_reviewers(workshop, known)
    record("proposal applied", actor=by, edition=workshop)
    return len(new)


def _refuse_conflicts(workshop: Workshop, by: User, pairs: list[ProposedPair]) -> None:
    """One look at all conflicts, named and found, as they are now."""
    table = table_for(workshop, by, moves=True)
    row = {paper.pk: n for n, paper in enumerate(table.papers)}
    column = {member.pk: n for n, member in enumerate(table.members)}
    for pair in pairs:
        if pair.submission_id not in row or pair.reviewer_id not in column:
            raise NotAllowed(f"Paper {pair.submission.number} or {pair.reviewer} is out by now.")
        if table.kept_apart[row[pair.submission_id], column[pair.reviewer_id]]:
            raise NotAllowed(f"{pair.reviewer} has a conflict with paper {pair.submission.number}.")


def _take_back_moved(proposal: Proposal, by: User, pairs: list[ProposedPair]) -> None:
    wanted = {(p.submission_id, p.reviewer_id) for p in pairs}
    papers = {p.submission_id for p in pairs}
    rows = Assignment.objects.active().filter(submission__in=papers, review=None)
    for row in rows.select_related("submission", "reviewer"):
        if (row.submission_id, row.reviewer_id) not in wanted:
            row.submission.workshop = proposal.workshop
            unassign(assignment=row, by=by, reason="moved by a proposal")
            Assignment.objects.filter(pk=row.pk).update(moved_by=proposal)


def may_undo(proposal: Proposal) -> bool:
    """Until the first of those it gave a paper to, or took one from, has been told."""
    if proposal.state != ProposalState.APPLIED:
        return False
    rows = Assignment.objects.filter(Q(proposal=proposal) | Q(moved_by=proposal))
    given = rows.filter(proposal=proposal, status__in=ACTIVE)
    return given.exists() and not rows.filter(told_at__isnull=False).exists()


def _bring_moved_back(proposal: Proposal) -> None:
    """Pairs that a conflict, or another assignment, has come between since stay apart."""
    for row in proposal.moved.select_related("submission", "reviewer"):
        paper, held = row.submission, Assignment.objects.active().of(row.reviewer)
        clash = paper.workshop.submissions.conflicted_with(row.reviewer).filter(pk=paper.pk)
        if not (clash.exists() or held.filter(submission=paper).exists()):
            Assignment.objects.filter(pk=row.pk).update(
                status=AssignmentStatus.PENDING, moved_by=None
            )


@transaction.atomic
def undo(*, proposal: Proposal, by: User) -> int:
    """Take the assignments back as if nothing had been: nobody knew of them. Raises NotAllowed."""
    if not may_undo(proposal):
        raise NotAllowed("Reviewers know of these papers by now. Take them back one by one.")
    count, _ = proposal.assignments.filter(review=None).delete()
    _bring_moved_back(proposal)
    proposals_for(by, proposal.workshop).filter(state=ProposalState.OPEN).update(
        state=ProposalState.ASIDE
    )
    Proposal.objects.filter(pk=proposal.pk).update(state=ProposalState.OPEN)
    record("proposal undone", actor=by, edition=proposal.workshop)
    return count
