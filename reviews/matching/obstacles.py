"""Why there is no assignment: which papers and which people stand in each other's way."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from reviews.matching.problem import Blockage, Problem


def obstacles(
    problem: Problem, short: Mapping[str, NDArray[np.int64]] | None = None
) -> list[Blockage]:
    """`short`: the rows that could not be filled, by kind, as the model found them."""
    found = _too_few_people(problem)
    if found:
        return [found]
    short = short or {}
    rules = []
    if len(short.get("senior", [])):
        rules.append(Blockage("senior", short["senior"].tolist()))
    if len(short.get("load", [])):
        rules.append(Blockage("least", [], short["load"].tolist()))
    return rules or [Blockage("rules", short.get("demand", np.array([], dtype=int)).tolist())]


def _too_few_people(problem: Problem) -> Blockage | None:
    """A set of papers that needs more than all who may take them can carry: a minimum cut.

    Papers are filled one after the other along augmenting paths (Hall's theorem in the making);
    the first that cannot be filled shows the set.
    """
    held = np.zeros(problem.free.shape, dtype=bool)
    load = np.zeros(len(problem.max_load), dtype=int)
    for paper in np.argsort(problem.free.sum(axis=1), kind="stable"):
        for _ in range(int(problem.demand[paper])):
            seen = _augment(problem, held, load, int(paper))
            if seen is not None:
                papers, people = seen
                return Blockage(
                    "reviewers", papers, people, int(problem.demand[papers].sum()),
                    _capacity(problem, papers, people),
                )  # fmt: skip
    return None


def _capacity(problem: Problem, papers: list[int], people: list[int]) -> int:
    """What these people can do for these papers: no more than they take, once a paper."""
    free = problem.free[np.ix_(papers, people)].sum(axis=0)
    return int(np.minimum(free, problem.max_load[people]).sum())


def _augment(
    problem: Problem, held: NDArray[np.bool_], load: NDArray[np.int64], paper: int
) -> tuple[list[int], list[int]] | None:
    """Give the paper one more reviewer, moving others if need be.

    None when that worked, else all papers and people that were reached in vain.
    """
    from_paper: dict[int, int] = {}
    papers, queue = {paper: -1}, [paper]
    while queue:
        here = queue.pop(0)
        for person in np.nonzero(problem.free[here] & ~held[here])[0].tolist():
            if person in from_paper:
                continue
            from_paper[person] = here
            if load[person] < problem.max_load[person]:
                _shift(held, load, papers, from_paper, person)
                return None
            for other in np.nonzero(held[:, person])[0].tolist():
                if other not in papers:
                    papers[other] = person
                    queue.append(other)
    return sorted(papers), sorted(from_paper)


def _shift(
    held: NDArray[np.bool_], load: NDArray[np.int64], papers: dict[int, int],
    from_paper: dict[int, int], person: int,
) -> None:  # fmt: skip
    load[person] += 1
    while person >= 0:
        here = from_paper[person]
        held[here, person] = True
        person = papers[here]
        if person >= 0:
            held[here, person] = False
