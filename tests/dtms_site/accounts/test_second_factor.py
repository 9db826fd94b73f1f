import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from dtms_site.accounts import second_factor, services
from tests.dtms_site.accounts.flows import (
    SECURITY,
    add_app,
    ask_for_code,
    code_for,
    digits,
    enter,
    enter_with_password,
    mails_to,
    person_in,
    type_code,
)
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

START = datetime(2027, 1, 26, 9, tzinfo=UTC)
SECOND_STEP = reverse("mfa_authenticate")
ADD_APP = reverse("mfa_activate_totp")
REMOVE_APP = reverse("mfa_deactivate_totp")
CODES = reverse("mfa_view_recovery_codes")
BY_CODE = reverse("account_reauthenticate_by_code")
BY_PASSWORD = reverse("account_reauthenticate")
NEW = "nora.newby@fjordheim.example"


@pytest.fixture(autouse=True)
def clock_in_hand():
    """A moment that only passes when a test says so: the digits of an app depend on it."""
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def secret(client, ada_author, clock_in_hand):
    """Ada has an app, and is signed in. Half a minute later the app shows the next digits."""
    enter(client, ada_author.email)
    made = add_app(client)
    clock_in_hand.shift(timedelta(seconds=30))
    return made


def test_with_an_app_a_code_by_mail_is_not_enough(secret, ada_author):
    other = Client()
    assert enter(other, ada_author.email)["Location"] == SECOND_STEP
    assert person_in(other) is None
    other.post(SECOND_STEP, {"code": digits(secret)})
    assert person_in(other) == ada_author


def test_with_an_app_a_password_is_not_enough(secret, ada_author):
    other = Client()
    assert enter_with_password(other, ada_author.email, PASSWORD)["Location"] == SECOND_STEP
    assert person_in(other) is None


def test_where_the_person_wanted_to_go_survives_the_second_step(secret, ada_author):
    other = Client()
    ask_for_code(other, ada_author.email, "/accounts/sessions/")
    type_code(other, code_for(ada_author.email), "/accounts/sessions/")
    assert other.post(SECOND_STEP, {"code": digits(secret)})["Location"] == "/accounts/sessions/"


def test_the_digits_of_an_app_work_once(secret, ada_author):
    first, second = Client(), Client()
    shown = digits(secret)
    enter(first, ada_author.email)
    first.post(SECOND_STEP, {"code": shown})
    enter(second, ada_author.email)
    assert second.post(SECOND_STEP, {"code": shown}).status_code == 200
    assert person_in(second) is None


def test_five_wrong_codes_lock_the_second_step_for_the_right_one_too(secret, ada_author):
    other = Client()
    enter(other, ada_author.email)
    right = digits(secret)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        assert other.post(SECOND_STEP, {"code": wrong}).status_code == 200
    answer = other.post(SECOND_STEP, {"code": right})
    assert "Too many tries" in answer.content.decode()
    assert person_in(other) is None


def test_a_recovery_code_stands_in_for_the_app_once(client, secret, ada_author):
    client.post(reverse("mfa_reauthenticate"), {"code": digits(secret), "next": CODES})
    code = re.findall(r"<li>(\d{8})</li>", client.get(CODES).content.decode())[0]
    first, second = Client(), Client()
    enter(first, ada_author.email)
    first.post(SECOND_STEP, {"code": code})
    assert person_in(first) == ada_author
    enter(second, ada_author.email)
    second.post(SECOND_STEP, {"code": code})
    assert person_in(second) is None


def test_adding_an_app_asks_somebody_with_a_password_who_they_are(client, ada_author):
    enter_with_password(client, ada_author.email, PASSWORD)
    asked = client.get(ADD_APP)
    assert asked["Location"] == f"{BY_PASSWORD}?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    wrong = client.post(BY_PASSWORD, {"password": "wrong wrong", "next": ADD_APP})
    assert wrong.status_code == 200
    assert client.get(ADD_APP).status_code == 302
    assert client.post(BY_PASSWORD, {"password": PASSWORD, "next": ADD_APP})["Location"] == ADD_APP
    assert client.get(ADD_APP).status_code == 200


def test_adding_an_app_asks_for_a_code_an_hour_after_the_sign_in(client, clock_in_hand):
    enter(client, NEW)
    clock_in_hand.shift(timedelta(hours=1))
    asked = client.get(ADD_APP)
    assert asked["Location"].startswith(BY_CODE)
    assert NEW in client.get(asked["Location"]).content.decode()
    assert client.post(BY_CODE, {"code": "BBBB-BBBB", "next": ADD_APP}).status_code == 200
    assert client.get(ADD_APP).status_code == 302
    assert client.post(BY_CODE, {"code": code_for(NEW), "next": ADD_APP})["Location"] == ADD_APP
    assert client.get(ADD_APP).status_code == 200


def test_being_asked_again_sends_one_code_until_another_is_wanted(client, clock_in_hand):
    enter(client, NEW)
    clock_in_hand.shift(timedelta(hours=1))
    for _ in range(3):
        client.get(BY_CODE)
    assert len(mails_to(NEW, "account.code")) == 2
    first = code_for(NEW)
    client.post(BY_CODE, {"resend": "yes"}, follow=True)
    assert len(mails_to(NEW, "account.code")) == 3
    assert client.post(BY_CODE, {"code": first}).status_code == 200
    assert client.post(BY_CODE, {"code": code_for(NEW)}).status_code == 302


def test_the_third_wrong_answer_needs_a_new_code(client, clock_in_hand):
    enter(client, NEW)
    clock_in_hand.shift(timedelta(hours=1))
    client.get(BY_CODE)
    first = code_for(NEW)
    for _ in range(3):
        client.post(BY_CODE, {"code": "BBBB-BBBB"})
    client.get(BY_CODE)
    assert code_for(NEW) != first
    assert client.post(BY_CODE, {"code": first}).status_code == 200


def test_somebody_with_an_app_is_never_asked_for_a_mailed_code_alone(client, secret):
    assert client.get(BY_CODE)["Location"] == reverse("account_reauthenticate")
    assert BY_CODE not in client.get(BY_PASSWORD).content.decode()


def test_removing_the_app_asks_who_it_is_and_tells_by_mail(
    client, secret, ada_author, clock_in_hand
):
    clock_in_hand.shift(timedelta(hours=1))
    answer = client.post(REMOVE_APP)
    assert answer["Location"].startswith(BY_PASSWORD)
    assert second_factor.has_any(ada_author)
    client.post(BY_PASSWORD, {"password": PASSWORD, "next": SECURITY})
    assert client.post(REMOVE_APP)["Location"] == SECURITY
    assert not Authenticator.objects.filter(user=ada_author).exists()
    assert "authenticator app was removed" in mails_to(ada_author.email, "account.changed")[0].text


def test_recovery_codes_are_shown_to_nobody_who_is_not_asked_again(client, secret, clock_in_hand):
    clock_in_hand.shift(timedelta(hours=1))
    for address in (CODES, reverse("mfa_download_recovery_codes")):
        assert client.get(address)["Location"].startswith(BY_PASSWORD)


def test_recovery_codes_come_as_a_file(client, secret, ada_author):
    client.post(BY_PASSWORD, {"password": PASSWORD, "next": CODES})
    answer = client.get(reverse("mfa_download_recovery_codes"))
    assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert len(re.findall(r"^\d{8}$", answer.content.decode(), re.MULTILINE)) == 10


def test_new_recovery_codes_replace_the_old_ones(client, secret, ada_author):
    client.post(BY_PASSWORD, {"password": PASSWORD, "next": CODES})
    old = re.findall(r"<li>(\d{8})</li>", client.get(CODES).content.decode())
    client.post(reverse("mfa_generate_recovery_codes"))
    new = re.findall(r"<li>(\d{8})</li>", client.get(CODES).content.decode())
    assert len(new) == 10
    assert not set(old) & set(new)


def test_where_a_second_factor_is_required_it_is_missing_until_there_is_one(
    client, settings, ada_author
):
    settings.SECOND_FACTOR_REQUIRED = True
    assert second_factor.is_missing(ada_author)
    enter(client, ada_author.email)
    add_app(client)
    assert not second_factor.is_missing(ada_author)


def test_an_operator_takes_the_second_factors_away_from_somebody_who_lost_theirs(
    secret, ada_author, olga_operator
):
    services.remove_second_factors(ada_author, by=olga_operator)
    other = Client()
    enter(other, ada_author.email)
    assert person_in(other) == ada_author
    assert "recovery codes were removed" in mails_to(ada_author.email, "account.changed")[0].text
