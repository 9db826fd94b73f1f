"""Why there is no assignment: which papers and which people stand in each other's way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reviews.matching.blockage import Blockage
from reviews.matching.problem import Problem

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def obstacles(
    problem: Problem, short: Mapping[str, Ints], solvable: Callable[[Problem], bool]
) -> list[Blockage]:
    """`short`: the rows that could not be filled, by kind, as the model found them; `solvable`
    tells whether there is an assignment once a rule is left out."""
    demand = np.maximum(problem.demand, 0)
    room = np.maximum(problem.max_load, 0)
    return (
        _of("reviewers", shortages(problem.free, demand, room))
        or _torn(problem)
        or _least(problem, demand)
        or _locked(problem, demand, room)
        or _seniors(problem, room)
        or _apart(problem, demand)
        or [_together(problem, short, solvable)]
    )


def _of(kind: str, found: "list[Shortage]") -> list[Blockage]:
    return [
        Blockage(kind, one.rows, one.columns, one.needed, one.available, is_all=one.is_all)
        for one in found
    ]


def _torn(problem: Problem) -> list[Blockage]:
    torn = np.nonzero(problem.min_load > np.maximum(problem.max_load, 0))[0].tolist()
    return [
        Blockage("torn", [], [n], int(problem.min_load[n]), max(0, int(problem.max_load[n])))
        for n in torn
    ]


def _least(problem: Problem, demand: Ints) -> list[Blockage]:
    """People who cannot get as many papers as asked for: the same question from their side."""
    return [
        Blockage("least", one.columns, one.rows, one.needed, one.available, is_all=one.is_all)
        for one in shortages(problem.free.T, problem.min_load, demand)
    ]


def _locked(problem: Problem, demand: Ints, room: Ints) -> list[Blockage]:
    """Locked pairs that are too many for a paper or a person, or take what others need."""
    if not problem.forced:
        return []
    fixed = np.zeros(problem.free.shape, dtype=bool)
    for pair in problem.forced:
        fixed[pair] = True
    papers, people = fixed.sum(axis=1), fixed.sum(axis=0)
    crowded = [
        Blockage("locked", [n], np.nonzero(fixed[n])[0].tolist(), int(papers[n]), int(demand[n]))
        for n in np.nonzero(papers > demand)[0].tolist()
    ] + [
        Blockage("loaded", np.nonzero(fixed[:, n])[0].tolist(), [n], int(people[n]), int(room[n]))
        for n in np.nonzero(people > room)[0].tolist()
    ]
    left = shortages(problem.free & ~fixed, demand - papers, room - people)
    return crowded or _of("reviewers", left)


def _seniors(problem: Problem, room: Ints) -> list[Blockage]:
    if problem.senior is None:
        return []
    needs = problem.demand > 0
    if problem.has_senior is not None:
        needs = needs & ~problem.has_senior
    free = problem.free & problem.senior[None, :]
    return _of("senior", shortages(free, needs.astype(np.int64), room))


def _apart(problem: Problem, demand: Ints) -> list[Blockage]:
    """Papers for which too few institutions have anybody free; who told none counts as one each."""
    number, found = problem.institution, []
    if number is None:
        return []
    for paper in np.nonzero(demand > 1)[0].tolist():
        people = np.nonzero(problem.free[paper])[0]
        known = number[people]
        count = len(set(known[known >= 0].tolist())) + int((known < 0).sum())
        if count < demand[paper]:
            found.append(Blockage("apart", [paper], people.tolist(), int(demand[paper]), count))
    return found


def _together(
    problem: Problem, short: Mapping[str, Ints], solvable: Callable[[Problem], bool]
) -> Blockage:
    """Each rule could be kept alone. Told is which of them, left out, would let the others be."""
    without = {
        "one reviewer an institution": replace(problem, institution=None),
        "a senior reviewer on each paper": replace(problem, senior=None),
        "nobody reviews in return": replace(problem, reciprocal=()),
        "least loads": replace(problem, min_load=np.zeros_like(problem.min_load)),
        "locked pairs": replace(problem, forced=frozenset()),
    }
    kept = {
        "one reviewer an institution": problem.institution is not None,
        "a senior reviewer on each paper": problem.senior is not None,
        "nobody reviews in return": bool(problem.reciprocal),
        "least loads": bool(problem.min_load.any()),
        "locked pairs": bool(problem.forced),
    }
    rules = tuple(rule for rule, rest in without.items() if kept[rule] and solvable(rest))
    papers = sorted({*short.get("demand", ()), *short.get("senior", ())})
    return Blockage("rules", [int(n) for n in papers], short.get("load", np.array([])).tolist(),
                    rules=rules)  # fmt: skip


# ---- too much asked of too few


@dataclass(frozen=True)
class Shortage:
    """These rows need `needed`, and all that these columns can give them is `available`."""

    rows: list[int]
    columns: list[int]
    needed: int
    available: int
    is_all: bool


def shortages(free: Flags, demand: Ints, room: Ints) -> list[Shortage]:
    """The sets of rows that need more than all who may serve them can give: the minimum cut, in its
    separate parts; none where all can be served (Hall's theorem).

    `free` (rows x columns), `demand` (rows), `room` (columns). Each column serves a row once.
    """
    flow = _Flow(free, demand, room)
    flow.fill()
    missing = flow.missing()
    groups: list[tuple[set[int], set[int]]] = []
    for row in np.nonzero(missing)[0].tolist():
        rows, columns = flow.reach(row)
        apart = []
        for other in groups:
            if rows & other[0] or columns & other[1]:
                rows, columns = rows | other[0], columns | other[1]
            else:
                apart.append(other)
        groups = [*apart, (rows, columns)]
    return [flow.shortage(rows) for rows, _ in groups]


class _Flow:
    """Rows served by columns, along augmenting paths."""

    def __init__(self, free: Flags, demand: Ints, room: Ints) -> None:
        self.free, self.demand, self.room = free, demand, room
        self.held = np.zeros(free.shape, dtype=bool)
        self.load = np.zeros(len(room), dtype=int)

    def fill(self) -> None:
        for row in np.argsort(self.free.sum(axis=1), kind="stable").tolist():
            for _ in range(int(self.demand[row])):
                if not self._augment(row):
                    break

    def missing(self) -> Ints:
        lacks: Ints = np.maximum(self.demand - self.held.sum(axis=1), 0)
        return lacks

    def reach(self, row: int) -> tuple[set[int], set[int]]:
        """All rows and columns on ways from this row, of which none leads to room."""
        from_column, from_row = self._ways(row)
        return set(from_row), set(from_column)

    def shortage(self, rows: set[int]) -> Shortage:
        which = sorted(rows)
        columns = np.nonzero(self.free[which].any(axis=0))[0].tolist()
        needed, available = int(self.demand[which].sum()), int(self.held[which].sum())
        everything = available == int(self.room.sum())
        is_all = everything and 1 < len(which) == int((self.demand > 0).sum())
        return Shortage(which, columns, needed, available, is_all)

    def _ways(self, row: int, *, to_room: bool = False) -> tuple[dict[int, int], dict[int, int]]:
        """Breadth first: the row before each column, and the column before each row (-1: none).
        With `to_room` it ends at the first column with room, which is then the last one."""
        from_column: dict[int, int] = {}
        from_row, queue = {row: -1}, [row]
        for here in queue:
            for column in np.nonzero(self.free[here] & ~self.held[here])[0].tolist():
                if column in from_column:
                    continue
                from_column[column] = here
                if to_room and self.load[column] < self.room[column]:
                    return from_column, from_row
                for other in np.nonzero(self.held[:, column])[0].tolist():
                    if other not in from_row:
                        from_row[other] = column
                        queue.append(other)
        return from_column, from_row

    def _augment(self, row: int) -> bool:
        """Serve the row once more, moving others if need be."""
        from_column, from_row = self._ways(row, to_room=True)
        column = next(reversed(from_column), -1)
        if column < 0 or self.load[column] >= self.room[column]:
            return False
        self.load[column] += 1
        while column >= 0:
            here = from_column[column]
            self.held[here, column] = True
            column = from_row[here]
            if column >= 0:
                self.held[here, column] = False
        return True
