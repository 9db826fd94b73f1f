from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from dtms_site.accounts import services
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import holder_of
from dtms_site.workshops.models import CommitteeMembership
from tests.dtms_site.accounts.flows import (
    CONFIRM,
    NEW_PASSWORD,
    RESET,
    SECURITY,
    SIGN_UP,
    code_for,
    enter,
    enter_with_password,
    mails_to,
    person_in,
    sign_up,
)
from tests.people import PASSWORD as OLD_PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NEW = "nora.newby@fjordheim.example"
CHANGE = reverse("account_change_password")
SET = reverse("account_set_password")


def reset_link(email: str) -> str:
    mail = mails_to(email, "account.reset")[0]
    return next(line for line in mail.text.splitlines() if line.startswith("http"))


def follow(client: Client, link: str, password: str = NEW_PASSWORD):
    """Open the mailed link and choose a password. Gives the last answer."""
    form = client.get(link.partition("localhost:8000")[2], follow=True)
    if not form.redirect_chain:
        return form
    return client.post(form.redirect_chain[-1][0], {"password1": password}, follow=True)


def test_sign_up_makes_the_account_when_its_code_was_typed(client):
    assert sign_up(client, NEW)["Location"] == CONFIRM
    assert person_in(client) is None
    assert holder_of(NEW) is None
    client.post(CONFIRM, {"code": code_for(NEW)})
    user = person_in(client)
    assert user == holder_of(NEW)
    assert (str(user), user.affiliation) == ("Nora Newby", "Fjordheim University")


def test_the_password_of_the_sign_up_opens_the_account(client):
    sign_up(client, NEW)
    client.post(CONFIRM, {"code": code_for(NEW)})
    other = Client()
    enter_with_password(other, NEW, NEW_PASSWORD)
    assert person_in(other) == holder_of(NEW)


def test_before_the_code_the_password_opens_nothing(client):
    sign_up(client, NEW)
    other = Client()
    assert enter_with_password(other, NEW, NEW_PASSWORD).status_code == 200
    assert person_in(other) is None


def test_who_signs_up_with_the_address_of_another_leaves_nothing_behind(client):
    """Neither the password nor the name of somebody who never read the mail."""
    sign_up(client, NEW, given_name="Program", family_name="Chair", password1="the plan of mallory")
    owner = Client()
    enter(owner, NEW)
    assert (person_in(owner).given_name, person_in(owner).has_usable_password()) == ("", False)
    enter_with_password(client, NEW, "the plan of mallory")
    assert person_in(client) is None
    client.post(CONFIRM, {"code": "BBBB-BBBB"})
    assert person_in(client) is None


def test_who_typed_their_address_at_the_entrance_may_still_sign_up(client):
    services.person_with(NEW)
    sign_up(client, NEW)
    client.post(CONFIRM, {"code": code_for(NEW)})
    assert str(person_in(client)) == "Nora Newby"


def test_fields_of_a_sign_up_that_are_not_in_the_form_change_nothing(client):
    sign_up(client, NEW, is_staff="on", is_superuser="on", role="chair", is_active="")
    client.post(CONFIRM, {"code": code_for(NEW)})
    user = person_in(client)
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert not CommitteeMembership.objects.filter(user=user).exists()


@pytest.mark.parametrize(
    "poor", ["short", "1234567890", "nora.newby@fjordheim.example", "password123"]
)
def test_a_poor_password_is_refused(client, poor):
    answer = sign_up(client, NEW, password1=poor)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"password1"}


def test_a_known_person_enters_with_their_password(client, ada_author):
    enter_with_password(client, ada_author.email, OLD_PASSWORD)
    assert person_in(client) == ada_author


def test_a_wrong_password_opens_nothing_and_says_what_to_do(client, ada_author):
    answer = enter_with_password(client, ada_author.email, "wrong wrong wrong")
    assert person_in(client) is None
    assert "sign in with a code" in answer.content.decode()


def test_the_mailed_link_sets_a_new_password(client, ada_author):
    client.post(RESET, {"email": ada_author.email})
    answer = follow(client, reset_link(ada_author.email))
    assert answer.redirect_chain[-1][0] == reverse("account_reset_password_from_key_done")
    enter_with_password(client, ada_author.email, NEW_PASSWORD)
    assert person_in(client) == ada_author
    assert "replaced by a new one" in mails_to(ada_author.email, "account.changed")[0].text


def test_the_link_lies_on_the_configured_site_whatever_the_request_says(client, ada_author):
    client.post(RESET, {"email": ada_author.email}, headers={"host": "127.0.0.1:8000"})
    assert reset_link(ada_author.email).startswith("http://localhost:8000/accounts/")


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example"]
)
def test_a_foreign_host_is_refused_and_gets_no_mail_sent(client, ada_author, host):
    answer = client.post(RESET, {"email": ada_author.email}, headers={"host": host})
    assert answer.status_code == 400
    assert mails_to(ada_author.email) == []


def test_a_reset_link_works_once(client, ada_author):
    client.post(RESET, {"email": ada_author.email})
    link = reset_link(ada_author.email)
    follow(client, link)
    again = follow(Client(), link, "another phrase of words")
    assert "This link no longer works" in again.content.decode()
    assert User.objects.get(pk=ada_author.pk).check_password(NEW_PASSWORD)


def test_a_reset_link_dies_when_the_password_is_changed_otherwise(client, ada_author, sign_in):
    client.post(RESET, {"email": ada_author.email})
    ada_author.set_password("changed in the meantime")
    ada_author.save()
    answer = follow(Client(), reset_link(ada_author.email))
    assert "This link no longer works" in answer.content.decode()


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_a_reset_link_works_for_an_hour(client, ada_author, minutes, works):
    start = datetime(2027, 1, 26, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        client.post(RESET, {"email": ada_author.email})
    with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
        answer = follow(Client(), reset_link(ada_author.email))
    assert bool(answer.redirect_chain) is works


def test_a_reset_of_an_unproved_account_still_asks_for_proof(client):
    services.person_with(NEW)
    client.post(RESET, {"email": NEW})
    follow(client, reset_link(NEW))
    answer = enter_with_password(client, NEW, NEW_PASSWORD)
    assert answer["Location"] == CONFIRM
    assert person_in(client) is None


def test_changing_the_password_asks_for_the_present_one(client, ada_author):
    enter_with_password(client, ada_author.email, OLD_PASSWORD)
    refused = client.post(CHANGE, {"oldpassword": "wrong wrong", "password1": NEW_PASSWORD})
    assert refused.context["form"].errors.keys() == {"oldpassword"}
    assert User.objects.get(pk=ada_author.pk).check_password(OLD_PASSWORD)


def test_a_changed_password_is_told_by_mail_and_keeps_this_session(client, ada_author):
    enter_with_password(client, ada_author.email, OLD_PASSWORD)
    answer = client.post(CHANGE, {"oldpassword": OLD_PASSWORD, "password1": NEW_PASSWORD})
    assert answer["Location"] == SECURITY
    assert person_in(client) == ada_author
    assert "the password was changed" in mails_to(ada_author.email, "account.changed")[0].text


def test_the_first_password_of_a_code_account_can_be_set(client):
    enter(client, NEW)
    assert client.get(CHANGE)["Location"] == SET
    assert client.post(SET, {"password1": NEW_PASSWORD})["Location"] == SECURITY
    other = Client()
    enter_with_password(other, NEW, NEW_PASSWORD)
    assert person_in(other) == person_in(client)


def test_an_old_session_sets_no_password_without_a_new_code(client):
    start = datetime(2027, 1, 26, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        enter(client, NEW)
    with time_machine.travel(start + timedelta(hours=1), tick=False):
        answer = client.post(SET, {"password1": NEW_PASSWORD})
    assert answer["Location"] == f"{reverse('account_reauthenticate_by_code')}?next={SET}"
    assert not User.objects.get(email=NEW).has_usable_password()


@pytest.mark.parametrize("part", ["embedded", "base"])
def test_passwords_are_kept_as_argon2(part):
    hashers = import_module(f"dtms_site.settings.{part}").PASSWORD_HASHERS
    assert hashers[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"


def test_a_password_is_shown_by_no_page_again(client):
    answer = client.post(SIGN_UP, {"email": NEW, "password1": NEW_PASSWORD})
    assert answer.status_code == 200
    assert NEW_PASSWORD not in answer.content.decode()
