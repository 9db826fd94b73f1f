from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from dtms_site.mail.services import address
from dtms_site.management import editions


class Command(BaseCommand):
    help = "Makes an edition from a TOML file; without a file, from the shipped DTMS example."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=editions.EXAMPLE)
        parser.add_argument("--slug", help="first part of its addresses")
        parser.add_argument(
            "--chair", action="append", default=[], metavar="PERSON",
            help="who runs it, such as: Ines Quiroga <ines@lagoa.example>",
        )  # fmt: skip
        parser.add_argument(
            "--submission", type=date.fromisoformat, metavar="YYYY-MM-DD",
            help="move all dates so that papers are due on this day",
        )  # fmt: skip

    def handle(self, **options: Any) -> None:
        try:
            found = editions.read(options["file"])
            if options["submission"]:
                found = editions.shift(found, options["submission"])
            if options["slug"]:
                found["slug"] = options["slug"]
            workshop = editions.create(found, chairs=options["chair"])
        except editions.BadFile as error:
            raise CommandError(str(error)) from error
        except (ValidationError, ValueError, TypeError) as error:
            raise CommandError(f"{options['file']}: {error}") from error
        self.stdout.write(f"{workshop.name}: {address(workshop.get_absolute_url())}")
        for chair in options["chair"]:
            self.stdout.write(f"{chair} is chair, and signs in with a code sent to that address.")
