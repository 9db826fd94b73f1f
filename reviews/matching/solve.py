"""The assignment with the highest total score, as a transportation problem.

Every paper needs `demand` reviewers, every reviewer takes between `min_load` and `max_load`
papers. The constraint matrix is totally unimodular, so that the linear programme's vertex is
whole (Ahuja, Magnanti and Orlin, Network Flows, 1993, section 11.12).
"""

from dataclasses import dataclass
from time import process_time
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

INFINITY = highspy.kHighsInf


@dataclass(frozen=True)
class Problem:
    """`similarity` (papers x reviewers, negatives count as 0); `conflict` (same shape, bool);
    `demand` (papers); `max_load` and `min_load` (reviewers)."""

    similarity: NDArray[np.float64]
    conflict: NDArray[np.bool_]
    demand: NDArray[np.int64]
    max_load: NDArray[np.int64]
    min_load: NDArray[np.int64]


@dataclass(frozen=True)
class Matching:
    """Pairs (paper row, reviewer column) in order, the total and the worst-served paper's sum."""

    pairs: list[tuple[int, int]]
    total: float
    worst: float
    seconds: float


class Infeasible(ValueError):
    """There is no such assignment. The text names what blocks it, `papers` which rows."""

    def __init__(self, text: str, papers: list[int]) -> None:
        super().__init__(text)
        self.papers = papers


def solve(problem: Problem) -> Matching:
    """The best assignment; the same input gives the same pairs. Raises Infeasible."""
    began = process_time()
    _check_counts(problem)
    rows, columns = np.nonzero(~problem.conflict)
    gain = np.maximum(problem.similarity, 0)[rows, columns]
    model = _model(problem, rows, columns, gain)
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise Infeasible("The limits and conflicts leave no complete assignment.", [])
    chosen = np.asarray(model.getSolution().col_value) > 0.5
    pairs = list(zip(rows[chosen].tolist(), columns[chosen].tolist(), strict=True))
    served = np.zeros(len(problem.demand))
    np.add.at(served, rows[chosen], gain[chosen])
    worst = float(served.min()) if len(served) else 0.0
    return Matching(pairs, float(gain[chosen].sum()), worst, process_time() - began)


def _check_counts(problem: Problem) -> None:
    free = (~problem.conflict).sum(axis=1)
    short = np.nonzero(free < problem.demand)[0].tolist()
    if short:
        raise Infeasible(
            "Some papers have fewer reviewers without a conflict than they need.", short
        )
    if problem.demand.sum() > problem.max_load.sum():
        raise Infeasible(
            f"{int(problem.demand.sum())} reviews are needed, and all reviewers together take "
            f"{int(problem.max_load.sum())}.",
            [],
        )


def _model(
    problem: Problem, rows: NDArray[np.int64], columns: NDArray[np.int64], gain: NDArray[np.float64]
) -> highspy.Highs:
    """One variable a possible pair; one row a paper, then one row a reviewer."""
    papers, reviewers = problem.similarity.shape
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    # A fixed order and a tiny preference for earlier pairs make ties come out alike each time.
    nudge = np.arange(len(gain)) * (1e-7 / max(1, len(gain)))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(gain), papers + reviewers
    lp.col_cost_ = gain - nudge
    lp.col_lower_, lp.col_upper_ = np.zeros(len(gain)), np.ones(len(gain))
    lp.row_lower_ = np.concatenate([problem.demand, problem.min_load]).astype(float)
    lp.row_upper_ = np.concatenate([problem.demand, problem.max_load]).astype(float)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(0, 2 * len(gain) + 1, 2)
    lp.a_matrix_.index_ = np.stack([rows, columns + papers], axis=1).ravel()
    lp.a_matrix_.value_ = np.ones(2 * len(gain))
    model.passModel(lp)
    return model  # type: ignore[no-any-return]  # the wheel has no types
