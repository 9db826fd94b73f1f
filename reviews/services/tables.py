"""The problem of an assignment, gathered: papers, members, how they fit, who may not, and rules."""

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from reviews.enums import BidLevel, PinKind
from reviews.evidence.names import same_institution
from reviews.matching import Problem
from reviews.matching.problem import Pair
from reviews.models import Assignment, Pin, ReviewerProfile
from reviews.services.affinity import (
    Affinity,
    affinity_of,
    parts_in_words,
    rules_of,
    weights_of,
)
from reviews.services.evidence import compare
from reviews.sets import papers_for_chair
from submissions.enums import SubmissionStatus
from submissions.models import Conflict, Submission


@dataclass(frozen=True)
class Table:
    """Papers (rows) and members (columns), and everything that an assignment asks of them.

    `held`: pairs that are assigned and stay; `movable`: assigned, and may be moved.
    """

    papers: list[Submission]
    members: list[User]
    fit: Affinity
    problem: Problem
    kept_apart: Any
    """Conflicts, named and found (papers x members, bool): `problem` forbids more than these."""
    held: frozenset[Pair]
    movable: frozenset[Pair]

    def reason(self, pair: Pair) -> str:
        """Each part of the fit in words, as members read it of themselves on their bids."""
        fit = self.fit
        parts = [parts_in_words(fit.topics[pair], fit.text[pair])]
        if fit.bids[pair] >= 0:
            parts.insert(0, BidLevel(int(fit.bids[pair])).label.lower())
        elif fit.has_bids:
            parts.insert(0, "no bid")
        return ", ".join(parts)


def papers_to_assign(workshop: Workshop, by: User) -> Any:
    """Papers in review, or closed for their authors, that this chair handles."""
    states = [SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW]
    return papers_for_chair(by, workshop).filter(status__in=states)


def table_for(workshop: Workshop, by: User, *, moves: bool = False) -> Table:
    """What this chair can assign now. With `moves`, reviews that nobody began may go elsewhere."""
    rows = papers_to_assign(workshop, by).select_related("paper_type")
    papers = list(rows.prefetch_related("topics"))
    reviewing = workshop.memberships.members().select_related("user")
    members = [m.user for m in reviewing.order_by("user_id")]
    setting = _Setting(workshop, papers, members)
    fit = affinity_of(workshop, papers, members, weights_of(setting.rules))
    held, movable = _assigned(papers, members, moves=moves)
    conflict = setting.conflicts()
    problem = setting.problem(fit, conflict.copy(), held, movable)
    return Table(papers, members, fit, problem, conflict, held, movable)


def _assigned(
    papers: list[Submission], members: list[User], *, moves: bool
) -> tuple[frozenset[Pair], frozenset[Pair]]:
    row, column = _places(papers), _places(members)
    held: set[Pair] = set()
    movable: set[Pair] = set()
    given = Assignment.objects.active().filter(submission__in=papers)
    for paper, person, review in given.values_list("submission_id", "reviewer_id", "review"):
        if person in column:
            place = movable if moves and review is None else held
            place.add((row[paper], column[person]))
    return frozenset(held), frozenset(movable)


def _places(rows: list[Any]) -> dict[int, int]:
    return {row.pk: n for n, row in enumerate(rows)}


class _Setting:
    """The edition's side of the problem: who may not, how much, and which rules."""

    def __init__(
        self, workshop: Workshop, papers: list[Submission], members: list[User]
    ) -> None:  # fmt: skip
        self.workshop, self.papers, self.members = workshop, papers, members
        self.row, self.column = _places(papers), _places(members)
        self.rules = rules_of(workshop)
        self.found = compare(workshop, members)
        self.profiles: dict[int, ReviewerProfile] = {
            p.user_id: p for p in workshop.reviewer_profiles.filter(user__in=members)
        }

    def problem(
        self, fit: Affinity, conflict: Any, held: frozenset[Pair], movable: frozenset[Pair]
    ) -> Problem:
        forced, forbidden = self.pins()
        forced = frozenset(pair for pair in forced - held if not conflict[pair])
        for pair in forbidden | held:
            conflict[pair] = True
        institution = self.institutions()
        if institution is not None:
            self._keep_institutions_apart(conflict, institution, held)
        demand = np.full(len(self.papers), self.workshop.reviews_per_paper)
        busy = np.zeros(len(self.members), dtype=int)
        base = np.zeros(len(self.papers))
        for pair in held:
            demand[pair[0]] -= 1
            busy[pair[1]] += 1
            base[pair[0]] += fit.score[pair]
        demand = np.maximum(demand, 0)
        most = self.most(int(demand.sum() + busy.sum()))
        senior = self.seniors()
        return Problem(
            fit.score, conflict, demand, np.maximum(most - busy, 0),
            np.maximum(np.minimum(self.rules.least_papers, most) - busy, 0), base=base,
            institution=institution, senior=senior, has_senior=self._has(senior, held),
            reciprocal=self.exchanges(conflict, held), forced=forced, keep=movable,
            keep_bonus=10.0 if movable else 0.0,
        )  # fmt: skip

    def conflicts(self) -> Any:
        """True where a member must not get a paper, by word, by authorship or by evidence."""
        conflict = np.zeros((len(self.papers), len(self.members)), dtype=bool)
        named = Conflict.objects.binding().filter(
            submission__in=self.papers, user__in=self.members
        )  # fmt: skip
        pairs = set(named.values_list("submission_id", "user_id")) | self.own_papers()
        pairs |= {pair for pair, doubt in self.found.doubts.items() if doubt.holds}
        for paper, person in pairs:
            if paper in self.row:
                conflict[self.row[paper], self.column[person]] = True
        return conflict

    def own_papers(self) -> set[tuple[int, int]]:
        """Papers of members by account or by any proved address, confirmed or not."""
        by_email = {
            email: person.key for person in self.found.people.values() for email in person.emails
        }
        return {
            (paper.key, person)
            for paper in self.found.papers
            for author in paper.authors
            for person in (author.user, by_email.get(author.email.casefold()))
            if person in self.column and paper.key in self.row
        }

    def pins(self) -> tuple[frozenset[Pair], set[Pair]]:
        locked: set[Pair] = set()
        forbidden: set[Pair] = set()
        rows = Pin.objects.filter(submission__in=self.papers, reviewer__in=self.members)
        for paper, person, kind in rows.values_list("submission_id", "reviewer_id", "kind"):
            pair = self.row[paper], self.column[person]
            (locked if kind == PinKind.LOCKED else forbidden).add(pair)
        return frozenset(locked), forbidden

    def institutions(self) -> Any:
        """A number for each institution by member, -1 where none was told."""
        if not self.rules.one_per_institution:
            return None
        keys = [same_institution(member.affiliation, self.found.groups) for member in self.members]
        number = {key: n for n, key in enumerate(sorted(set(keys) - {""}))}
        return np.array([number.get(key, -1) for key in keys], dtype=int)

    def _keep_institutions_apart(self, conflict: Any, number: Any, held: frozenset[Pair]) -> None:
        """Colleagues of whoever holds a paper already do not get it either."""
        for paper, person in held:
            if number[person] >= 0:
                conflict[paper, number == number[person]] = True

    def most(self, reviews: int) -> Any:
        share = self.rules.most_papers or ceil(reviews / max(1, len(self.members))) + 1
        told = [self.profiles.get(member.pk) for member in self.members]
        return np.array(
            [share if p is None or p.most_papers is None else p.most_papers for p in told],
            dtype=int,
        )

    def seniors(self) -> Any:
        if not self.rules.needs_senior:
            return None
        told = [self.profiles.get(member.pk) for member in self.members]
        return np.array([p is not None and p.is_senior for p in told], dtype=bool)

    def _has(self, senior: Any, held: frozenset[Pair]) -> Any:
        if senior is None:
            return None
        found = np.zeros(len(self.papers), dtype=bool)
        for paper, person in held:
            found[paper] |= senior[person]
        return found

    def exchanges(
        self, conflict: Any, held: frozenset[Pair]
    ) -> tuple[tuple[Pair, Pair], ...]:  # fmt: skip
        """Pairs of pairs in which two members would review each other's papers.

        Where one half is held already, the other becomes a conflict.
        """
        if not self.rules.no_exchange:
            return ()
        written: dict[int, list[int]] = defaultdict(list)
        for paper, person in sorted(self.own_papers()):
            written[self.column[person]].append(self.row[paper])
        found = []
        for one in sorted(written):
            for other in sorted(written):
                if one < other:
                    found += [
                        ((theirs, one), (mine, other))
                        for theirs in written[other] for mine in written[one]
                    ]  # fmt: skip
        for first, second in found:
            for a, b in ((first, second), (second, first)):
                if a in held:
                    conflict[b] = True
        return tuple((a, b) for a, b in found if not conflict[a] and not conflict[b])
