"""Mails that somebody may do without: their address for leaving, and who has left.

The link is signed and names address and kind. It needs no account: whoever holds the mail may
stop it, in one click of the mail program too (RFC 8058).
"""

from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from dtms_site.mail import catalogue
from dtms_site.mail.models import MailRefusal

SALT = "mail.unsubscribe"


def headers(row: Any) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{_link(row)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def last_lines(row: Any) -> str:
    """For programs that show no button of their own. Not kept: the link is the reader's alone."""
    return f"\n\nNo more mail {catalogue.kind_of(row.kind).optional}:\n{_link(row)}"


def _link(row: Any) -> str:
    return f"{settings.SITE_ADDRESS}{leaving_path(row.kind, row.to_email)}"


def leaving_path(kind: str, email: str) -> str:
    return reverse("unsubscribe", args=[signing.dumps([kind, email.lower()], salt=SALT)])


def read_token(token: str) -> tuple[str, str] | None:
    """(kind, address) of a link, or None for one that we did not make."""
    try:
        kind, email = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return kind, email


@transaction.atomic
def refuse(*, kind: str, email: str) -> None:
    MailRefusal.objects.get_or_create(kind=kind, email=email.lower())


@transaction.atomic
def want_again(*, kind: str, email: str) -> None:
    MailRefusal.objects.filter(kind=kind, email=email.lower()).delete()


def is_refused(kind: str, email: str) -> bool:
    return MailRefusal.objects.filter(kind=kind, email=email.lower()).exists()


def refused_by(email: str) -> set[str]:
    return set(MailRefusal.objects.filter(email=email.lower()).values_list("kind", flat=True))
