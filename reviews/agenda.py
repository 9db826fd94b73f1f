"""In what order a meeting takes its papers. Pure: papers in, papers out."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

CLEARLY_IN, CLEARLY_OUT = 4, 2


class Order(StrEnum):
    SCORE = "score"
    TOPIC = "topic"
    TOGETHER = "together"


LABELS = {
    Order.SCORE: "By score, best first",
    Order.TOPIC: "By topic",
    Order.TOGETHER: "Fewest people going in and out",
}


@dataclass(frozen=True)
class Candidate:
    """What an order may go by: merit scores that are in, the first topic, who stays out."""

    number: int
    scores: tuple[int, ...] = ()
    wanted: int = 0
    topic: str = ""
    out: frozenset[int] = frozenset()

    @property
    def mean(self) -> float:
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


def needs_discussion(paper: Candidate) -> bool:
    """Reviews are missing, or not all of them say yes, or all say no."""
    if not paper.scores or len(paper.scores) < paper.wanted:
        return True
    return not (min(paper.scores) >= CLEARLY_IN or max(paper.scores) <= CLEARLY_OUT)


def ordered(papers: Sequence[Candidate], order: Order) -> list[Candidate]:
    best_first = sorted(papers, key=lambda paper: (-paper.mean, paper.number))
    if order == Order.SCORE:
        return best_first
    if order == Order.TOPIC:
        return sorted(best_first, key=lambda paper: paper.topic)
    return _together(best_first)


def comings_and_goings(papers: Sequence[Candidate]) -> int:
    """How often somebody leaves the room or comes back, all in, from the first paper to the end."""
    outs = [frozenset(), *(paper.out for paper in papers), frozenset()]
    return sum(len(before ^ after) for before, after in itertools.pairwise(outs))


def _together(papers: list[Candidate]) -> list[Candidate]:
    """The nearest neighbour first, then turn stretches round for as long as that helps (2-opt).

    Whose papers have nobody out stay by score at the beginning, when the room is fullest.
    """
    free = [paper for paper in papers if not paper.out]
    rest = [paper for paper in papers if paper.out]
    path: list[Candidate] = []
    here: frozenset[int] = frozenset()
    while rest:
        nearest = min(rest, key=lambda paper: len(paper.out ^ here))
        rest.remove(nearest)
        path.append(nearest)
        here = nearest.out
    return free + _untangled(path)


def _untangled(path: list[Candidate]) -> list[Candidate]:
    outs = [paper.out for paper in path]
    improved = True
    while improved:
        improved = False
        for first, last in itertools.combinations(range(len(path)), 2):
            if _gain(outs, first, last) > 0:
                path[first : last + 1] = path[first : last + 1][::-1]
                outs[first : last + 1] = outs[first : last + 1][::-1]
                improved = True
    return path


def _gain(outs: list[frozenset[int]], first: int, last: int) -> int:
    """How many comings and goings less there are when this stretch is turned round."""
    before = outs[first - 1] if first else frozenset()
    after = outs[last + 1] if last + 1 < len(outs) else frozenset()
    now = len(before ^ outs[first]) + len(outs[last] ^ after)
    turned = len(before ^ outs[last]) + len(outs[first] ^ after)
    return now - turned
