"""`python -m submissions.pdfcheck [--json] FILE...`: the check without Django."""

from __future__ import annotations

import argparse
import sys

from .cli import check_files
from .rules import RuleSet

parser = argparse.ArgumentParser(prog="python -m submissions.pdfcheck", description=__doc__)
parser.add_argument("--json", action="store_true", help="one line of JSON for each file")
parser.add_argument("files", nargs="+", metavar="FILE", help="a PDF, a directory, or -")
chosen = parser.parse_args()


def complain(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def say(message: str) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


sys.exit(
    check_files(chosen.files, rules=RuleSet(), as_json=chosen.json, say=say, complain=complain)
)
