"""The assignment: first the worst-served paper as well as can be, then the highest total.

The highest floor under a paper's sum is hard to find in whole pairs, but the linear programme
bounds it. If whole pairs do not reach the bound, exchanges of reviewers show what they do reach,
and what lies between is tried from above. What is left to the bound is told as the gap.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviews.matching.blockage import Infeasible
from reviews.matching.lifting import enrich, lift
from reviews.matching.model import Model
from reviews.matching.obstacles import obstacles
from reviews.matching.problem import Matching, Pair, Problem
from reviews.matching.rows import Solution

FEW_PAIRS = 4_000
"""Up to here every pair is a column from the start."""
BEST_OF_PAPER = 12
"""Columns of a paper beyond its demand to begin with, and the same for a reviewer's best."""
MOST_NEW = 4
"""Columns that a paper may get in one round."""
NODES, WORK = 300, 50_000
"""Branches tried, and branches times columns: each costs a programme of that size."""
FEW_FLOORS = 12
"""Up to so many possible floors, each is tried."""
EXACT_PAIRS = 2_000
EXACT_NODES = 10
"""So small a problem is searched for a higher floor, and for the proof that there is none."""
MOST_SPLIT = 150
"""Pairs that the relaxed programme cuts: beyond so many, branching takes too long to help."""
MANY_NODES = 20_000
MOST_WHOLE = 2_000
"""Columns among which the last bit of the total is searched for."""
PRICE = 1e-6
SHARP = 1e-6
LOYAL = 10.0


def solve(problem: Problem, *, floor: float | None = None) -> Matching:
    """The best assignment; the same input gives the same pairs. Raises Infeasible.

    `floor`: ask for no more than this under the worst paper.
    """
    began = process_time()
    model = Model(problem, _first_columns(problem))
    if not len(problem.counted):
        return Matching([], 0.0, 0.0, 0.0, 0.0, process_time() - began)
    highest = _generate(model, raise_floor=True)
    _refuse_if_short(problem, highest)
    bound = _down_to_grid(problem, highest.value)
    asked = bound if floor is None else min(floor, bound)
    found = _above(model, asked)
    if found is None:
        found, bound = _search(model, highest, asked, bound)
    if found is None:
        raise Infeasible(obstacles(problem, {}, _is_solvable))
    pairs, most = found
    return _matching(problem, pairs, bound, most, process_time() - began)


Found = tuple[list[Pair], float]
"""Whole pairs, and the total that none above the same floor can exceed."""


def _above(model: Model, floor: float | None, start: Sequence[Pair] = ()) -> Found | None:
    """The highest total above a floor, if whole pairs are found that keep it."""
    model.include(start)
    relaxed = _generate(model, floor=floor)
    pairs = _whole(model, relaxed, floor, start) if relaxed.optimal else None
    return None if pairs is None else (pairs, relaxed.value)


def _search(
    model: Model, highest: Solution, asked: float, bound: float
) -> tuple[Found | None, float]:
    """The best below a bound that whole pairs do not reach at once, and the bound as it is then."""
    problem = model.problem
    lifted = _lifted(model, highest)
    if lifted is None:
        return _anything(model), bound
    reached = worst_of(problem, lifted)
    if len(model.papers) <= EXACT_PAIRS and not problem.keep:
        lifted, bound = _exact(model, lifted, bound)
        reached = worst_of(problem, lifted)
    for tried in _between(problem, reached, min(asked, bound)):
        found = _above(model, tried)
        if found is not None:
            return found, bound
    floor = min(reached, asked)
    return _above(model, floor, lifted) or (lifted, _generate(model, floor=floor).value), bound


def _anything(model: Model) -> Found | None:
    """Whole pairs under rules that make them rare."""
    relaxed = _generate(model)
    found = model.solve(whole=True, nodes=MANY_NODES)
    return (found.pairs, relaxed.value) if found.is_complete else None


def _lifted(model: Model, highest: Solution) -> list[Pair] | None:
    """Exchanges from the nearest whole pairs, and from those to keep: the better of both."""
    problem = model.problem
    starts = [_rounded(model, highest)]
    if problem.keep:
        loyal = Model(replace(problem, keep_bonus=LOYAL), (model.papers, model.people))
        starts.append(_rounded(loyal, loyal.solve()))
    found = [lift(problem, start) for start in starts if start]
    return max(found, key=lambda pairs: worst_of(problem, pairs), default=None)


def _rounded(model: Model, relaxed: Solution) -> list[Pair]:
    """Whole pairs among those that the relaxed solution uses, whatever they do to the floor."""
    support = np.nonzero(relaxed.chosen > SHARP)[0]
    near = model.solve(whole=True, keep=support, nodes=NODES)
    return near.pairs if near.is_complete else []


def _exact(model: Model, lifted: list[Pair], bound: float) -> tuple[list[Pair], float]:
    """Branch for the highest floor from what exchanges reached; better pairs, or a lower bound."""
    problem = model.problem
    found = model.solve(raise_floor=True, whole=True, nodes=EXACT_NODES, start=lifted)
    bound = min(bound, _down_to_grid(problem, max(found.most, worst_of(problem, lifted))))
    if found.is_complete and worst_of(problem, found.pairs) > worst_of(problem, lifted):
        lifted = lift(problem, found.pairs)
    return lifted, bound


def worst_of(problem: Problem, pairs: Iterable[Pair]) -> float:
    """The sum of the worst-served paper, with what it held before."""
    rows, people = np.array(list(pairs), dtype=int).reshape(-1, 2).T
    added = np.bincount(rows, problem.gain[rows, people], minlength=len(problem.demand))
    return float((problem.start + added)[problem.counted].min())


def _between(problem: Problem, reached: float, bound: float) -> Iterator[float]:
    """Floors above what was reached, from the top; none where there are too many to try."""
    if problem.grid is None:
        return
    steps = round((bound - reached) / problem.grid)
    if steps <= FEW_FLOORS:
        yield from (reached + n * problem.grid for n in range(steps, 0, -1))


def _first_columns(problem: Problem) -> tuple[Any, Any]:
    free = problem.free
    if free.sum() <= FEW_PAIRS:
        rows, columns = np.nonzero(free)
        return rows, columns
    wanted = np.zeros_like(free)
    score = np.where(free, problem.preference + _spread(free.shape), -1.0)
    papers, reviewers = score.shape
    most = min(reviewers, int(problem.demand.max(initial=0)) + BEST_OF_PAPER)
    best = np.argpartition(-score, most - 1, axis=1)[:, :most]
    wanted[np.arange(papers)[:, None], best] = True
    most = min(papers, BEST_OF_PAPER)
    best = np.argpartition(-score, most - 1, axis=0)[:most]
    wanted[best, np.arange(reviewers)[None, :]] = True
    for pair in problem.forced | problem.keep | {p for two in problem.reciprocal for p in two}:
        wanted[pair] = True
    rows, columns = np.nonzero(wanted & free)
    return rows, columns


def _spread(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Less than any price that matters, and different for each pair: among equals, papers must not
    all begin with the same few reviewers, who could not carry them."""
    papers, reviewers = np.arange(shape[0])[:, None], np.arange(shape[1])[None, :]
    return ((papers * 7919 + reviewers * 104_729 + papers * reviewers) % 10_007) * 1e-11


def _generate(model: Model, *, floor: float | None = None, raise_floor: bool = False) -> Solution:
    """Solve, and bring in columns until none could help: the optimum over all pairs."""
    known = np.zeros(model.problem.gain.shape, dtype=bool)
    known[model.papers, model.people] = True
    open_ones = model.problem.free & ~known
    while True:
        solution = model.solve(floor=floor, raise_floor=raise_floor)
        if not open_ones.any():
            return solution
        worth = np.where(open_ones, model.prices(solution, raise_floor=raise_floor), -np.inf)
        new = _best_new(worth)
        if not len(new[0]):
            return solution
        open_ones[new] = False
        model.papers = np.concatenate([model.papers, new[0]])
        model.people = np.concatenate([model.people, new[1]])


def _best_new(worth: NDArray[np.float64]) -> tuple[Any, Any]:
    """For each paper the most promising columns, if they promise anything."""
    most = min(MOST_NEW, worth.shape[1])
    columns = np.argpartition(-worth - _spread(worth.shape), most - 1, axis=1)[:, :most]
    rows = np.arange(len(worth))[:, None]
    good = worth[rows, columns] > PRICE
    return np.nonzero(good)[0], columns[good]


def _refuse_if_short(problem: Problem, solution: Solution) -> None:
    if any(len(which) for which in solution.short.values()) or not solution.optimal:
        raise Infeasible(obstacles(problem, solution.short, _is_solvable))


def _is_solvable(problem: Problem) -> bool:
    return _generate(Model(problem, _first_columns(problem)), raise_floor=True).is_complete


def _down_to_grid(problem: Problem, value: float) -> float:
    """Sums are multiples of the grid, so that a bound between two of them is the lower one."""
    if problem.grid is None or problem.start.any():
        return value
    return float(np.floor(value / problem.grid + SHARP) * problem.grid)


def _whole(
    model: Model, relaxed: Solution, floor: float | None, start: Sequence[Pair]
) -> list[Pair] | None:
    """Whole pairs that keep the floor, or None.

    Exchanges first. Where the programme split few pairs, branching mends what they left: among
    columns whose reduced cost is nearly 0, then among all that could still raise the total, since
    a column that costs more than what is missing cannot.
    """
    if relaxed.is_whole:
        return relaxed.pairs
    start = _exchanged(model, relaxed, floor, start)
    split = int((np.abs(relaxed.chosen - np.round(relaxed.chosen)) > SHARP).sum())
    if split > MOST_SPLIT:
        return start or None
    slack = SHARP
    for _ in range(3):
        near = model.columns_near(relaxed, slack, start)
        nodes = max(1, min(NODES, WORK // len(near)))
        found = model.solve(floor=floor, whole=True, keep=near, nodes=nodes, start=start)
        if found.is_complete:
            return _wider(model, relaxed, floor, found, len(near))
        slack = max(model.problem.grid or 0.001, slack * 10)
    return start or None


def _exchanged(
    model: Model, relaxed: Solution, floor: float | None, start: Sequence[Pair]
) -> list[Pair]:
    """The best total that exchanges reach above the floor; empty if none do."""
    problem, lowest = model.problem, -1.0 if floor is None else floor - SHARP
    rounded = _rounded(model, relaxed)
    if rounded and worst_of(problem, rounded) < lowest:
        rounded = lift(problem, rounded)
    found = [
        enrich(problem, pairs, lowest)
        for pairs in (rounded, start)
        if pairs and worst_of(problem, pairs) >= lowest
    ]
    best = max(found, key=lambda pairs: sum(problem.preference[p] for p in pairs), default=[])
    model.include(best)
    return best


def _wider(
    model: Model, relaxed: Solution, floor: float | None, found: Solution, known: int
) -> list[Pair]:
    missing = relaxed.value - found.value
    wider = model.columns_near(relaxed, missing, found.pairs)
    if missing > SHARP * max(1.0, relaxed.value) and known < len(wider) <= MOST_WHOLE:
        nodes = max(1, min(NODES, WORK // len(wider)))
        better = model.solve(floor=floor, whole=True, keep=wider, nodes=nodes, start=found.pairs)
        if better.is_complete and better.value > found.value:
            return better.pairs
    return found.pairs


def _matching(
    problem: Problem, pairs: list[Pair], bound: float, most: float, seconds: float
) -> Matching:
    total = float(sum(problem.gain[pair] for pair in pairs))
    worst = worst_of(problem, pairs)
    plain = not problem.keep
    return Matching(sorted(pairs), total, worst, max(bound, worst),
                    max(total, most) if plain else total, seconds)  # fmt: skip
