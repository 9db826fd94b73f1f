"""`check_pdf` without Django: check files, directories or standard input, each in the sandbox."""

from __future__ import annotations

import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .report import Overall
from .rules import RuleSet
from .sandboxed import check_in_sandbox
from .table import as_json_line, as_table

ACCEPTED, REJECTED, REVIEW, NO_INPUT = 0, 1, 2, 3
STDIN = "-"
Say = Callable[[str], object]
SUMMARY = (
    "Check PDF files against the rules of the call. Exit code: 0 all accepted, 1 something "
    "rejected, 2 something for a person to look at, 3 a file could not be opened."
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one line of JSON for each file")
    parser.add_argument(
        "--rules", metavar="TOML", help="rules other than the shipped ones: a [format] table"
    )
    parser.add_argument(
        "files", nargs="*", default=[STDIN], metavar="FILE",
        help="a PDF, a directory, or - for standard input, which is also read without any",
    )  # fmt: skip


def check_files(
    names: Iterable[str], *, rules: str | None, as_json: bool, say: Say, complain: Say
) -> int:
    """Say a report for each file; the exit code is 1 if any was rejected, 2 if any needs a look.

    It is 3 if a file, or that of the rules, could not be opened at all, or there was none.
    """
    try:
        asked = rules_from(rules) if rules else RuleSet()
    except (OSError, TypeError, ValueError) as error:
        complain(f"{rules}: {error}")
        return NO_INPUT
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
        report = check_in_sandbox(data, asked)
        outcomes.add(report.overall)
        say(show(name, report))
    if not outcomes and not missing:
        complain("There is no PDF to check.")
    return _exit_code(outcomes, missing)


def rules_from(path: str) -> RuleSet:
    """Rules from the `[format]` table of a TOML file, such as an edition's.

    Raises OSError, or ValueError for a file that is no TOML or a rule that is none.
    """
    table = tomllib.loads(Path(path).read_text()).get("format")
    if not isinstance(table, dict):
        raise ValueError("there is no [format] table")
    return RuleSet.from_dict(table)


def _expanded(names: Iterable[str]) -> Iterator[str]:
    """Each directory replaced by the PDF files in it and below it, in order of name."""
    for name in names:
        if name != STDIN and Path(name).is_dir():
            inside = (path for path in Path(name).rglob("*") if path.suffix.lower() == ".pdf")
            yield from sorted(str(path) for path in inside if path.is_file())
        else:
            yield name


def _exit_code(outcomes: set[Overall], missing: bool) -> int:
    if missing or not outcomes:
        return NO_INPUT
    if Overall.REJECT in outcomes:
        return REJECTED
    return REVIEW if Overall.REVIEW in outcomes else ACCEPTED
