"""How far each reviewer usually is from the others. Pure: scores in, estimates out.

The model is additive: a score is the edition's mean, plus what the paper is worth, plus what its
reviewer usually adds or takes away, plus chance. Both parts are pulled towards nothing, a
reviewer's by as much as `PULL` scores that lie exactly on the mean would pull: with few reviews
there is little to learn from, and the estimate says so by being small. These are the best linear
unbiased predictors of a model with two random effects (G. K. Robinson, "That BLUP is a good
thing", Statistical Science 6, 1991) for a chance three times as varied as reviewers are; a fixed
ratio, because a workshop's few scores do not tell it. They are found by fitting one part at a
time, which ends at the one minimum that a ridge regression has.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

PULL = 3.0
PAPER_PULL = 1.0
ROUNDS = 200
CLOSE = 1e-6

Paper = TypeVar("Paper", bound=Hashable)
Reviewer = TypeVar("Reviewer", bound=Hashable)


@dataclass(frozen=True)
class Offset:
    """What a reviewer usually adds to a score, from so many scores of theirs."""

    value: float
    count: int


def offsets(scores: Iterable[tuple[Paper, Reviewer, float]]) -> dict[Reviewer, Offset]:
    """The usual offset of each reviewer, in points of the scale; empty without scores."""
    rows = list(scores)
    if not rows:
        return {}
    mean = fmean(value for _, _, value in rows)
    worth: dict[Paper, float] = defaultdict(float)
    usual: dict[Reviewer, float] = defaultdict(float)
    for _ in range(ROUNDS):
        worth = _pulled(((p, v - mean - usual[r]) for p, r, v in rows), PAPER_PULL)
        before, usual = usual, _pulled(((r, v - mean - worth[p]) for p, r, v in rows), PULL)
        if all(abs(usual[r] - before[r]) < CLOSE for r in usual):
            break
    count: dict[Reviewer, int] = defaultdict(int)
    for _, reviewer, _ in rows:
        count[reviewer] += 1
    return {reviewer: Offset(usual[reviewer], count[reviewer]) for reviewer in usual}


Key = TypeVar("Key", bound=Hashable)


def _pulled(rests: Iterable[tuple[Key, float]], pull: float) -> dict[Key, float]:
    """The mean of what is left for each key, as if `pull` more of it were nothing."""
    sums: dict[Key, float] = defaultdict(float)
    counts: dict[Key, int] = defaultdict(int)
    for key, rest in rests:
        sums[key] += rest
        counts[key] += 1
    return defaultdict(float, {key: sums[key] / (counts[key] + pull) for key in sums})


def adjusted(scores: Iterable[tuple[Reviewer, float]], usual: dict[Reviewer, Offset]) -> float:
    """The mean of a paper's scores without what its reviewers usually add. Needs one score."""
    return fmean(value - usual[reviewer].value for reviewer, value in scores)
