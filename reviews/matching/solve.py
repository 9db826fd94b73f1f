"""The assignment: first the worst-served paper as well as can be, then the highest total.

The highest floor under a paper's sum is hard to find in whole pairs, but the linear programme
bounds it. Floors are tried from that bound downwards; the first that whole pairs can keep counts,
and what is left to the bound is told as the gap.
"""

from collections.abc import Iterator
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reviews.matching.model import Model, Solution
from reviews.matching.obstacles import obstacles
from reviews.matching.problem import Infeasible, Matching, Problem

FEW_PAIRS = 4_000
"""Up to here every pair is a column from the start."""
BEST_OF_PAPER = 12
"""Columns of a paper beyond its demand to begin with, and the same for a reviewer's best."""
MOST_NEW = 4
"""Columns that a paper may get in one round."""
NODES = 300
STEPS = (0.0, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64)
"""By which shares of the bound the floor comes down until whole pairs can keep it."""
FEW_FLOORS = 12
"""Up to so many possible floors, each is tried."""
PRICE = 1e-6


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
    for tried in _floors(problem, bound if floor is None else min(floor, bound)):
        relaxed = _generate(model, floor=tried)
        found = _whole(model, relaxed, tried)
        if found is not None:
            return _matching(problem, found, bound, relaxed, process_time() - began)
    relaxed = _generate(model)
    found = _whole(model, relaxed, None)
    if found is None:
        raise Infeasible(obstacles(problem))
    return _matching(problem, found, bound, relaxed, process_time() - began)


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
        raise Infeasible(obstacles(problem, solution.short))


def _down_to_grid(problem: Problem, value: float) -> float:
    """Sums are multiples of the grid, so that a bound between two of them is the lower one."""
    if problem.start.any():
        return value
    return float(np.floor(value / problem.grid + 1e-6) * problem.grid)


def _floors(problem: Problem, bound: float) -> Iterator[float]:
    steps = round(bound / problem.grid)
    if steps <= FEW_FLOORS:
        yield from (n * problem.grid for n in range(steps, 0, -1))
        return
    tried = [_down_to_grid(problem, bound * (1 - step)) for step in STEPS]
    yield from sorted({floor for floor in tried if floor > 0}, reverse=True)


def _whole(model: Model, relaxed: Solution, floor: float | None) -> Any:
    """Whole pairs that keep the floor, or None: rows and columns of what is chosen.

    Only columns whose reduced cost is nearly 0 can be in a solution that is nearly as good.
    """
    if not relaxed.optimal:
        return None
    chosen = relaxed.chosen
    if (np.abs(chosen - np.round(chosen)) > 1e-6).any():
        slack = 1e-6
        for _ in range(3):
            keep = np.nonzero((relaxed.reduced > -slack) | (chosen > 1e-6))[0]
            found = model.solve(floor=floor, whole=True, keep=keep, nodes=NODES)
            if found.optimal and not any(len(s) for s in found.short.values()):
                taken = keep[found.chosen > 0.5]
                return model.papers[taken], model.people[taken]
            slack = max(model.problem.grid, slack * 10)
        return None
    whole = chosen > 0.5
    return model.papers[whole], model.people[whole]


def _matching(
    problem: Problem, taken: Any, bound: float, relaxed: Solution, seconds: float
) -> Matching:
    papers, people = taken
    gain = problem.gain[papers, people]
    served = problem.start + np.bincount(papers, gain, minlength=len(problem.demand))
    pairs = sorted(zip(papers.tolist(), people.tolist(), strict=True))
    total = float(gain.sum())
    worst = float(served[problem.counted].min())
    plain = not problem.keep
    return Matching(pairs, total, worst, max(bound, worst),
                    max(total, relaxed.value) if plain else total, seconds)  # fmt: skip
