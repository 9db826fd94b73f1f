"""What a server's answer does to a mail, and how fast a domain is written to."""

from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from dtms_site import clock
from dtms_site.mail import catalogue, services
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from tests.dtms_site.mail.test_outbox import smtp, tell
from tests.services import free_port
from tests.smtp import Mailbox

__all__ = ["smtp"]
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MINUTE = timedelta(minutes=1)


def plain(address="ada@x.example", key="k"):
    """A mail that nobody waits for: its kind is not urgent."""
    return services.tell("committee.accepted", services.Recipient(address), {}, key=key)


def send(row, at):
    with clock.at(at):
        services.send(row.pk)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("answer", "state", "minutes"),
    [
        ("421 too many connections", MailState.QUEUED, 5),
        ("450 4.2.0 greylisted", MailState.QUEUED, 5),
        ("451 try again", MailState.QUEUED, 5),
        ("452 mailbox full", MailState.QUEUED, 15),
        ("430 busy", MailState.QUEUED, 1),
        ("550 5.1.1 no such user", MailState.FAILED, 0),
        ("554 5.7.1 not from you", MailState.FAILED, 0),
    ],
)
def test_the_code_says_whether_and_when_it_is_tried_again(smtp, answer, state, minutes):
    smtp.answer = lambda address: answer
    row, now = plain(), clock.now()
    send(row, now)
    assert (row.state, row.last_error) == (state, answer)
    if minutes:
        assert row.not_before == now + minutes * MINUTE
        assert send(row, row.not_before).not_before == now + 3 * minutes * MINUTE


def test_a_greylisting_server_gets_the_mail_five_minutes_later(smtp):
    smtp.answer = lambda address: "450 4.2.0 greylisted"
    row, now = plain(), clock.now()
    send(row, now)
    smtp.answer = lambda address: "250 OK"
    assert send(row, now + 4 * MINUTE).state == MailState.QUEUED
    assert send(row, now + 5 * MINUTE).state == MailState.SENT
    assert len(smtp.messages) == 1


def test_it_is_given_up_after_some_three_days(smtp):
    smtp.answer = lambda address: "451 try again"
    row, start = plain(), clock.now()
    at = start
    while row.state == MailState.QUEUED:
        send(row, at)
        at = row.not_before
    assert row.state == MailState.FAILED
    assert timedelta(days=2.5) < at - start < timedelta(days=4)


def test_a_server_that_lets_us_not_in_costs_nobody_their_mail(settings):
    """A wrong password answers 535: that is about us and not about the reader."""

    controller = Controller(
        Mailbox(), hostname="127.0.0.1", port=free_port(), auth_require_tls=False,
        authenticator=lambda *args: AuthResult(success=False, handled=False),
    )  # fmt: skip
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "dtms", "old"
    try:
        row = send(plain(), clock.now())
    finally:
        controller.stop()
    assert row.state == MailState.QUEUED
    assert "535" in row.last_error


def test_a_domain_gets_so_many_a_minute_and_others_are_not_held_up(smtp, settings):
    settings.MAIL_PER_MINUTE = 3
    rows = [plain(f"p{n}@big.example", f"{n}") for n in range(5)] + [plain("a@other.example", "o")]
    now = clock.now()
    for row in rows:
        send(row, now)
    assert [r.state for r in rows] == ["sent"] * 3 + ["queued"] * 2 + ["sent"]
    urgent = tell("late@big.example", "code")
    assert send(urgent, clock.now()).state == MailState.SENT
    for row in rows[3:5]:
        assert send(row, now + MINUTE + timedelta(seconds=1)).state == MailState.SENT


def test_a_busy_server_is_spared_by_all_mail_to_its_domain(smtp):
    smtp.answer = lambda address: "421 not now"
    first, second, other = plain(key="1"), plain(key="2"), plain("b@other.example", "3")
    now = clock.now()
    send(first, now)
    for row in (second, other):
        row.refresh_from_db()
    assert second.not_before == first.not_before == now + 5 * MINUTE
    assert other.not_before < now + MINUTE


def test_a_worker_whose_lease_ran_out_does_not_overwrite_what_another_did(smtp):
    row = plain()

    def another_worker_meanwhile(address):
        return "451 later"

    smtp.answer = another_worker_meanwhile
    now = clock.now()
    with clock.at(now):
        taken = OutboxMessage.objects.get(pk=row.pk)
        assert services._lease(taken, now)
    OutboxMessage.objects.filter(pk=row.pk).update(
        state=MailState.SENT, leased_until=None, sent_at=now
    )
    services._finish(taken, MailState.FAILED, error="late")
    row.refresh_from_db()
    assert (row.state, row.last_error) == (MailState.SENT, "")


def test_every_mail_says_where_it_comes_back_to_and_optional_ones_how_to_stop_them(
    smtp, settings, client
):
    settings.BOUNCE_ADDRESS = "bounces@dtms.example"
    optional, needed = plain(key="1"), tell("ada@x.example", "2")
    for row in (optional, needed):
        send(row, clock.now())
    first, second = smtp.messages
    assert first["From"] == settings.DEFAULT_FROM_EMAIL
    assert smtp.senders == [f"bounces+{row.public_id}@dtms.example" for row in (optional, needed)]
    assert second["List-Unsubscribe"] is None
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = (
        "".join(first["List-Unsubscribe"].split()).strip("<>").removeprefix(settings.SITE_ADDRESS)
    )
    assert b"Stop mail about who joins the committee" in client.get(link).content
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert plain(key="3") is None
    assert plain("other@x.example", "4") is not None
    client.post(link, {"again": "yes"})
    assert plain(key="5") is not None
    assert client.get("/me/mail/forged/").status_code == 404


def test_only_what_nobody_misses_can_be_stopped():
    assert {kind.key for kind in catalogue.kinds() if kind.optional} == {
        "chair.digest", "committee.accepted", "decision.reviewer_notice", "discussion.digest",
        "review.received", "review.revised", "review.thanks", "submission.draft_created",
        "submission.updated", "submission.withdrawal_noted",
    }  # fmt: skip
