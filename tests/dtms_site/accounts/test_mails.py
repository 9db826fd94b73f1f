from pathlib import Path

import allauth
import pytest
from django.test import Client
from django.urls import reverse

from dtms_site.accounts.adapter import CHANGES, LETTERS
from dtms_site.mail import catalogue
from dtms_site.mail import services as mail
from dtms_site.mail.models import OutboxMessage
from dtms_site.mail.services import ERASED
from tests.dtms_site.accounts.flows import (
    RESET,
    ask_for_code,
    code_for,
    enter,
    enter_with_password,
    mails_to,
    sign_up,
)
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
# Mails of ways that this site does not offer: links instead of codes, other sites' accounts.
NOT_SENT = {
    "account/email/email_confirm", "account/email/password_reset_code",
    "socialaccount/email/account_connected", "socialaccount/email/account_disconnected",
}  # fmt: skip


def shipped_by_allauth() -> set[str]:
    folder = Path(allauth.__file__).parent / "templates"
    return {
        str(path.relative_to(folder)).removesuffix("_subject.txt")
        for path in folder.rglob("email/*_subject.txt")
    }


def test_every_mail_that_allauth_can_send_has_our_words():
    assert shipped_by_allauth() == (set(LETTERS) | set(CHANGES) | NOT_SENT) - {
        "account/email/email_added"
    }


@pytest.mark.parametrize("kind", [k.key for k in catalogue.kinds() if k.key.startswith("account.")])
def test_every_mail_has_a_text_that_can_be_filled_in(kind):
    subject, body = catalogue.source(kind)
    assert subject
    assert "{why}" in body


@pytest.mark.parametrize(
    ("kind", "is_secret"),
    [("account.code", True), ("account.verify", True), ("account.reset", True),
     ("account.exists", False), ("account.unknown", False), ("account.changed", False)],
)  # fmt: skip
def test_what_opens_an_account_is_marked_secret(kind, is_secret):
    assert catalogue.kind_of(kind).secret is is_secret


def test_codes_and_links_are_erased_when_they_have_left(client, ada_author):
    ask_for_code(client, ada_author.email)
    code = code_for(ada_author.email)
    Client().post(RESET, {"email": ada_author.email})
    sign_up(Client(), "nora@fjordheim.example")
    rows = list(
        OutboxMessage.objects.filter(kind__in=["account.code", "account.reset", "account.verify"])
    )
    assert len(rows) == 3
    for row in rows:
        mail.send(row.pk)
        row.refresh_from_db()
        assert row.text == ERASED
        assert code not in row.subject


def test_the_subject_holds_no_code(client, ada_author):
    ask_for_code(client, ada_author.email)
    mail_ = mails_to(ada_author.email)[0]
    assert mail_.subject == "[DTMS] Your sign-in code"
    assert code_for(ada_author.email) not in mail_.subject


def test_a_mail_is_plain_text_to_one_reader_and_says_why(client, ada_author):
    ask_for_code(client, ada_author.email)
    row = mails_to(ada_author.email)[0]
    assert (row.to_email, row.to_user_id) == (ada_author.email, None)
    assert "You get this because" in row.text
    assert "<" not in row.text
    assert max(map(len, row.text.splitlines())) <= 72


def test_a_notice_says_what_when_and_from_where(ada_author):
    client = Client(headers={"user-agent": FIREFOX})
    enter_with_password(client, ada_author.email, PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": "four plain words in a row"}
    client.post(reverse("account_change_password"), form)
    text = mails_to(ada_author.email, "account.changed")[0].text
    assert "the password was changed" in text
    assert "from Firefox on Linux, 127.0.0.1" in text
    assert " UTC" in text


def test_what_a_browser_says_of_itself_gets_into_no_mail(ada_author):
    client = Client(headers={"user-agent": "Click https://evil.example now"})
    enter_with_password(client, ada_author.email, PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": "four plain words in a row"}
    client.post(reverse("account_change_password"), form)
    assert "evil" not in mails_to(ada_author.email, "account.changed")[0].text


def test_a_name_that_looks_like_a_placeholder_stays_as_it_is(client):
    sign_up(client, "nora@fjordheim.example", given_name="{code}", family_name="{site}")
    code = code_for("nora@fjordheim.example")
    client.post(reverse("account_email_verification_sent"), {"code": code})
    enter(Client(), "nora@fjordheim.example")
    assert "{" not in mails_to("nora@fjordheim.example")[0].text


def test_mail_to_somebody_without_a_name_calls_them_by_none(client):
    enter(client, "nora@fjordheim.example")
    client.post(reverse("account_set_password"), {"password1": "four plain words in a row"})
    assert mails_to("nora@fjordheim.example", "account.changed")[0].to_name == ""
