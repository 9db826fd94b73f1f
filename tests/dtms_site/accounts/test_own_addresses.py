from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from dtms_site.accounts import services
from dtms_site.accounts.models import User
from dtms_site.accounts.querysets import holder_of
from dtms_site.workshops.enums import Role
from dtms_site.workshops.services import appoint
from tests.dtms_site.accounts.flows import CONFIRM, code_for, enter, mails_to, person_in
from tests.editions import make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ADDRESSES = reverse("account_email")
START = datetime(2027, 1, 26, 9, tzinfo=UTC)


@pytest.fixture
def ada(client, ada_author):
    """Ada in her browser, without a password, as most people are."""
    ada_author.set_unusable_password()
    ada_author.save()
    enter(client, ada_author.email)
    return client


def add(client, email):
    return client.post(ADDRESSES, {"email": email, "action_add": ""})


def add_and_confirm(client, email):
    add(client, email)
    return client.post(CONFIRM, {"code": code_for(email)})


def test_an_address_counts_once_its_code_was_typed(ada, ada_author):
    assert add(ada, "ada@second.example")["Location"] == CONFIRM
    assert holder_of("ada@second.example") is None
    assert ada.post(CONFIRM, {"code": code_for("ada@second.example")})["Location"] == ADDRESSES
    assert holder_of("ada@second.example") == ada_author


def test_the_old_address_is_told_of_a_new_one(ada, ada_author):
    add_and_confirm(ada, "ada@second.example")
    told = mails_to(ada_author.email, "account.changed")[0]
    assert "the address ada@second.example was added" in told.text


def test_either_address_opens_the_account(ada, ada_author):
    add_and_confirm(ada, "ada@second.example")
    other = Client()
    enter(other, "ada@second.example")
    assert person_in(other) == ada_author


def test_a_second_change_kills_the_code_of_the_first(ada):
    add(ada, "first@kvitvik.example")
    first = code_for("first@kvitvik.example")
    add(ada, "second@kvitvik.example")
    ada.post(CONFIRM, {"code": first})
    assert holder_of("first@kvitvik.example") is holder_of("second@kvitvik.example") is None


def test_making_another_address_the_main_one_tells_the_old_one(ada, ada_author):
    old = ada_author.email
    add_and_confirm(ada, "ada@second.example")
    ada.post(ADDRESSES, {"email": "ada@second.example", "action_primary": ""})
    assert User.objects.get(pk=ada_author.pk).email == "ada@second.example"
    assert f"now ada@second.example, it was {old}" in mails_to(old, "account.changed")[0].text


def test_a_removed_address_is_told_and_opens_the_account_no_more(ada, ada_author):
    add_and_confirm(ada, "ada@second.example")
    ada.post(ADDRESSES, {"email": "ada@second.example", "action_remove": ""})
    assert holder_of("ada@second.example") is None
    for email in (ada_author.email, "ada@second.example"):
        assert "ada@second.example was removed" in mails_to(email, "account.changed")[0].text
    other = Client()
    enter(other, "ada@second.example")
    assert person_in(other) != ada_author


def test_the_main_address_cannot_be_removed(ada, ada_author):
    ada.post(ADDRESSES, {"email": ada_author.email, "action_remove": ""})
    assert holder_of(ada_author.email) == ada_author


def test_the_address_of_another_person_cannot_be_touched(ada, otto_other):
    for act in ("action_remove", "action_primary", "action_send"):
        ada.post(ADDRESSES, {"email": otto_other.email, act: ""})
    address = EmailAddress.objects.get(email=otto_other.email)
    assert (address.user, address.primary, address.verified) == (otto_other, True, True)
    assert mails_to(otto_other.email) == []


def test_the_address_of_another_person_is_not_taken_and_its_holder_is_told(ada, otto_other):
    add(ada, otto_other.email)
    assert [mail.kind for mail in mails_to(otto_other.email)] == ["account.exists"]
    ada.post(CONFIRM, {"code": "BBBB-BBBB"})
    assert holder_of(otto_other.email) == otto_other


def test_an_address_that_somebody_only_typed_goes_to_whoever_proves_it(ada, ada_author):
    services.person_with("ada@second.example")
    add_and_confirm(ada, "ada@second.example")
    assert holder_of("ada@second.example") == ada_author
    assert not User.objects.filter(email="ada@second.example").exists()


def test_an_address_that_has_a_role_already_keeps_its_account(ada):
    appointed = services.person_with("ada@second.example")
    appoint(workshop=make_edition(), user=appointed, role=Role.MEMBER, by=None)
    answer = add_and_confirm(ada, "ada@second.example")
    assert "Sign in with it instead" in answer.content.decode()
    assert User.objects.filter(pk=appointed.pk).exists()


@pytest.mark.parametrize("act", ["action_add", "action_primary", "action_remove"])
def test_an_old_session_changes_no_address_without_a_new_code(client, ada_author, act):
    with time_machine.travel(START, tick=False):
        ada_author.set_unusable_password()
        ada_author.save()
        enter(client, ada_author.email)
        add_and_confirm(client, "ada@second.example")
    email = "ada@third.example" if act == "action_add" else "ada@second.example"
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        answer = client.post(ADDRESSES, {"email": email, act: ""})
    assert answer["Location"].startswith(reverse("account_reauthenticate_by_code"))
    assert User.objects.get(pk=ada_author.pk).email == ada_author.email
    assert EmailAddress.objects.filter(user=ada_author).count() == 2


def test_after_the_new_code_the_change_goes_on(client, ada_author):
    with time_machine.travel(START, tick=False):
        ada_author.set_unusable_password()
        ada_author.save()
        enter(client, ada_author.email)
        add_and_confirm(client, "ada@second.example")
    with time_machine.travel(START + timedelta(hours=1), tick=False):
        form = {"email": "ada@second.example", "action_primary": ""}
        asked = client.post(ADDRESSES, form)["Location"]
        client.get(asked)
        code = code_for(ada_author.email)
        client.post(reverse("account_reauthenticate_by_code"), {"code": code, "next": ADDRESSES})
    assert User.objects.get(pk=ada_author.pk).email == "ada@second.example"


def test_an_account_holds_ten_addresses_at_most(ada, ada_author):
    for number in range(9):
        EmailAddress.objects.create(
            user=ada_author, email=f"ada{number}@kvitvik.example", verified=True
        )
    page = ada.get(ADDRESSES).content.decode()
    assert "Add address" not in page
    assert "ten addresses at most" in page
    add(ada, "ada@eleventh.example")
    assert mails_to("ada@eleventh.example") == []


def test_asking_twice_within_ten_seconds_keeps_the_first_code_alive(ada, ada_author):
    add(ada, "ada@second.example")
    ada.post(CONFIRM, {"action": "resend"})
    assert len(mails_to("ada@second.example")) == 1
    ada.post(CONFIRM, {"code": code_for("ada@second.example")})
    assert holder_of("ada@second.example") == ada_author
