"""`python -m submissions.pdfcheck [--json] [--rules TOML] [FILE...]`: the check without Django."""

from __future__ import annotations

import argparse
import sys

from .cli import SUMMARY, add_arguments, check_files

parser = argparse.ArgumentParser(prog="python -m submissions.pdfcheck", description=SUMMARY)
add_arguments(parser)
chosen = parser.parse_args()


def complain(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def say(message: str) -> None:
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


sys.exit(
    check_files(chosen.files, rules=chosen.rules, as_json=chosen.json, say=say, complain=complain)
)
