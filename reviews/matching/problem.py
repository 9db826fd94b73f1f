"""What an assignment is asked for, and what comes out of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]
"""A paper's row and a reviewer's column."""


@dataclass(frozen=True)
class Problem:
    """`similarity` (papers x reviewers; negatives count as 0) and `conflict` (same shape, bool);
    `demand` (papers); `max_load` and `min_load` (reviewers)."""

    similarity: NDArray[np.float64]
    conflict: NDArray[np.bool_]
    demand: NDArray[np.int64]
    max_load: NDArray[np.int64]
    min_load: NDArray[np.int64]
    base: NDArray[np.float64] | None = None
    """What each paper has already: the sum of its held pairs, for the floor (papers)."""
    institution: NDArray[np.int64] | None = None
    """Reviewers with the same number never share a paper; -1 for none known (reviewers)."""
    senior: NDArray[np.bool_] | None = None
    """At least one of these on each paper (reviewers)."""
    has_senior: NDArray[np.bool_] | None = None
    """Papers that hold a senior reviewer already (papers)."""
    reciprocal: tuple[tuple[Pair, Pair], ...] = ()
    """Of two such pairs at most one: nobody judges whoever judges them."""
    forced: frozenset[Pair] = frozenset()
    keep: frozenset[Pair] = frozenset()
    """Pairs to prefer among equals, so that a second solution differs little from a first."""
    keep_bonus: float = 0.0
    """Worth of each kept pair; 0 lets `keep` break ties only."""

    @cached_property
    def gain(self) -> NDArray[np.float64]:
        return np.maximum(self.similarity, 0).astype(float)

    @cached_property
    def free(self) -> NDArray[np.bool_]:
        """Who may get what, forced pairs included."""
        free = ~self.conflict
        for pair in self.forced:
            free[pair] = True
        return free

    @cached_property
    def preference(self) -> NDArray[np.float64]:
        """`gain`, and for pairs to keep a bonus too small to cost anything else."""
        preference = self.gain.copy()
        step = self.keep_bonus or (self.grid or 0.001) / (2 * max(1, int(self.demand.sum())))
        for pair in self.keep:
            preference[pair] += step
        return preference

    @cached_property
    def grid(self) -> float | None:
        """The step between possible sums, if all scores are multiples of one."""
        values = np.unique(self.gain)
        for step in (1.0, 0.5, 0.25, 0.05, 0.01, 1 / 1024, 0.001):
            if np.abs(values / step - np.round(values / step)).max(initial=0) < 1e-6:
                return step
        return None

    @cached_property
    def start(self) -> NDArray[np.float64]:
        return np.zeros(len(self.demand)) if self.base is None else self.base

    @cached_property
    def counted(self) -> NDArray[np.int64]:
        """Papers that need somebody: only these can be served better."""
        return np.nonzero(self.demand > 0)[0]


@dataclass(frozen=True)
class Matching:
    """Pairs in order, and how good they are."""

    pairs: list[Pair]
    total: float
    worst: float
    """The sum of the worst-served paper, with what it held before."""
    bound: float
    """No assignment serves the worst paper better than this."""
    total_bound: float
    """No assignment with this `worst` has a higher total."""
    seconds: float
    """CPU time."""

    @property
    def gap(self) -> float:
        return max(0.0, self.bound - self.worst)
