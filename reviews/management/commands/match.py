"""Solve an assignment from a file of arrays, without a database."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from reviews.matching import Infeasible, Problem, solve


class Command(BaseCommand):
    help = (
        "Assign reviewers to papers: first the worst-served paper, then the total. PROBLEM.npz "
        "holds sim and conf (papers x reviewers), demand, maxload and minload."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("problem", metavar="PROBLEM.npz")
        parser.add_argument("--json", action="store_true", help="one JSON document")
        parser.add_argument(
            "--floor", type=float, help="ask for no more than this under the worst-served paper"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        problem = read(Path(options["problem"]))
        try:
            found = solve(problem, floor=options["floor"])
        except Infeasible as why:
            blocked = {"blocked": str(why), "blockages": [asdict(b) for b in why.blockages]}
            self.stdout.write(json.dumps(blocked) if options["json"] else str(why))
            sys.exit(1)
        if options["json"]:
            names = ("pairs", "total", "worst", "bound", "total_bound", "seconds")
            self.stdout.write(json.dumps({name: getattr(found, name) for name in names}))
            return
        for paper, reviewer in found.pairs:
            self.stdout.write(f"{paper}\t{reviewer}")
        self.stderr.write(
            f"total {found.total:g}, worst-served paper {found.worst:g} (none can do better than "
            f"{found.bound:g}), {found.seconds:.2f} s"
        )


def read(path: Path) -> Problem:
    """Raises CommandError when the file is no such problem."""
    try:
        arrays = np.load(path, allow_pickle=False)
        sim = np.asarray(arrays["sim"], dtype=float)
        papers, reviewers = sim.shape
        conflict = np.asarray(arrays["conf"], dtype=bool)
        if conflict.shape != sim.shape:
            raise ValueError("conf and sim differ in shape")
        return Problem(
            sim, conflict, _numbers(arrays["demand"], papers),
            _numbers(arrays["maxload"], reviewers), _numbers(arrays["minload"], reviewers),
        )  # fmt: skip
    except (OSError, ValueError, KeyError) as trouble:
        raise CommandError(f"{path} is no assignment problem: {trouble}") from trouble


def _numbers(value: Any, count: int) -> Any:
    """One number for all, or one each."""
    return np.broadcast_to(np.asarray(value, dtype=np.int64), (count,)).copy()
