import mailbox
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dtms_site.mail import bounces, services
from dtms_site.web.text import counted


class Command(BaseCommand):
    help = (
        "Reads mails that came back and notes them in the outbox: a maildir (new mails are put "
        "among the seen ones), an mbox file, or one mail on standard input (-)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", help="maildir, mbox file, or - for standard input")

    def handle(self, source: str, **options: Any) -> None:
        path = Path(source)
        if source == "-":
            noted, others = _take([sys.stdin.buffer.read(bounces.LONGEST)])
        elif Path(path, "new").is_dir():
            noted, others = services.take_bounces(path)
        elif path.is_file():
            noted, others = _take([message.as_bytes() for message in mailbox.mbox(path)])
        else:
            raise CommandError(f"{source} is neither a maildir nor an mbox file.")
        self.stdout.write(
            f"{counted(noted, 'bounce')} noted; {counted(others, 'mail')} tell of no mail of ours "
            "that was not known to be back"
        )


def _take(mails: list[bytes]) -> tuple[int, int]:
    found = [bounces.read(raw) for raw in mails]
    noted = sum(services.note_bounce(b.public_id, b.words) for b in found if b)
    return noted, len(mails) - noted
