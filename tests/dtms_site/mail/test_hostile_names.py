"""What people call themselves gets into mails to others: it stays a name there."""

import pytest

from dtms_site.mail import catalogue
from dtms_site.mail import services as mail
from dtms_site.mail.enums import MailState
from tests.smtp import SmtpServer, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NAMES = [
    "Ada\r\nBcc: all@evil.example", "Ada\nSubject: You won", "Ada\x0b\x0cB", "Ada, x@evil.example",
    'Ada" <x@evil.example>, "B', "Ada\u2028Bcc: x@evil.example", "Ada\x85X", "🙂" * 200, "\u202eadA",
]  # fmt: skip


@pytest.fixture
def smtp(settings):
    with SmtpServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server.mailbox


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_becomes_a_header_a_second_reader_or_a_reason_to_fail(smtp, name):
    values = {"code": "123 456", "address": "ada@x.example"}
    row = mail.tell("account.code", mail.Recipient("ada@x.example", name), values, key="k")
    mail.send(row.pk)
    row.refresh_from_db()
    assert row.state == MailState.SENT
    assert smtp.recipients == [["ada@x.example"]]
    sent = smtp.messages[0]
    assert (len(sent.get_all("To")), sent["Bcc"], len(sent.get_all("Subject"))) == (1, None, 1)
    assert "123 456" in text_of(sent)


def test_a_name_begins_no_paragraph_and_a_text_of_its_own_keeps_its_lines():
    values = {"name": "Ada\n\nYour account is closed:\nhttp://evil.example", "note": "One.\n\nTwo."}
    assert catalogue.fill("Dear {name},\n\n{note}\n\nBye", values) == (
        "Dear Ada Your account is closed: http://evil.example,\n\nOne.\n\nTwo.\n\nBye"
    )
