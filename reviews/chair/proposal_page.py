"""What the assignment page shows: papers with reviewers and reasons, loads, what changed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.enums import PinKind, ProposalState
from reviews.models import Assignment, Proposal, ProposedPair
from reviews.reading import short_authors
from reviews.services.affinity import rules_of
from reviews.services.bids import members_without_bids
from reviews.services.proposals import Cost, may_undo
from reviews.services.tables import papers_to_assign
from reviews.sets import assignments_for_chair, pins_for_chair, proposals_for
from submissions.enums import SubmissionStatus
from submissions.models import Submission

WANTED = ("eager", "willing")


@dataclass
class Row:
    paper: Submission
    authors: str
    given: list[Assignment] = field(default_factory=list)
    proposed: list[ProposedPair] = field(default_factory=list)
    locked: set[int] = field(default_factory=set)
    forbidden: list[User] = field(default_factory=list)
    new: set[int] = field(default_factory=set)
    leaving: set[int] = field(default_factory=set)
    """Reviewers who have the paper now, and would not once the proposal is applied."""

    @property
    def is_wanted(self) -> bool:
        return any(set(pair.reasons) & set(WANTED) for pair in self.proposed)


@dataclass(frozen=True)
class Load:
    user: User
    count: int
    most: int
    limit: int | None


@dataclass(frozen=True)
class Change:
    """A paper whose reviewers differ between two proposals."""

    number: int
    gone: list[str]
    come: list[str]


@dataclass(frozen=True)
class Facts:
    """The strip above the table."""

    wanted: int
    pairs: int
    unwanted: list[int]
    lowest: int
    highest: int

    @property
    def share(self) -> int:
        return round(100 * self.wanted / self.pairs) if self.pairs else 0


class ProposalPage:
    """Everything of one look at the page; each list is read once."""

    def __init__(self, workshop: Workshop, chair: User) -> None:
        self.workshop, self.chair = workshop, chair
        rows = papers_to_assign(workshop, chair).select_related("paper_type")
        self.papers = list(rows.prefetch_related("authors"))
        self.rules = rules_of(workshop)
        mine: Any = proposals_for(chair, workshop).select_related(
            "pin__reviewer", "pin__submission"
        )
        kept = list(mine.select_related("before", "made_by")[:12])
        self.proposal: Proposal | None = next(
            (p for p in kept if p.state == ProposalState.OPEN), None
        )
        self.earlier = [p for p in kept if p != self.proposal]
        self.applied = next((p for p in kept if p.state == ProposalState.APPLIED), None)
        self.can_undo = self.applied is not None and may_undo(self.applied)
        self.pairs = self._pairs(self.proposal)
        self.changes = self._changes_since_before()
        self.rows = self._rows()

    def _pairs(self, proposal: Proposal | None) -> list[ProposedPair]:
        if proposal is None:
            return []
        rows = proposal.pairs.filter(submission__in=self.papers).select_related("reviewer")
        return sorted(rows, key=lambda pair: -pair.affinity)

    def _changes_since_before(self) -> list[Change]:
        if self.proposal is None or self.proposal.before is None:
            return []
        return self.difference(self.proposal.before)

    def difference(self, other: Proposal) -> list[Change]:
        """What the present proposal changes against another one, paper by paper."""
        names = {pair.reviewer_id: str(pair.reviewer) for pair in self.pairs}
        theirs = self._pairs(other)
        names |= {pair.reviewer_id: str(pair.reviewer) for pair in theirs}
        now, then = _by_paper(self.pairs), _by_paper(theirs)
        found = []
        for paper in self.papers:
            mine = {p.reviewer_id for p in now[paper.pk]}
            old = {p.reviewer_id for p in then[paper.pk]}
            if mine != old:
                gone, come = (sorted(names[pk] for pk in some) for some in (old - mine, mine - old))
                found.append(Change(paper.number, gone, come))
        return found

    def _rows(self) -> list[Row]:
        assigned = assignments_for_chair(self.chair, self.workshop)
        assigned = assigned.filter(submission__in=self.papers)
        given = _by_paper(assigned.select_related("reviewer", "review"))
        kept = pins_for_chair(self.chair, self.workshop)
        pins = _by_paper(kept.select_related("reviewer"))
        proposed = _by_paper(self.pairs)
        come = {change.number: set(change.come) for change in self.changes}
        held = {(a.submission_id, a.reviewer_id) for rows in given.values() for a in rows}
        rows = []
        for paper in self.papers:
            mine = pins[paper.pk]
            new = come.get(paper.number, set())
            pairs = [p for p in proposed[paper.pk] if (paper.pk, p.reviewer_id) not in held]
            rows.append(
                Row(
                    paper, short_authors(paper.authors.all()), given[paper.pk], pairs,
                    {pin.reviewer_id for pin in mine if pin.kind == PinKind.LOCKED},
                    [pin.reviewer for pin in mine if pin.kind == PinKind.FORBIDDEN],
                    {p.reviewer_id for p in pairs if str(p.reviewer) in new},
                    self._leaving(given[paper.pk], proposed[paper.pk]),
                )
            )  # fmt: skip
        return rows

    def _leaving(self, given: list[Assignment], proposed: list[ProposedPair]) -> set[int]:
        if self.proposal is None or not self.proposal.moves or not proposed:
            return set()
        stay = {pair.reviewer_id for pair in proposed}
        return {a.reviewer_id for a in given if not hasattr(a, "review")} - stay

    @property
    def cost(self) -> Cost | None:
        """What the question "what if" would do to the proposal that was asked."""
        if self.proposal is None or self.proposal.before is None:
            return None
        asked = self.proposal.pin.submission.number if self.proposal.pin else None
        moved = sum(change.number != asked for change in self.changes)
        before = self.proposal.before
        return Cost(self.proposal.total - before.total, self.proposal.worst - before.worst, moved)

    @property
    def leaving(self) -> int:
        return sum(len(row.leaving) for row in self.rows)

    @property
    def is_full(self) -> bool:
        """Nobody is missing: each paper has as many reviewers as are wanted."""
        wanted = self.workshop.reviews_per_paper
        return bool(self.rows) and all(len(row.given) >= wanted for row in self.rows)

    def silent(self) -> list[str]:
        """Members without a bid on these papers, while bids are asked for and none is proposed."""
        if self.proposal or self.workshop.schedule.get(DeadlineKind.BIDDING) is None:
            return []
        return [str(member) for member in members_without_bids(self.workshop, self.papers)]

    @property
    def may_move(self) -> bool:
        """Some review is assigned that nobody has begun."""
        return any(not hasattr(a, "review") for row in self.rows for a in row.given)

    @property
    def waiting(self) -> int:
        """How many of these papers are closed, and not in review yet."""
        schedule = self.workshop.schedule
        return sum(
            paper.status == SubmissionStatus.SUBMITTED
            and schedule.passed(DeadlineKind.SUBMISSION, paper.paper_type_id)
            for paper in self.papers
        )

    @property
    def pair_count(self) -> int:
        return sum(len(row.proposed) for row in self.rows)

    def facts(self, loads: Collection[Load]) -> Facts:
        wanted = sum(bool(set(pair.reasons) & set(WANTED)) for pair in self.pairs)
        unwanted = [row.paper.number for row in self.rows if row.proposed and not row.is_wanted]
        counts = [load.count for load in loads] or [0]
        return Facts(wanted, len(self.pairs), unwanted, min(counts), max(counts))

    def loads(self) -> list[Load]:
        """How many of these papers each member has and would have."""
        count: dict[int, int] = defaultdict(int)
        for row in self.rows:
            for person in [
                *(a.reviewer_id for a in row.given),
                *(p.reviewer_id for p in row.proposed),
            ]:
                count[person] += 1
        told = FilteredRelation(
            "user__reviewer_profiles",
            condition=Q(user__reviewer_profiles__workshop=self.workshop),
        )
        members = self.workshop.memberships.members().select_related("user").annotate(
            told=told, limit=F("told__most_papers")
        )  # fmt: skip
        most = max(count.values(), default=1)
        share = self.rules.most_papers
        return [Load(m.user, count[m.user_id], most, m.limit or share) for m in members]


def _by_paper(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.submission_id].append(row)
    return found
