"""`check_pdf` without Django: check files, directories or standard input, each in the sandbox."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .report import Overall
from .rules import RuleSet
from .sandboxed import check_in_sandbox
from .table import as_json_line, as_table

ACCEPTED, REJECTED, REVIEW, NO_INPUT = 0, 1, 2, 3
STDIN = "-"
Say = Callable[[str], object]


def check_files(
    names: Iterable[str], *, rules: RuleSet, as_json: bool, say: Say, complain: Say
) -> int:
    """Say a report for each file; the exit code is 1 if any was rejected, 2 if any needs a look.

    It is 3 if a file could not be opened at all, or there was none.
    """
    outcomes: set[Overall] = set()
    missing = False
    show = as_json_line if as_json else as_table
    for name in _expanded(names):
        try:
            data = sys.stdin.buffer.read() if name == STDIN else Path(name).read_bytes()
        except OSError as error:
            complain(f"{name}: {error.strerror}")
            missing = True
            continue
        report = check_in_sandbox(data, rules)
        outcomes.add(report.overall)
        say(show(name, report))
    return _exit_code(outcomes, missing)


def _expanded(names: Iterable[str]) -> Iterator[str]:
    """Each directory replaced by the PDF files in it, in order of name."""
    for name in names:
        if name != STDIN and Path(name).is_dir():
            inside = (path for path in Path(name).iterdir() if path.suffix.lower() == ".pdf")
            yield from sorted(str(path) for path in inside)
        else:
            yield name


def _exit_code(outcomes: set[Overall], missing: bool) -> int:
    if missing or not outcomes:
        return NO_INPUT
    if Overall.REJECT in outcomes:
        return REJECTED
    return REVIEW if Overall.REVIEW in outcomes else ACCEPTED
