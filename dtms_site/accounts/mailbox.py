"""Mail that an embedded site without a mail server writes into files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import islice
from pathlib import Path

# How Django's file backend ends each mail in a file.
END = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class MailFile:
    sent_at: datetime | None
    to: str
    subject: str
    text: str


def newest(folder: Path, most: int) -> list[MailFile]:
    """The last `most` mails of the folder, newest first."""
    return list(islice(_mails(folder), most))


def _mails(folder: Path) -> Iterator[MailFile]:
    # Their names begin with the time at which they were written.
    for path in sorted(folder.glob("*.log"), reverse=True):
        for mail in reversed(path.read_bytes().split(END)):
            if mail.strip():
                yield _read(mail)


def _read(mail: bytes) -> MailFile:
    message: EmailMessage = message_from_bytes(mail.lstrip(), policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    date = message["Date"]
    return MailFile(
        sent_at=date.datetime if date else None,
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body.get_content().strip() if body else "",
    )
