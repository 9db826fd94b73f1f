"""Which mails and texts the sets hold, said once more row by row."""

from datetime import timedelta
from itertools import product
from types import SimpleNamespace

import pytest

from dtms_site.mail.enums import MailState
from dtms_site.mail.models import MailText, OutboxMessage
from tests.editions import OPEN
from tests.grid import Made, same, where

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HOUR = timedelta(hours=1)
MOMENTS = (OPEN - HOUR, OPEN, OPEN + HOUR)
HERE, ELSEWHERE = SimpleNamespace(pk=1), SimpleNamespace(pk=2)


@pytest.fixture
def mails(db: None) -> list[Made]:
    """In every state, to wait and held until before, at and after the moment, here and not."""
    rows = [
        OutboxMessage(
            key=f"{n}", kind="x", edition_id=edition.pk, to_email=f"p{n % 5}@invented.example",
            to_name=("Elif Saydan", "Nils Ek")[n % 2], subject=("Your paper", "100% done")[n % 3 % 2],
            state=state, created_at=OPEN + timedelta(minutes=n * 7 % 4), not_before=start,
            leased_until=lease, tried_at=start, sent_at=lease,
        )
        for n, (edition, state, start, lease) in enumerate(
            product((HERE, ELSEWHERE), MailState, MOMENTS, MOMENTS)
        )
    ]  # fmt: skip
    OutboxMessage.objects.bulk_create(rows)
    return [Made(row) for row in rows]


def test_what_may_leave_now(mails: list[Made]):
    def is_due(mail: Made) -> bool:
        waits = mail.row.state == "queued" and mail.row.not_before <= OPEN
        return waits or (mail.row.state == "sending" and mail.row.leased_until <= OPEN)

    same(OutboxMessage.objects.all().due(OPEN), where(mails, is_due))


def test_mails_of_an_edition_by_words_newest_first(mails: list[Made]):
    rows = OutboxMessage.objects
    same(rows.of(HERE), where(mails, lambda m: m.row.edition_id == 1))
    for words in ("SAYDAN", "p3@", "your paper", "100%"):
        told = (
            mail
            for mail in mails
            if any(
                words.lower() in text.lower()
                for text in (mail.row.to_name, mail.row.to_email, mail.row.subject)
            )
        )
        same(rows.all().mentioning(words), told)
    newest = sorted(mails, key=lambda m: (m.row.created_at, m.row.pk), reverse=True)
    assert list(rows.newest_first()) == [mail.row for mail in newest]


def test_what_did_not_arrive_unless_something_did_later(mails: list[Made]):
    def is_lost(mail: Made) -> bool:
        return mail.row.state in {"bounced", "failed"} and not any(
            other.row.state == "sent"
            and other.row.to_email == mail.row.to_email
            and other.row.sent_at > mail.row.tried_at
            for other in mails
        )

    same(OutboxMessage.objects.all().undelivered(), where(mails, is_lost))


def test_the_newest_text_of_each_kind_in_each_edition_holds():
    told = {}
    for edition, kind in product((1, 2, 1), ("received", "accepted")):
        told[edition, kind] = MailText.objects.create(
            edition_id=edition, kind=kind, changed_at=OPEN, changed_by="Chen"
        )
    same(MailText.objects.all().current(), map(Made, told.values()))
    same(
        MailText.objects.of(HERE).current(),
        (Made(row) for (edition, _), row in told.items() if edition == 1),
    )
    assert MailText.objects.of(HERE).count() == 4


def test_mails_to_a_person_by_account_or_by_an_address_where_no_account_is_noted():
    told = []
    for n, (user, email) in enumerate(product((7, 8, None), ("a@x.example", "b@x.example"))):
        row = OutboxMessage.objects.create(
            key=f"{n}", kind="x", to_user_id=user, to_email=email, created_at=OPEN, not_before=OPEN
        )
        told.append(Made(row, (user, email)))
    mine = [made for made in told if made.paper[0] == 7 or made.paper == (None, "a@x.example")]
    same(OutboxMessage.objects.all().to_person(7, ["a@x.example"]), mine)
