"""The outbox: news is a row in the same transaction as what it tells of, then a mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model

from dtms_site import clock
from dtms_site.mail import catalogue, letters
from dtms_site.mail.delivery import Refused, TryLater, deliver
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from dtms_site.web import doorbell

SEND = "dtms_site.mail.tasks.send"
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=4)
ERASED = "This text held a code or a one-time link. It was erased after it left."


class Edition(Protocol):
    """What the outbox needs to know of an edition."""

    pk: Any
    keeps_mail_on_screen: bool
    clock_offset: timedelta

    @property
    def mail_prefix(self) -> str: ...

    @property
    def reply_to(self) -> str: ...

    def get_absolute_url(self) -> str: ...


@dataclass(frozen=True)
class Recipient:
    email: str
    name: str = ""
    user_id: int | None = None


def tell(
    kind: str, to: Recipient, values: Mapping[str, Any], *, key: str,
    edition: Edition | None = None, about: Model | None = None,
    held: bool = False, delay: timedelta = timedelta(),
) -> OutboxMessage | None:  # fmt: skip
    """Write one mail to one person into the outbox, once for each `key`.

    Returns the row, or None when this news was told before. It leaves after the transaction
    has been committed; a `held` one waits for `release`.
    """
    letter = letters.write(
        kind, values_for(values, to, edition), prefix=_prefix(edition), edition=edition
    )
    now = clock.now()
    row, created = OutboxMessage.objects.get_or_create(
        key=f"{kind}:{key}"[:200],
        defaults={
            "kind": kind,
            "edition_id": edition.pk if edition else None,
            "about": about._meta.label if about else "",
            "about_id": about.pk if about else None,
            "to_email": to.email,
            "to_name": to.name[:200],
            "to_user_id": to.user_id,
            "reply_to": edition.reply_to if edition else "",
            "subject": letter.subject,
            "text": letter.text,
            "reason": letter.why,
            "state": _first_state(held, edition),
            "created_at": now,
            "not_before": now + delay,
        },
    )
    if not created:
        return None
    if row.state == MailState.QUEUED and not delay:
        doorbell.ring(SEND, row.pk)
    return row


def _first_state(held: bool, edition: Edition | None) -> MailState:
    if edition is not None and edition.keeps_mail_on_screen:
        return MailState.SHOWN
    return MailState.HELD if held else MailState.QUEUED


def _prefix(edition: Edition | None) -> str:
    return edition.mail_prefix if edition else settings.ACCOUNT_EMAIL_SUBJECT_PREFIX


def values_for(values: Mapping[str, Any], to: Recipient, edition: Edition | None) -> dict[str, str]:
    everywhere = {
        "name": to.name or "colleague",
        "site": settings.SITE_ADDRESS,
        "edition": str(edition) if edition else "DTMS",
        "edition_url": address(edition.get_absolute_url()) if edition else settings.SITE_ADDRESS,
    }
    return everywhere | {name: str(value) for name, value in values.items()}


def address(path: str) -> str:
    """The full address of a page, on the configured site and never on the request's host."""
    return f"{settings.SITE_ADDRESS}{path}"


def send(message_id: int) -> None:
    """Deliver one row if it is due. One worker at a time holds the lease; any may retry."""
    now = clock.now()
    due = OutboxMessage.objects.filter(pk=message_id).due(now)
    if not due.update(
        state=MailState.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1
    ):
        return
    row = OutboxMessage.objects.get(pk=message_id)
    kind = catalogue.kind_of(row.kind)
    if kind.guard is not None and not kind.guard(row):
        _finish(row, MailState.CANCELLED, error="The reader may no longer know this.")
        return
    try:
        deliver(row, kind.attach(row) if kind.attach is not None else None)
    except Refused as refusal:
        _finish(row, MailState.FAILED, error=str(refusal))
    except TryLater as trouble:
        _put_back(row, str(trouble))
    else:
        text = ERASED if kind.secret else row.text
        _finish(row, MailState.SENT, sent_at=clock.now(), text=text)


def _finish(row: OutboxMessage, state: MailState, *, error: str = "", **changes: Any) -> None:
    OutboxMessage.objects.filter(pk=row.pk).update(
        state=state, leased_until=None, last_error=error[:300], **changes
    )


def _put_back(row: OutboxMessage, error: str) -> None:
    if row.attempts >= MOST_ATTEMPTS:
        _finish(row, MailState.FAILED, error=error)
        return
    wait = min(timedelta(minutes=1) * 2 ** (row.attempts - 1), LONGEST_WAIT)
    _finish(row, MailState.QUEUED, error=error, not_before=clock.now() + wait)


def due_ids(limit: int = 500) -> list[int]:
    """What the sweep should send now, urgent mail first."""
    urgent = [kind.key for kind in catalogue.kinds() if kind.urgent]
    due = OutboxMessage.objects.due(clock.now()).order_by("created_at")
    first = list(due.filter(kind__in=urgent).values_list("pk", flat=True)[:limit])
    rest = list(due.exclude(kind__in=urgent).values_list("pk", flat=True)[: limit - len(first)])
    return first + rest


@transaction.atomic
def send_now(rows: Any) -> int:
    """Let held or waiting mail go. Returns how many."""
    waiting = rows.filter(state__in=[MailState.HELD, MailState.QUEUED])
    ids = list(waiting.values_list("pk", flat=True))
    OutboxMessage.objects.filter(pk__in=ids).update(state=MailState.QUEUED, not_before=clock.now())
    for pk in ids:
        doorbell.ring(SEND, pk)
    return len(ids)


def cancel(rows: Any) -> int:
    """Stop what has not left. Returns how many."""
    waiting = rows.filter(state__in=[MailState.HELD, MailState.QUEUED])
    return int(waiting.update(state=MailState.CANCELLED))


def resend(row: OutboxMessage) -> None:
    """Queue a failed or bounced mail once more."""
    changed = OutboxMessage.objects.filter(
        pk=row.pk, state__in=[MailState.FAILED, MailState.BOUNCED, MailState.CANCELLED]
    ).update(state=MailState.QUEUED, not_before=clock.now(), attempts=0, last_error="")
    if changed:
        doorbell.ring(SEND, row.pk)
