"""Mail that came back: which of ours it was, and why.

A bounce is known by the address that it was sent to, which names our mail, or by the Message-ID
of the mail that it encloses. What it says stands in a delivery status (RFC 3464); servers that
write prose instead are read for an SMTP code.
"""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from pathlib import Path

# What nobody needs of a mail that came back: attachments of the mail it encloses.
LONGEST = 512 * 1024
PUBLIC_ID = r"[A-Za-z0-9_-]{12,24}"
CODE = re.compile(r"\b(?P<code>[45]\d\d)[ -](?P<status>[45]\.\d{1,3}\.\d{1,3})?[^\n]{0,160}")
MESSAGE_ID = re.compile(rf"(?im)^message-id:\s*<({PUBLIC_ID})@")
ADDRESSED_IN = ("X-Original-To", "Delivered-To", "Envelope-To", "To")
ROBOTS = re.compile(r"mailer-daemon|postmaster|mail delivery", re.IGNORECASE)


@dataclass(frozen=True)
class Bounce:
    """`public_id` is that of the outbox's row."""

    public_id: str
    words: str


def read(raw: bytes) -> Bounce | None:
    """The bounce in this mail; None when it is none, only a delay, or not of a mail of ours."""
    message = message_from_bytes(raw[:LONGEST], policy=compat32)
    public_id = _addressed(message) or _enclosed(message)
    words = _said(message)
    return Bounce(public_id, words[:300]) if public_id and words else None


def _addressed(message: Message) -> str:
    for name in ADDRESSED_IN:
        for value in message.get_all(name, []):
            if found := re.search(rf"\+({PUBLIC_ID})@", str(value)):
                return found[1]
    return ""


def _enclosed(message: Message) -> str:
    """The Message-ID in the headers that came back with it."""
    for part in message.walk():
        is_copy = part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}
        if is_copy and (found := MESSAGE_ID.search(_text(part))):
            return found[1]
    return ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload.decode("utf-8", errors="replace")
    return part.as_string()


def _said(message: Message) -> str:
    """Why it came back; empty for a delay, and for a person's answer or absence."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            return _status(part)
    if not ROBOTS.search(str(message.get("From", ""))):
        return ""
    for part in message.walk():
        if part.get_content_type() == "text/plain" and (found := CODE.search(_text(part))):
            return " ".join(found[0].split()) if found["code"].startswith("5") else ""
    return ""


def _status(part: Message) -> str:
    """Of the blocks of a delivery status, each a set of headers, the first that failed."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        if str(block.get("Action", "")).strip().lower() == "failed":
            why = str(block.get("Diagnostic-Code", "")).partition(";")[2]
            return " ".join(f"{block.get('Status', '')} {why}".split())
    return ""


def in_maildir(path: Path) -> Iterator[tuple[bytes, mailbox.Maildir, str]]:
    """New mails of a maildir, with what is needed to put each among those that were seen."""
    folder = mailbox.Maildir(path, create=False)
    for key in sorted(folder.keys()):
        if not Path(path, "new", key).exists():
            continue
        yield folder.get_bytes(key), folder, key


def seen(folder: mailbox.Maildir, key: str) -> None:
    mail = folder[key]
    mail.set_subdir("cur")
    mail.add_flag("S")
    folder[key] = mail
