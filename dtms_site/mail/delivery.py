"""One row to one SMTP conversation, and what the server's answer means."""

import smtplib
from datetime import timedelta
from email.utils import formataddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from dtms_site.mail import catalogue, letters, optional
from dtms_site.mail.catalogue import Attachment

LONGEST_NAME = 80
# A name that no server can have (RFC 2606): the people of a rehearsal are reached nowhere.
NOWHERE = ".invalid"
# How long to wait before the second try, by what the server said. Each further wait is twice as
# long. Greylisting servers take a mail after some five minutes, and say 450 or 451 until then.
FIRST_WAIT = {
    421: timedelta(minutes=5),
    450: timedelta(minutes=5),
    451: timedelta(minutes=5),
    452: timedelta(minutes=15),
}
SHORT_WAIT = timedelta(minutes=1)
# Answers about us and not about the reader: a wrong password must cost nobody their mail.
ABOUT_US = (
    smtplib.SMTPAuthenticationError, smtplib.SMTPConnectError, smtplib.SMTPHeloError,
    smtplib.SMTPSenderRefused,
)  # fmt: skip


class Refused(Exception):
    """The server will not take this mail, now or later."""


class TryLater(Exception):
    """The server is away, busy or greylisting, or does not let us in."""

    def __init__(self, words: str, wait: timedelta = SHORT_WAIT, *, busy: bool = False) -> None:
        super().__init__(words)
        self.wait = wait
        self.busy = busy
        """It wants less mail for now, not only this one later."""


def deliver(row: Any, attachment: Attachment | None = None) -> None:
    """Send one mail. Raises Refused or TryLater.

    The Message-ID is that of the row: should an answer be lost and the mail sent twice, the
    reader's program can tell that both are one.
    """
    if row.stays_on_screen or row.to_email.endswith(NOWHERE):
        raise Refused("This mail is for nobody outside this site.")
    is_optional = bool(catalogue.kind_of(row.kind).optional)
    text = row.text + (optional.last_lines(row) if is_optional else "")
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=text,
        from_email=return_path(row),
        to=[formataddr((_on_one_line(row.to_name), row.to_email))],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": message_id(row),
            "Auto-Submitted": "auto-generated",
            **(optional.headers(row) if is_optional else {}),
        },
        connection=get_connection(),
    )
    message.attach_alternative(letters.as_html(text, row.subject), "text/html")
    if attachment is not None:
        message.attach(attachment.name, attachment.content, attachment.mimetype)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        _judge(*next(iter(refusal.recipients.values())))
    except ABOUT_US as answer:
        raise TryLater(_words(answer.smtp_code, answer.smtp_error)) from answer
    except smtplib.SMTPResponseException as answer:
        _judge(answer.smtp_code, answer.smtp_error)
    except (smtplib.SMTPException, OSError) as trouble:
        raise TryLater(str(trouble)) from trouble


def _on_one_line(name: str) -> str:
    """A header takes no line breaks, and no more than some hundred bytes."""
    return " ".join(name.split())[:LONGEST_NAME]


def _judge(code: int, words: bytes | str) -> None:
    if 500 <= code < 600:
        raise Refused(_words(code, words))
    raise TryLater(_words(code, words), FIRST_WAIT.get(code, SHORT_WAIT), busy=code == 421)


def _words(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def message_id(row: Any) -> str:
    host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
    return f"<{row.public_id}@{host}>"


def return_path(row: Any) -> str:
    """Where servers send a mail back that they could not deliver: an address of this mail alone.

    Without a mailbox for bounces it is the address of the site.
    """
    if not settings.BOUNCE_ADDRESS:
        return str(settings.DEFAULT_FROM_EMAIL)
    mailbox, _, host = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{mailbox}+{row.public_id}@{host}"
