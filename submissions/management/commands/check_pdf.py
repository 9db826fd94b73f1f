"""Check the format of PDF files against the call's rules, without a database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from submissions.pdfcheck.cli import SUMMARY, add_arguments, check_files


class Command(BaseCommand):
    help = SUMMARY
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        code = check_files(
            options["files"],
            rules=options["rules"],
            as_json=options["json"],
            say=self.stdout.write,
            complain=self.stderr.write,
        )
        sys.exit(code)
