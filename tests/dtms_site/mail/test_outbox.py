from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.mail import services as mail
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from tests.editions import make_edition, submitted
from tests.smtp import SmtpServer, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def smtp(settings):
    with SmtpServer() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield server.mailbox


def tell(address="ada@x.example", key="k", **more):
    values = {"code": "123 456", "address": address}
    return mail.tell("account.code", mail.Recipient(address), values, key=key, **more)


def test_a_mail_reaches_its_one_reader(smtp):
    row = tell()
    mail.send(row.pk)
    row.refresh_from_db()
    assert row.state == MailState.SENT
    assert smtp.recipients == [["ada@x.example"]]
    assert "123 456" in text_of(smtp.messages[0])
    assert smtp.messages[0]["Message-ID"].startswith("<")


def test_the_same_news_is_told_once(smtp):
    assert tell() is not None
    assert tell() is None
    assert OutboxMessage.objects.count() == 1


def test_a_code_is_erased_once_it_has_left(smtp):
    row = tell()
    mail.send(row.pk)
    row.refresh_from_db()
    assert "123 456" not in row.text


def test_sending_twice_sends_once(smtp):
    row = tell()
    mail.send(row.pk)
    mail.send(row.pk)
    assert len(smtp.messages) == 1


def test_a_refusal_is_final_and_told(smtp):
    smtp.answer = lambda address: "550 no such mailbox"
    row = tell()
    mail.send(row.pk)
    row.refresh_from_db()
    assert (row.state, row.last_error) == (MailState.FAILED, "550 no such mailbox")


def test_a_busy_server_is_asked_again_later(smtp):
    smtp.answer = lambda address: "451 try later"
    row = tell()
    mail.send(row.pk)
    row.refresh_from_db()
    assert row.state == MailState.QUEUED
    assert row.not_before > clock.now()
    smtp.answer = lambda address: "250 OK"
    with clock.at(row.not_before):
        mail.send(row.pk)
    assert len(smtp.messages) == 1


def test_a_server_that_is_away_costs_nothing(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    row = tell()
    mail.send(row.pk)
    row.refresh_from_db()
    assert row.state == MailState.QUEUED


def test_a_worker_that_died_gives_its_mail_back(smtp):
    row = tell()
    OutboxMessage.objects.filter(pk=row.pk).update(
        state=MailState.SENDING, leased_until=clock.now() + mail.LEASE
    )
    assert mail.due_ids() == []
    with clock.at(clock.now() + mail.LEASE + timedelta(seconds=1)):
        assert mail.due_ids() == [row.pk]
        mail.send(row.pk)
    assert len(smtp.messages) == 1


def test_urgent_mail_goes_first(smtp, ada_author):
    paper = submitted(make_edition(), ada_author)
    OutboxMessage.objects.all().delete()
    slow = mail.tell(
        "submission.withdrawn", mail.Recipient("b@x.example"), {}, key="b", about=paper
    )
    quick = tell()
    assert mail.due_ids() == [quick.pk, slow.pk]


def test_the_policy_is_asked_again_when_a_mail_leaves(smtp, ada_author, cora_coauthor):
    paper = submitted(make_edition(), ada_author, coauthors=(cora_coauthor,))
    OutboxMessage.objects.all().delete()
    row = mail.tell(
        "submission.withdrawn", mail.Recipient(cora_coauthor.email, user_id=cora_coauthor.pk),
        {}, key="x", about=paper,
    )  # fmt: skip
    paper.authors.filter(user=cora_coauthor).delete()
    mail.send(row.pk)
    row.refresh_from_db()
    assert row.state == MailState.CANCELLED
    assert smtp.messages == []


def test_a_held_mail_waits_until_it_is_let_go(smtp):
    row = tell(held=True)
    mail.send(row.pk)
    assert smtp.messages == []
    mail.send_now(OutboxMessage.objects.all())
    mail.send(row.pk)
    assert len(smtp.messages) == 1


def test_a_stopped_mail_never_leaves(smtp):
    row = tell(delay=timedelta(minutes=10))
    assert mail.cancel(OutboxMessage.objects.all()) == 1
    with clock.at(clock.now() + timedelta(hours=1)):
        mail.send(row.pk)
    assert smtp.messages == []


def test_mail_of_a_sample_edition_stays_on_screen(smtp, ada_author):
    workshop = make_edition()
    workshop.keeps_mail_on_screen = True
    row = mail.tell(
        "submission.withdrawn", mail.Recipient("a@x.example"), {}, key="s", edition=workshop
    )
    mail.send(row.pk)
    row.refresh_from_db()
    assert row.state == MailState.SHOWN
    assert smtp.messages == []
