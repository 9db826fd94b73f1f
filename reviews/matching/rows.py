"""The rows of an assignment's linear programme, and what the solver found for it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reviews.matching.problem import Pair, Problem


@dataclass
class Solution:
    """Values and reduced costs by column; the objective; `short`: what slack had to fill."""

    optimal: bool
    feasible: bool
    """Kept all rows, if with slack, when the search ended."""
    value: float
    most: float
    """No solution is worth more than this."""
    columns: tuple[NDArray[np.int64], NDArray[np.int64]]
    chosen: NDArray[np.float64]
    reduced: NDArray[np.float64]
    short: dict[str, NDArray[np.int64]]
    row_price: NDArray[np.float64]

    @property
    def is_complete(self) -> bool:
        return self.feasible and not any(len(which) for which in self.short.values())

    @property
    def is_whole(self) -> bool:
        return self.is_complete and bool((np.abs(self.chosen - np.round(self.chosen)) < 1e-6).all())

    @property
    def pairs(self) -> list[Pair]:
        taken = self.chosen > 0.5
        papers, people = self.columns
        return list(zip(papers[taken].tolist(), people[taken].tolist(), strict=True))


class Rows:
    """Where each kind of row begins. `demand` papers, `load` reviewers, `floor` papers,
    `senior` papers, `group` papers x institutions, `reciprocal` pairs."""

    def __init__(self, problem: Problem) -> None:
        papers, reviewers = problem.similarity.shape
        groups = 0 if problem.institution is None else int(problem.institution.max(initial=-1)) + 1
        sizes = {
            "demand": papers, "load": reviewers, "floor": papers,
            "senior": 0 if problem.senior is None else papers,
            "group": papers * groups, "reciprocal": len(problem.reciprocal),
        }  # fmt: skip
        self.groups = groups
        self.begin = dict(zip(sizes, np.cumsum([0, *sizes.values()]).tolist(), strict=False))
        self.sizes = sizes
        self.count = sum(sizes.values())

    def part(self, name: str) -> slice:
        return slice(self.begin[name], self.begin[name] + self.sizes[name])
