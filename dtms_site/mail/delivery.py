"""One row to one SMTP conversation, and what the server's answer means."""

import smtplib
from email.utils import formataddr
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from dtms_site.mail import letters
from dtms_site.mail.catalogue import Attachment

LONGEST_NAME = 80


class Refused(Exception):
    """The server will not take this mail, now or later."""


class TryLater(Exception):
    """The server is away, busy or greylisting."""


def deliver(row: Any, attachment: Attachment | None = None) -> None:
    """Send one mail. Raises Refused or TryLater.

    The Message-ID comes from the row's key: should an answer be lost and the mail sent twice,
    the reader's program can tell that both are one.
    """
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=row.text,
        to=[formataddr((_on_one_line(row.to_name), row.to_email))],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers={"Message-ID": message_id(row.key), "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    message.attach_alternative(letters.as_html(row.text, row.subject), "text/html")
    if attachment is not None:
        message.attach(attachment.name, attachment.content, attachment.mimetype)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        _judge(*next(iter(refusal.recipients.values())))
    except smtplib.SMTPResponseException as answer:
        _judge(answer.smtp_code, answer.smtp_error)
    except (smtplib.SMTPException, OSError) as trouble:
        raise TryLater(str(trouble)) from trouble


def _on_one_line(name: str) -> str:
    """A header takes no line breaks, and no more than some hundred bytes."""
    return " ".join(name.split())[:LONGEST_NAME]


def _judge(code: int, words: bytes | str) -> None:
    text = f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
    raise (Refused if 500 <= code < 600 else TryLater)(text)


def message_id(key: str) -> str:
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"<{sha256(f'{settings.SECRET_KEY}:{key}'.encode()).hexdigest()[:32]}@{host}>"
