"""What an assignment costs: CPU and memory of each problem, in a process of its own."""

import os
import resource
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from reviews.management.commands.match import read
from reviews.matching import Problem, solve

PROBLEMS = "DTMS_BENCH_PROBLEMS"
REVIEWS, SLACK = 3, 2
CONFLICT_SHARE = 0.03
# Of thousands of members a paper fits a few: the others share no topic with it.
FITTING = 40
MADE = {"40 x 12": (40, 12), "1000 x 100": (1000, 100), "3000 x 3000 sparse": (3000, 3000)}


def run() -> Iterator[dict[str, Any]]:
    """Made-up problems, then the files and folders that DTMS_BENCH_PROBLEMS names."""
    for name, size in MADE.items():
        yield apart(name, made, *size)
    yield apart("40 x 12, solved again", made_again, *MADE["40 x 12"])
    for path in given():
        yield apart(path.stem, read, path)


def given() -> Iterator[Path]:
    for place in filter(None, os.environ.get(PROBLEMS, "").split(os.pathsep)):
        path = Path(place)
        yield from sorted(path.glob("*.npz")) if path.is_dir() else [path]


def apart(name: str, make: Callable[..., Problem], *args: Any) -> dict[str, Any]:
    """The row of one problem, from a fresh process: its peak of memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return {"name": "match", "problem": name, **pool.submit(measure, make, *args).result()}


def measure(make: Callable[..., Problem], *args: Any) -> dict[str, Any]:
    problem = make(*args)
    before = _peak()
    wall, cpu = perf_counter(), process_time()
    found = solve(problem)
    cpu, wall = process_time() - cpu, perf_counter() - wall
    return {
        "papers": problem.similarity.shape[0], "reviewers": problem.similarity.shape[1],
        "cpu_ms": round(1000 * cpu, 1), "wall_ms": round(1000 * wall, 1),
        "peak_mb": round(_peak()), "before_mb": round(before),
        "total": round(found.total, 4), "worst": round(found.worst, 4),
        "bound": round(found.bound, 4), "broken": _broken(problem, found.pairs),
        "missing": int(problem.demand.sum()) - len(found.pairs),
    }  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _broken(problem: Problem, pairs: Any) -> int:
    """Conflicts among the pairs: none, or the solver is wrong."""
    return sum(bool(problem.conflict[pair]) for pair in pairs)


def made(papers: int, reviewers: int, seed: int = 7) -> Problem:
    """Each paper fits a few reviewers well, some a little, and conflicts with some."""
    rng = np.random.default_rng(seed)
    score = np.zeros((papers, reviewers))
    fitting = min(FITTING, reviewers)
    for row in score:
        row[rng.choice(reviewers, fitting, replace=False)] = rng.integers(1, 17, fitting) / 16
    conflict = rng.random((papers, reviewers)) < CONFLICT_SHARE
    load = -(-papers * REVIEWS // reviewers) + SLACK
    return Problem(
        score, conflict, np.full(papers, REVIEWS), np.full(reviewers, load),
        np.zeros(reviewers, dtype=np.int64),
    )  # fmt: skip


def made_again(papers: int, reviewers: int) -> Problem:
    """As for a what-if: one pair of the first solution forbidden, the others kept where equal.

    The first solution also warms the process up, as on a running site.
    """
    problem = made(papers, reviewers)
    first = solve(problem)
    conflict = problem.conflict.copy()
    conflict[first.pairs[0]] = True
    return replace(problem, conflict=conflict, keep=frozenset(first.pairs))
