"""Check the format of PDF files against the call's rules, without a database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from submissions.pdfcheck.cli import check_files
from submissions.pdfcheck.rules import RuleSet


class Command(BaseCommand):
    help = (
        "Check PDF files against the rules of the call. Exit code: 0 all accepted, 1 something "
        "rejected, 2 something to look at, 3 a file could not be opened."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one line of JSON for each file")
        parser.add_argument("files", nargs="+", metavar="FILE", help="a PDF, a directory, or -")

    def handle(self, *args: Any, **options: Any) -> None:
        code = check_files(
            options["files"],
            rules=RuleSet(),
            as_json=options["json"],
            say=self.stdout.write,
            complain=self.stderr.write,
        )
        sys.exit(code)
