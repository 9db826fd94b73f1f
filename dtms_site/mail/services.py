"""The outbox: news is a row in the same transaction as what it tells of, then a mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q

from dtms_site import clock
from dtms_site.mail import bounces, catalogue, letters, optional
from dtms_site.mail.delivery import Refused, TryLater, deliver
from dtms_site.mail.enums import MailState
from dtms_site.mail.harmless import harmless
from dtms_site.mail.models import MailRefusal, OutboxMessage
from dtms_site.web import doorbell

SEND = "dtms_site.mail.tasks.send"
LEASE = timedelta(minutes=5)
# Some three days: a server that is away may be back by then.
MOST_ATTEMPTS = 25
LONGEST_WAIT = timedelta(hours=4)
PACE = timedelta(minutes=1)
DONE = (
    MailState.SENT, MailState.SHOWN, MailState.FAILED, MailState.BOUNCED, MailState.CANCELLED,
)  # fmt: skip
FORGOTTEN = "removed@closed.invalid"
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

    Returns the row, or None when this news was told before or its reader wants none of its
    kind. It leaves after the transaction has been committed; a `held` one waits for a chair.
    """
    if catalogue.kind_of(kind).optional and optional.is_refused(kind, to.email):
        return None
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
            "to_domain": to.email.rpartition("@")[2].lower(),
            "to_name": to.name[:200],
            "to_user_id": to.user_id,
            "reply_to": edition.reply_to if edition else "",
            "subject": letter.subject,
            "text": letter.text,
            "reason": letter.why,
            "stays_on_screen": edition is not None and edition.keeps_mail_on_screen,
            "state": _first_state(held, edition),
            "created_at": clock.now(edition),
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
    return harmless(everywhere | {name: str(value) for name, value in values.items()})


def address(path: str) -> str:
    """The full address of a page, on the configured site and never on the request's host."""
    return f"{settings.SITE_ADDRESS}{path}"


def send(message_id: int) -> None:
    """Deliver one row if it is due. One worker at a time holds the lease; any may retry."""
    now = clock.now()
    row = OutboxMessage.objects.filter(pk=message_id).due(now).first()
    if row is None or _must_wait(row, now) or not _lease(row, now):
        return
    kind = catalogue.kind_of(row.kind)
    if kind.guard is not None and not kind.guard(row):
        _finish(row, MailState.CANCELLED, error="The reader may no longer know this.")
        return
    try:
        deliver(row, kind.attach(row) if kind.attach is not None else None)
    except Refused as refusal:
        _finish(row, MailState.FAILED, error=str(refusal))
    except TryLater as trouble:
        _put_back(row, trouble)
    else:
        text = ERASED if kind.secret else row.text
        _finish(row, MailState.SENT, sent_at=clock.now(), text=text)


def _lease(row: OutboxMessage, now: datetime) -> bool:
    """Take the row for some minutes, unless another worker was faster."""
    taken = (
        OutboxMessage.objects.filter(pk=row.pk)
        .due(now)
        .update(
            state=MailState.SENDING,
            leased_until=now + LEASE,
            tried_at=now,
            attempts=F("attempts") + 1,
        )
    )
    row.attempts += 1
    row.leased_until = now + LEASE
    return bool(taken)


def _must_wait(row: OutboxMessage, now: datetime) -> bool:
    """Each domain gets so many mails a minute. Codes that somebody waits for go before."""
    if catalogue.kind_of(row.kind).urgent:
        return False
    lately = OutboxMessage.objects.filter(to_domain=row.to_domain, tried_at__gt=now - PACE)
    if lately.count() < settings.MAIL_PER_MINUTE:
        return False
    OutboxMessage.objects.filter(pk=row.pk, state=MailState.QUEUED).update(not_before=now + PACE)
    return True


def _finish(row: OutboxMessage, state: MailState, *, error: str = "", **changes: Any) -> None:
    """Let the row go in this state, if the lease is still ours: it may have run out meanwhile."""
    OutboxMessage.objects.filter(
        pk=row.pk, state=MailState.SENDING, leased_until=row.leased_until
    ).update(state=state, leased_until=None, last_error=error[:300], **changes)


def _put_back(row: OutboxMessage, trouble: TryLater) -> None:
    now = clock.now()
    if row.attempts >= MOST_ATTEMPTS:
        _finish(row, MailState.FAILED, error=str(trouble))
        return
    wait = min(trouble.wait * 2 ** min(row.attempts - 1, 12), LONGEST_WAIT)
    _finish(row, MailState.QUEUED, error=str(trouble), not_before=now + wait)
    if trouble.busy:
        rest = OutboxMessage.objects.filter(to_domain=row.to_domain, state=MailState.QUEUED)
        rest.filter(not_before__lt=now + wait).update(not_before=now + wait)


def note_bounce(public_id: str, words: str) -> bool:
    """A mail that had left came back. False for one that is not ours, or known to be back."""
    gone = OutboxMessage.objects.filter(public_id__iexact=public_id, state=MailState.SENT)
    return bool(gone.update(state=MailState.BOUNCED, last_error=words[:300]))


def take_bounces(maildir: Path) -> tuple[int, int]:
    """Read the new mails of this maildir. Returns how many were bounces, and how many were not.

    Each is put among those that were seen once its row is written: after a fault it is read again.
    """
    noted = others = 0
    for raw, folder, key in bounces.in_maildir(maildir):
        found = bounces.read(raw)
        if found and note_bounce(found.public_id, found.words):
            noted += 1
        else:
            others += 1
        bounces.seen(folder, key)
    return noted, others


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


def forget_reader(user_id: int, addresses: Iterable[str]) -> None:
    """Stop what waits for this person, and take their address and words out of what has left."""
    rows = OutboxMessage.objects.to_person(user_id, addresses)
    cancel(rows)
    _forget(rows.filter(state__in=DONE))
    MailRefusal.objects.filter(email__in=addresses).delete()


def forget_delivered(kind: str, user_ids: Iterable[int]) -> int:
    """Take these people's addresses out of mails of this kind that are done. Returns how many."""
    rows = OutboxMessage.objects.filter(kind=kind, to_user_id__in=user_ids, state__in=DONE)
    return _forget(rows.exclude(to_email=FORGOTTEN))


def _forget(rows: Any) -> int:
    gone = {"to_email": FORGOTTEN, "to_domain": "closed.invalid", "to_name": ""}
    return int(rows.update(text="Removed with the account it went to.", **gone))


def seal(edition: Edition, beginnings: Iterable[str], kinds: Iterable[str]) -> int:
    """Take the words out of an edition's mails of these kinds that are done. Returns how many."""
    wanted = Q(kind__in=kinds)
    for beginning in beginnings:
        wanted |= Q(kind__startswith=beginning)
    rows = OutboxMessage.objects.of(edition).filter(wanted, state__in=DONE)
    return int(rows.update(text="Removed when the edition was sealed.", last_error=""))
