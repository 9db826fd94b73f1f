"""Raises the worst-served paper of a complete assignment, one exchange of reviewers at a time.

Whole pairs under a floor are hard where all papers draw on the same few good reviewers: there the
linear programme splits everybody. Exchanges find what rounding misses (a local search over swaps
and chains of two, as for makespan scheduling: Vredeveld and Hurkens, INFORMS J. Computing, 2002).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.matching.problem import Pair, Problem

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EPSILON = 1e-9
MOST_TRIED = 40
"""Exchanges that are held against the rules of a team, best first, before giving up."""
MOST_STEPS = 2_000
MOST_ROUNDS = 20
CHAIN_PAIRS = 700
"""Beyond so many pairs chains of two exchanges cost more than they bring."""


@dataclass(frozen=True)
class Exchange:
    """`out` leaves `paper` for `come`; a paper of -1 stands for a reviewer's spare time."""

    paper: int
    out: int
    come: int


class Teams:
    """The assignment while it is being improved. The last row of each table is spare time."""

    def __init__(self, problem: Problem, pairs: Iterable[Pair]) -> None:
        self.problem = problem
        papers, people = problem.gain.shape
        self.spare = papers
        self.gain = np.vstack([problem.gain, np.zeros(people)])
        self.free = np.vstack([problem.free, np.ones(people, dtype=bool)])
        self.held = np.zeros((papers + 1, people), dtype=bool)
        for pair in pairs:
            self.held[pair] = True
        self.load = self.held.sum(axis=0)
        self.fixed = np.zeros(self.held.shape, dtype=bool)
        for pair in problem.forced:
            self.fixed[pair] = True
        self.served = np.append(problem.start + (problem.gain * self.held[:-1]).sum(axis=1), np.inf)
        self.served[:-1][problem.demand <= 0] = np.inf

    def pairs(self) -> list[Pair]:
        rows, people = np.nonzero(self.held[:-1])
        return list(zip(rows.tolist(), people.tolist(), strict=True))

    def offers(self) -> tuple[Ints, Ints]:
        """Who could come from where: holders of papers, and whoever has time to spare."""
        rows, people = np.nonzero(self.held[:-1] & ~self.fixed[:-1])
        idle = np.nonzero(self.load < self.problem.max_load)[0]
        return (
            np.concatenate([rows, np.full(len(idle), self.spare)]),
            np.concatenate([people, idle]),
        )

    def takes(self, papers: Ints, people: Ints | int) -> Flags:
        """Whether each paper may take that reviewer, who does not hold it."""
        takes: Flags = self.free[papers, people] & ~self.held[papers, people]
        return takes

    def may_rest(self, person: int) -> bool:
        return bool(self.load[person] > self.problem.min_load[person])

    def apply(self, exchanges: Iterable[Exchange]) -> None:
        for one in exchanges:
            for person, sign in ((one.out, -1), (one.come, 1)):
                if one.paper == self.spare:
                    # Whoever comes into spare time carries one paper less.
                    self.load[person] -= sign
                else:
                    self.held[one.paper, person] = sign > 0
                    self.served[one.paper] += sign * self.gain[one.paper, person]

    def undo(self, exchanges: Iterable[Exchange]) -> None:
        self.apply(Exchange(one.paper, one.come, one.out) for one in exchanges)

    def keep_rules(self, papers: Iterable[int]) -> bool:
        problem = self.problem
        for paper in set(papers) - {self.spare}:
            team = np.nonzero(self.held[paper])[0]
            if problem.institution is not None:
                known = [n for n in problem.institution[team] if n >= 0]
                if len(set(known)) < len(known):
                    return False
            if problem.senior is None or problem.senior[team].any():
                continue
            if problem.has_senior is None or not problem.has_senior[paper]:
                return False
        return not any(self.held[a] and self.held[b] for a, b in problem.reciprocal)


def lift(problem: Problem, pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs after as many exchanges as serve the worst paper better. No paper falls under where
    the worst stood, and loads and rules are kept. The same input gives the same pairs."""
    teams = Teams(problem, pairs)
    for _ in range(MOST_STEPS):
        worst = int(np.argmin(teams.served))
        if not (_swap(teams, worst) or _chain(teams, worst)):
            break
    return teams.pairs()


def enrich(problem: Problem, pairs: Iterable[Pair], floor: float) -> list[Pair]:
    """The pairs after exchanges of two that raise the total and leave every paper its floor."""
    teams = Teams(problem, pairs)
    for _ in range(MOST_ROUNDS):
        changed = [_better_total(teams, paper, floor) for paper in problem.counted.tolist()]
        if not any(changed):
            break
    return teams.pairs()


def _better_total(teams: Teams, paper: int, floor: float) -> bool:
    rows, people = teams.offers()
    gain, served = teams.gain, teams.served
    more = gain[paper, people] - gain[rows, people]
    for out in _movable(teams, paper):
        added = more - gain[paper, out] + gain[rows, out]
        likely = np.nonzero(added > EPSILON)[0]
        q, come = rows[likely], people[likely]
        mine = served[paper] + gain[paper, come] - gain[paper, out]
        theirs = served[q] - gain[q, come] + gain[q, out]
        can = _can_begin(teams, paper, q, come) & _can_end(teams, q, out)
        can &= (mine >= floor) & (theirs >= floor)
        for n in likely[can][np.argsort(-added[likely[can]], kind="stable")][:MOST_TRIED].tolist():
            come_back = Exchange(int(rows[n]), int(people[n]), out)
            exchanges = [Exchange(paper, out, int(people[n])), come_back]
            teams.apply(exchanges)
            if teams.keep_rules(one.paper for one in exchanges):
                return True
            teams.undo(exchanges)
    return False


def _swap(teams: Teams, worst: int) -> bool:
    """The worst paper gets somebody from another paper, or from spare time, and gives one back."""
    rows, people = teams.offers()
    gain, served = teams.gain, teams.served
    worth, chosen = [], []
    for out in _movable(teams, worst):
        mine = served[worst] + gain[worst, people] - gain[worst, out]
        theirs = served[rows] - gain[rows, people] + gain[rows, out]
        can = _can_begin(teams, worst, rows, people) & _can_end(teams, rows, out)
        worth.append(np.where(can, np.minimum(mine, theirs), -np.inf))
        chosen.append(out)

    def build(n: int) -> list[Exchange]:
        out, place = chosen[n // len(rows)], n % len(rows)
        row, come = int(rows[place]), int(people[place])
        return [Exchange(worst, out, come), Exchange(row, come, out)]

    return bool(worth) and _make_best(teams, np.concatenate(worth), build)


def _chain(teams: Teams, worst: int) -> bool:
    """As a swap, by way of a third paper."""
    rows, people = teams.offers()
    if len(rows) > CHAIN_PAIRS:
        return False
    gain, served = teams.gain, teams.served
    for out in _movable(teams, worst):
        mine = served[worst] + gain[worst, people] - gain[worst, out]
        begin = np.nonzero(
            _can_begin(teams, worst, rows, people)
            & (rows != teams.spare)
            & (mine > served[worst] + EPSILON)
        )[0]
        end = np.nonzero(_can_end(teams, rows, out) & (rows != worst))[0]
        q, t, first, second = rows[begin], rows[end], people[begin], people[end]
        between = (served[q] - gain[q, first])[:, None] + gain[q[:, None], second]
        last = served[t] - gain[t, second] + gain[t, out]
        can = teams.takes(q[:, None], second) & (q[:, None] != t)
        worth = np.minimum(np.minimum(between, last), mine[begin][:, None])

        def build(
            n: int, out: int = out, q: Ints = q, t: Ints = t, first: Ints = first,
            second: Ints = second,
        ) -> list[Exchange]:  # fmt: skip
            i, j = divmod(n, len(t))
            return [
                Exchange(worst, out, int(first[i])),
                Exchange(int(q[i]), int(first[i]), int(second[j])),
                Exchange(int(t[j]), int(second[j]), out),
            ]

        if _make_best(teams, np.where(can, worth, -np.inf).ravel(), build):
            return True
    return False


def _movable(teams: Teams, paper: int) -> list[int]:
    people: list[int] = np.nonzero(teams.held[paper] & ~teams.fixed[paper])[0].tolist()
    return people


def _can_begin(teams: Teams, worst: int, rows: Ints, people: Ints) -> Flags:
    can: Flags = (rows != worst) & teams.takes(np.full(len(rows), worst), people)
    return can


def _can_end(teams: Teams, rows: Ints, out: int) -> Flags:
    """Whoever leaves may come there: to a paper that takes them, or to rest."""
    can: Flags = teams.takes(rows, out)
    return can if teams.may_rest(out) else can & (rows != teams.spare)


def _make_best(
    teams: Teams, worth: NDArray[np.float64], build: Callable[[int], list[Exchange]]
) -> bool:  # fmt: skip
    """Make the best of the exchanges that serve the worst paper better and keep the rules."""
    good = np.nonzero(worth > teams.served.min() + EPSILON)[0]
    for n in good[np.argsort(-worth[good], kind="stable")][:MOST_TRIED].tolist():
        exchanges = build(n)
        teams.apply(exchanges)
        if teams.keep_rules(one.paper for one in exchanges):
            return True
        teams.undo(exchanges)
    return False
