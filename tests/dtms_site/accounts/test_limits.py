from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from tests.dtms_site.accounts.flows import (
    ENTRANCE,
    PASSWORD,
    RESET,
    SIGN_UP,
    ask_for_code,
    enter_with_password,
    mails_to,
    person_in,
    sign_up,
)
from tests.people import PASSWORD as RIGHT

pytestmark = pytest.mark.django_db


def test_an_address_is_sent_three_codes_a_minute_at_most(ada_author):
    for _ in range(5):
        answer = ask_for_code(Client(), ada_author.email)
    assert "Too many tries" in answer.content.decode()
    assert len(mails_to(ada_author.email)) == 3


def test_one_computer_asks_for_codes_for_twenty_addresses_a_minute_at_most():
    answers = [ask_for_code(Client(), f"a{n}@kvitvik.example").status_code for n in range(22)]
    assert Counter(answers) == {302: 20, 200: 2}


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP",
                                    "X-Client-IP", "True-Client-IP"])  # fmt: skip
def test_without_a_proxy_no_header_makes_one_computer_look_like_many(header):
    answers = [
        Client(headers={header: f"203.0.113.{n}"}).post(
            ENTRANCE, {"email": f"a{n}@kvitvik.example"}
        )
        for n in range(22)
    ]
    assert Counter(answer.status_code for answer in answers) == {302: 20, 200: 2}


def test_behind_a_proxy_only_what_the_proxy_added_counts(settings):
    """The proxy appends the address it sees; everything before that is the client's own word."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def ask(number: int, seen_by_proxy: str) -> int:
        told = f"203.0.113.{number}, 198.51.100.{number}, {seen_by_proxy}"
        client = Client(headers={"X-Forwarded-For": told})
        return ask_for_code(client, f"a{number}@kvitvik.example").status_code

    assert Counter(ask(n, "192.0.2.7") for n in range(22)) == {302: 20, 200: 2}
    assert ask(23, "192.0.2.8") == 302


def test_a_network_of_addresses_counts_as_one(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answers = [
        ask_for_code(
            Client(headers={"X-Forwarded-For": f"2001:db8:1:2::{n:x}"}), f"a{n}@kvitvik.example"
        )
        for n in range(22)
    ]
    assert Counter(answer.status_code for answer in answers) == {302: 20, 200: 2}


def test_five_wrong_passwords_lock_the_account_for_the_right_one_too(ada_author):
    for _ in range(5):
        enter_with_password(Client(), ada_author.email, "wrong wrong")
    client = Client()
    answer = enter_with_password(client, ada_author.email, RIGHT)
    assert "Too many tries" in answer.content.decode()
    assert person_in(client) is None


def test_a_lock_on_the_password_leaves_the_code_open(client, ada_author):
    for _ in range(6):
        enter_with_password(Client(), ada_author.email, "wrong wrong")
    assert ask_for_code(client, ada_author.email).status_code == 302


def test_one_computer_tries_ten_accounts_a_minute_at_most():
    words = [
        "Too many tries" in
        enter_with_password(Client(), f"a{n}@kvitvik.example", "wrong wrong").content.decode()
        for n in range(12)
    ]  # fmt: skip
    assert words == [False] * 10 + [True] * 2


def test_sign_ups_from_one_computer_end_with_a_page_that_says_so():
    answers = [sign_up(Client(), f"a{n}@kvitvik.example", password1="x") for n in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert "Wait a minute" in answers[-1].content.decode()


def test_reset_mails_to_one_address_are_five_a_minute_at_most(ada_author):
    answers = [Client().post(RESET, {"email": ada_author.email}).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(mails_to(ada_author.email, "account.reset")) == 5


@pytest.mark.parametrize(
    "page", [ENTRANCE, PASSWORD, SIGN_UP, RESET, reverse("mfa_login_webauthn")]
)
def test_looking_at_a_page_uses_up_nothing(page):
    for _ in range(40):
        assert Client().get(page).status_code in (200, 302)
