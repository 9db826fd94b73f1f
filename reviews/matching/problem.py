"""What an assignment is asked for, and what comes out of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

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
        step = self.keep_bonus or self.grid / (2 * max(1, int(self.demand.sum())))
        for pair in self.keep:
            preference[pair] += step
        return preference

    @cached_property
    def grid(self) -> float:
        """The step between possible sums: all scores are multiples of it; 0.001 if of none."""
        values = np.unique(self.gain)
        for step in (1.0, 0.5, 0.25, 0.05, 0.01, 1 / 1024, 0.001):
            if np.abs(values / step - np.round(values / step)).max(initial=0) < 1e-6:
                return step
        return 0.001

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


@dataclass(frozen=True)
class Blockage:
    """Why there is no assignment: these papers need `needed`, these people have `available`."""

    kind: str
    """What is short: "reviewers" who may take the papers, a "senior" for each, work to give each
    their "least" load; or the "rules" together, one an institution and nobody in return."""
    papers: list[int]
    people: list[int] = field(default_factory=list)
    needed: int = 0
    available: int = 0


class Infeasible(ValueError):
    """There is no such assignment. `blockages` say what stands in the way, in rows and columns."""

    def __init__(self, blockages: Iterable[Blockage]) -> None:
        self.blockages = list(blockages)
        super().__init__("; ".join(describe(b) for b in self.blockages))


def describe(
    blockage: Blockage, paper: Any = "paper {}".format, person: Any = "reviewer {}".format
) -> str:
    """The blockage in words. `paper` and `person` name a row and a column."""
    papers, people = _list(map(paper, blockage.papers)), _list(map(person, blockage.people))
    if blockage.kind == "senior":
        return f"no senior reviewer is free for {papers}"
    if blockage.kind == "least":
        return f"{people} cannot get as many papers as asked for"
    if blockage.kind == "rules":
        return f"the rules together leave no complete assignment{' for ' * bool(papers)}{papers}"
    if not people:
        return f"nobody else may review {papers}"
    verb = "needs" if len(blockage.papers) == 1 else "need"
    noun = "review" if blockage.needed == 1 else "reviews"
    return (
        f"{papers} {verb} {blockage.needed} {noun}, and only {people} may write them, "
        f"with room for {blockage.available}"
    )


def _list(words: Iterable[str], most: int = 12) -> str:
    shown = list(words)
    if len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))
