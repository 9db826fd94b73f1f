import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from dtms_site.accounts import admin
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import holder_of
from dtms_site.audit.models import AuditEvent
from tests.dtms_site.accounts.flows import ENTRANCE, SECURITY, add_app, enter, mails_to, person_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
MAILBOX = reverse("mailbox")
ACCOUNTS = reverse("admin:accounts_user_changelist")
ADMIN_PAGES = [
    reverse("admin:index"), ACCOUNTS, reverse("admin:jsi18n"), reverse("admin:app_list", args=["accounts"]),
    reverse("admin:accounts_user_change", args=[1]), reverse("admin:accounts_user_history", args=[1]),
    reverse("admin:accounts_user_add"), reverse("admin:accounts_user_delete", args=[1]), MAILBOX,
]  # fmt: skip


@pytest.fixture
def olga(client, olga_operator):
    User.objects.filter(pk=olga_operator.pk).update(is_staff=True)
    enter(client, olga_operator.email)
    return client


@pytest.fixture
def mail_folder(settings, tmp_path):
    settings.MAIL_IN_FILES, settings.MAIL_DIRECTORY = True, tmp_path
    return tmp_path


def change_page(user):
    return reverse("admin:accounts_user_change", args=[user.pk])


def form_of(user, **changes):
    names = ("given_name", "family_name", "affiliation", "country", "orcid", "time_zone")
    return {**{n: getattr(user, n) for n in names}, "is_active": "on", **changes}


def create_operator(address):
    out = StringIO()
    call_command("create_operator", address, stdout=out)
    return out.getvalue().split()[-1].partition("localhost:8000")[2]


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_for_anybody_but_operators_there_is_no_such_page(client, ada_author, page):
    missing = client.get("/admin/there/is/no/such/page/").status_code
    enter(client, ada_author.email)
    answer = client.get(page)
    assert answer.status_code == missing == 404
    assert "not yours to see" in answer.content.decode()


@pytest.mark.parametrize("page", ADMIN_PAGES)
def test_whoever_is_not_signed_in_is_sent_to_our_entrance(client, page):
    assert client.get(page)["Location"] == f"{ENTRANCE}?next={page}"


def test_the_sign_in_page_of_the_admin_is_ours(client, olga_operator):
    answer = client.get(reverse("admin:login"))
    assert answer["Location"] == f"{ENTRANCE}?next=/admin/"
    assert (
        client.post(reverse("admin:login"), {"username": "x", "password": "y"}).status_code == 302
    )


def test_a_superuser_who_is_no_operator_gets_nothing(client, ada_author):
    User.objects.filter(pk=ada_author.pk).update(is_superuser=True, is_staff=False)
    enter(client, ada_author.email)
    assert client.get(ACCOUNTS).status_code == 404


def test_operators_see_accounts_and_nothing_else(olga, ada_author):
    assert list(admin.site._registry) == [User]
    assert ada_author.email in olga.get(ACCOUNTS).content.decode()
    index = olga.get(reverse("admin:index")).content.decode()
    assert set(re.findall(r'href="/admin/(\w+)/(\w+)/"', index)) == {("accounts", "user")}


@pytest.mark.parametrize("path", ["/admin/r/1/1/", "/admin/autocomplete/", "/admin/submissions/submission/",
                                  "/admin/account/emailaddress/", "/admin/mfa/authenticator/"])  # fmt: skip
def test_operators_find_no_door_to_other_things(olga, path):
    assert olga.get(path).status_code == 404


def test_an_operator_closes_an_account_and_the_log_says_so(olga, ada_author, olga_operator):
    answer = olga.post(change_page(ada_author), form_of(ada_author, is_active=""))
    assert answer.status_code == 302
    ada_author.refresh_from_db()
    assert ada_author.is_active is False
    row = AuditEvent.objects.get(verb="account changed")
    assert (row.actor_id, row.about_id, row.facts) == (
        olga_operator.pk,
        ada_author.pk,
        {"is_active": False},
    )


def test_an_operator_cannot_give_an_account_to_another_mailbox(olga, ada_author):
    before = ada_author.email
    olga.post(
        change_page(ada_author), form_of(ada_author, email="olga@evil.example", password="x" * 12)
    )
    ada_author.refresh_from_db()
    assert ada_author.email == before
    assert ada_author.check_password("dtms-demo")


def test_an_operator_cannot_shut_themselves_out(olga, olga_operator):
    olga.post(change_page(olga_operator), form_of(olga_operator, is_active="", is_staff=""))
    olga_operator.refresh_from_db()
    assert (olga_operator.is_active, olga_operator.is_staff) == (True, True)


def test_accounts_are_neither_made_nor_removed_here(olga, ada_author):
    assert olga.get(reverse("admin:accounts_user_add")).status_code == 403
    delete = reverse("admin:accounts_user_delete", args=[ada_author.pk])
    assert olga.post(delete, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=ada_author.pk).exists()


def test_lost_second_factors_are_removed_from_the_list(olga, ada_author):
    hers = Client()
    enter(hers, ada_author.email)
    add_app(hers)
    form = {"action": "remove_second_factors", "_selected_action": [ada_author.pk]}
    olga.post(ACCOUNTS, form)
    back = Client()
    enter(back, ada_author.email)
    assert person_in(back) == ada_author
    assert AuditEvent.objects.filter(verb="second factors removed", about_id=ada_author.pk).exists()


def test_where_a_second_factor_is_required_operators_add_one_first(olga, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    assert olga.get(ACCOUNTS)["Location"] == SECURITY
    assert "need a second factor" in olga.get(SECURITY).content.decode()
    add_app(olga)
    assert olga.get(ACCOUNTS).status_code == 200


def test_the_command_makes_an_operator_who_enters_by_the_printed_address(client):
    path = create_operator("Olga@Site.example")
    assert client.get(path).status_code == 200
    assert person_in(client) is None
    client.post(path)
    assert person_in(client) == holder_of("olga@site.example")
    assert client.get(ACCOUNTS).status_code == 200


def test_the_printed_address_works_once(client):
    path = create_operator("olga@site.example")
    client.post(path)
    other = Client()
    answer = other.post(path)
    assert answer.status_code == 404
    assert "no longer works" in answer.content.decode()
    assert person_in(other) is None


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_the_printed_address_works_for_an_hour(client, minutes, works):
    start = datetime(2027, 1, 26, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        path = create_operator("olga@site.example")
    with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
        client.post(path)
        assert (person_in(client) is not None) is works


def test_a_changed_or_made_up_address_works_for_nobody(client):
    path = create_operator("olga@site.example")
    for other in (path.replace("operator/", "operator/x"), "/accounts/operator/abc/"):
        assert client.post(other).status_code == 404


def test_the_address_of_somebody_who_is_no_operator_any_more_is_dead(client):
    path = create_operator("olga@site.example")
    User.objects.update(is_staff=False)
    assert client.post(path).status_code == 404


def test_the_command_promotes_a_known_person_who_is_told(client, ada_author):
    path = create_operator(ada_author.email)
    client.post(path)
    assert person_in(client) == ada_author
    assert [mail.kind for mail in mails_to(ada_author.email)] == ["account.operator"]
    assert path not in mails_to(ada_author.email)[0].text


def test_the_command_refuses_what_is_no_address():
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("create_operator", "olga")


def test_the_mailbox_shows_the_newest_mail_first(olga, mail_folder):
    for number in (1, 2):
        backend = EmailBackend(file_path=mail_folder)
        EmailMessage(f"Subject {number}", f"Text {number} <b>", to=["ada@x.example"]).send()
        backend.send_messages(
            [EmailMessage(f"Subject {number}", f"Text {number} <b>", to=["ada@x.example"])]
        )
        for path in mail_folder.glob("2*.log"):
            path.rename(mail_folder / f"{number}-{path.name[-8:]}")
    page = olga.get(MAILBOX).content.decode()
    assert page.index("Subject 2") < page.index("Subject 1")
    assert "Text 2 &lt;b&gt;" in page
    assert "ada@x.example" in page


def test_an_empty_mailbox_says_so(olga, mail_folder):
    assert "No mail yet" in olga.get(MAILBOX).content.decode()


def test_with_a_mail_server_there_is_no_mailbox_for_anybody(olga, settings):
    settings.MAIL_IN_FILES = False
    assert olga.get(MAILBOX).status_code == 404
    assert Client().get(MAILBOX).status_code == 404
