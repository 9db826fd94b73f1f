"""A proposed assignment: computed, kept, shown with its reasons, and applied or not."""

from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.workshops.models import Workshop
from reviews.enums import BidLevel, ProposalState
from reviews.matching import Problem, solve
from reviews.models import Assignment, Proposal, ProposedPair
from reviews.querysets import papers_for_chair
from reviews.services.affinity import Affinity, affinity_of
from reviews.services.assignments import assign
from reviews.services.evidence import doubts
from submissions.enums import SubmissionStatus
from submissions.models import Submission


@dataclass(frozen=True)
class Table:
    """Papers and members with how well they fit (papers x members) and who may not."""

    papers: list[Submission]
    members: list[User]
    fit: Affinity
    conflict: Any
    loads: list[int]


def papers_to_assign(workshop: Workshop, by: User) -> list[Submission]:
    """Papers in review, or closed for their authors, that this chair handles."""
    states = [SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW]
    rows = papers_for_chair(by, workshop).filter(status__in=states)
    return list(rows.prefetch_related("topics", "authors").select_related("paper_type"))


def table_for(workshop: Workshop, by: User) -> Table:
    papers = papers_to_assign(workshop, by)
    reviewing = workshop.memberships.members().select_related("user")
    members = [m.user for m in reviewing.order_by("user_id")]
    most = dict(workshop.reviewer_profiles.values_list("user_id", "most_papers"))
    return Table(
        papers,
        members,
        affinity_of(workshop, papers, members),
        _conflicts(workshop, papers, members),
        [most.get(m.pk) or 0 for m in members],
    )


def _conflicts(workshop: Workshop, papers: list[Submission], members: list[User]) -> Any:
    """True where a member must not get a paper, by word or by evidence (papers x members)."""
    place = {paper.pk: row for row, paper in enumerate(papers)}
    conflict = np.zeros((len(papers), len(members)), dtype=bool)
    rows = Submission.objects.filter(pk__in=place)
    for column, member in enumerate(members):
        for pk in rows.conflicted_with(member).values_list("pk", flat=True):
            conflict[place[pk], column] = True
    columns = {member.pk: column for column, member in enumerate(members)}
    for (paper, person), doubt in doubts(workshop, members).items():
        if doubt.holds and paper in place:
            conflict[place[paper], columns[person]] = True
    return conflict


@transaction.atomic
def propose(*, workshop: Workshop, by: User) -> Proposal:
    """Compute who should review what, beside what is assigned already. Raises Infeasible."""
    table = table_for(workshop, by)
    problem = _problem(workshop, table)
    matching = solve(problem)
    workshop.proposals.filter(state=ProposalState.OPEN).update(state=ProposalState.DISCARDED)
    proposal = Proposal.objects.create(
        workshop=workshop, made_by=by, made_at=workshop.now(), seconds=matching.seconds,
        total=matching.total, worst=matching.worst, most_load=int(problem.max_load.max(initial=0)),
    )  # fmt: skip
    ProposedPair.objects.bulk_create(
        ProposedPair(
            proposal=proposal, submission=table.papers[p], reviewer=table.members[r],
            affinity=float(table.fit.score[p, r]), reason=_reason(table, p, r),
        )
        for p, r in matching.pairs
    )  # fmt: skip
    return proposal


def _problem(workshop: Workshop, table: Table) -> Problem:
    """What is left to assign: demand and loads less what is given already."""
    row = {p.pk: n for n, p in enumerate(table.papers)}
    column = {m.pk: n for n, m in enumerate(table.members)}
    demand = np.full(len(row), workshop.reviews_per_paper)
    conflict = table.conflict.copy()
    held = np.zeros(len(column), dtype=int)
    given = Assignment.objects.active().filter(submission__in=table.papers)
    for paper_id, reviewer_id in given.values_list("submission_id", "reviewer_id"):
        demand[row[paper_id]] -= 1
        if reviewer_id in column:
            held[column[reviewer_id]] += 1
            conflict[row[paper_id], column[reviewer_id]] = True
    demand = np.maximum(demand, 0)
    fair = ceil((int(demand.sum()) + int(held.sum())) / max(1, len(column))) + 1
    limits = np.array([own or fair for own in table.loads], dtype=int)
    return Problem(
        table.fit.score, conflict, demand, np.maximum(limits - held, 0), np.zeros_like(held)
    )


def _reason(table: Table, paper: int, member: int) -> str:
    fit, parts = table.fit, []
    if fit.bids[paper, member] >= 0:
        parts.append(BidLevel(int(fit.bids[paper, member])).label.lower())
    if fit.topics[paper, member] > 0:
        parts.append(f"topics {fit.topics[paper, member]:.0%}")
    if fit.text[paper, member] > 0.05:
        parts.append(f"own work {fit.text[paper, member]:.2f}")
    return ", ".join(parts) or "nothing in common known"


@transaction.atomic
def apply(*, proposal: Proposal, by: User) -> int:
    """Make the proposed pairs assignments. Returns how many. Raises NotAllowed over a conflict
    that came up since."""
    pairs = proposal.pairs.select_related("submission", "reviewer")
    for pair in pairs:
        pair.submission.workshop = proposal.workshop
        assign(paper=pair.submission, reviewer=pair.reviewer, by=by)
    proposal.state = ProposalState.APPLIED
    proposal.save(update_fields=["state"])
    record("proposal applied", actor=by, edition=proposal.workshop, pairs=len(pairs))
    return len(pairs)
