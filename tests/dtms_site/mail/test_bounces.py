"""Mail that comes back is known by its own address, or by what it encloses."""

import mailbox

import pytest
from django.core.management import call_command

from dtms_site import clock
from dtms_site.mail import bounces, services
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from tests.dtms_site.mail.test_delivery import plain, smtp

__all__ = ["smtp"]
pytestmark = [pytest.mark.django_db]
DSN = """\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@x.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} user unknown

--b
Content-Type: text/rfc822-headers

From: DTMS <dtms@localhost>
Message-ID: {message_id}

--b--
"""
PROSE = """\
From: postmaster@mx.example
To: {to}
Subject: failure notice

Hi. This is the qmail-send program.
<ada@x.example>:
Remote host said: 550 5.1.1 no such user here
"""
AWAY = """\
From: Ada <ada@x.example>
To: {to}
Subject: Out of office
Auto-Submitted: auto-replied

I am back on Monday. My extension is 550 and my room 5.1.1.
"""


@pytest.fixture
def row(smtp):
    found = plain()
    services.send(found.pk)
    found.refresh_from_db()
    assert found.state == MailState.SENT
    return found


def own(row):
    return f"bounces+{row.public_id}@dtms.example"


def dsn(to="bounces@dtms.example", message_id="<x@y>", action="failed", status="5.1.1"):
    return DSN.format(to=to, message_id=message_id, action=action, status=status).encode()


def test_a_report_is_known_by_the_address_it_came_to(row):
    assert bounces.read(dsn(own(row))) == bounces.Bounce(row.public_id, "5.1.1 5.1.1 user unknown")


def test_a_report_is_known_by_the_mail_it_encloses(row):
    found = bounces.read(dsn(message_id=f"<{row.public_id}@localhost>"))
    assert found.public_id == row.public_id


def test_prose_is_read_for_its_code(row):
    found = bounces.read(PROSE.format(to=own(row)).encode())
    assert found == bounces.Bounce(row.public_id, "550 5.1.1 no such user here")


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_delay_is_no_bounce(row, action):
    assert bounces.read(dsn(own(row), action=action, status="4.4.1")) is None


def test_somebody_who_is_away_has_the_mail(row):
    assert bounces.read(AWAY.format(to=own(row)).encode()) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\x00" * 100, b"\xff\xfe: x\n\n", b"To: " + b"+" * 9999 + b"\n\n",
        b"Content-Type: multipart/report; boundary=\"b\"\n\n--b\n--b\n--b--",
        b"Content-Type: message/delivery-status\n\n\x80\x80",
        b"From: postmaster\nContent-Type: text/plain; charset=nonsense\n\n550 x",
        b"Content-Type: message/rfc822\n" * 200,
    ],
)  # fmt: skip
def test_junk_is_no_bounce_and_no_fault(raw):
    assert bounces.read(raw) is None


def test_a_maildir_is_read_once_and_kept(row, tmp_path, capsys):
    folder = mailbox.Maildir(tmp_path / "mail")
    folder.add(dsn(own(row)))
    folder.add(b"From: x@y.example\n\nHello.")
    call_command("read_bounces", str(tmp_path / "mail"))
    assert "1 bounce noted; 1 mail" in capsys.readouterr().out
    row.refresh_from_db()
    assert (row.state, row.last_error) == (MailState.BOUNCED, "5.1.1 5.1.1 user unknown")
    assert len(folder) == 2
    call_command("read_bounces", str(tmp_path / "mail"))
    assert "0 bounces noted; 0 mails" in capsys.readouterr().out


def test_an_mbox_is_read_and_a_second_time_tells_nothing_new(row, tmp_path, capsys):
    path = tmp_path / "mbox"
    box = mailbox.mbox(path)
    box.add(dsn(own(row)))
    box.flush()
    for noted in ("1 bounce noted", "0 bounces noted"):
        call_command("read_bounces", str(path))
        assert noted in capsys.readouterr().out


def test_nobody_can_bounce_what_has_not_left(smtp):
    waiting = plain()
    assert not services.note_bounce(waiting.public_id, "5.1.1")
    assert OutboxMessage.objects.get().state == MailState.QUEUED


def test_what_came_back_can_be_sent_again(row, smtp):
    services.note_bounce(row.public_id.upper(), "5.1.1")
    row.refresh_from_db()
    assert row.state == MailState.BOUNCED
    services.resend(row)
    services.send(row.pk)
    row.refresh_from_db()
    assert row.state == MailState.SENT
    assert len(smtp.messages) == 2
    assert smtp.messages[0]["Message-ID"] == smtp.messages[1]["Message-ID"]
    assert row.sent_at <= clock.now()
