"""Whoever types an address learns nothing about it: every answer is the same, byte for byte."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from dtms_site.accounts import services
from dtms_site.accounts.models import User
from dtms_site.mail.models import OutboxMessage
from tests.dtms_site.accounts.flows import (
    CONFIRM,
    ENTRANCE,
    NEW_PASSWORD,
    PASSWORD,
    RESET,
    SIGN_UP,
    TYPE_CODE,
    enter,
    mails_to,
)
from tests.masking import masked

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SIGN_UP_FORM = {"given_name": "A", "family_name": "B", "affiliation": "", "password1": NEW_PASSWORD}
Steps = Callable[[Any, str], list[Any]]


def ask_and_fail(client: Any, email: str) -> list[Any]:
    """Ask for a code, look at the page, type a wrong one, ask again, and fail for good."""
    wrong = {"code": "BBBB-BBBB"}
    return [
        client.post(f"{ENTRANCE}?next=/accounts/profile/", {"email": email}),
        client.get(TYPE_CODE),
        client.post(TYPE_CODE, wrong),
        client.post(TYPE_CODE, {"action": "resend"}),
        client.get(TYPE_CODE),
        client.post(TYPE_CODE, wrong),
        client.post(TYPE_CODE, wrong),
        client.get(ENTRANCE),
    ]


def enter_with_a_wrong_password(client: Any, email: str) -> list[Any]:
    return [client.post(PASSWORD, {"login": email, "password": "wrong wrong wrong"})]


def sign_up_and_fail(client: Any, email: str) -> list[Any]:
    wrong = {"code": "BBBB-BBBB"}
    return [
        client.post(SIGN_UP, {**SIGN_UP_FORM, "email": email}),
        client.get(CONFIRM),
        client.post(CONFIRM, wrong),
        client.post(CONFIRM, {"action": "resend"}),
        client.get(CONFIRM),
        client.post(CONFIRM, wrong),
        client.post(CONFIRM, wrong),
        client.get(PASSWORD),
    ]


def sign_up_with_a_poor_password(client: Any, email: str) -> list[Any]:
    return [client.post(SIGN_UP, {**SIGN_UP_FORM, "email": email, "password1": "short"})]


def sign_up_by_passkey(client: Any, email: str) -> list[Any]:
    form = {k: v for k, v in SIGN_UP_FORM.items() if k != "password1"}
    address = reverse("account_signup_by_passkey")
    return [client.post(address, {**form, "email": email}), client.get(CONFIRM)]


def reset_password(client: Any, email: str) -> list[Any]:
    return [
        client.post(RESET, {"email": email}),
        client.get(reverse("account_reset_password_done")),
    ]


FLOWS = [
    ask_and_fail, enter_with_a_wrong_password, sign_up_and_fail, sign_up_with_a_poor_password,
    sign_up_by_passkey, reset_password,
]  # fmt: skip


@pytest.fixture
def addresses(ada_author: User, otto_other: User) -> dict[str, str]:
    """One of each kind, all of one length."""
    kinds = ("proved", "closed", "typed", "typed-shut", "unknown")
    made = {kind: f"{kind:x<11}@kvitvik.example" for kind in kinds}
    User.objects.filter(pk=ada_author.pk).update(email=made["proved"])
    ada_author.emailaddress_set.update(email=made["proved"])
    User.objects.filter(pk=otto_other.pk).update(email=made["closed"], is_active=False)
    otto_other.emailaddress_set.update(email=made["closed"])
    services.person_with(made["typed"])
    shut = services.person_with(made["typed-shut"])
    User.objects.filter(pk=shut.pk).update(is_active=False)
    return made


def seen(answer: Any, email: str) -> tuple[Any, ...]:
    body = masked(answer).replace(email.encode(), b"ADDRESS")
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
    return answer.status_code, headers, sorted(answer.cookies), body


@pytest.mark.parametrize("kind", ["closed", "typed", "typed-shut", "unknown"])
@pytest.mark.parametrize("steps", FLOWS, ids=lambda steps: steps.__name__)
def test_every_answer_is_the_one_that_a_proved_address_gets(addresses, steps: Steps, kind):
    known = [seen(a, addresses["proved"]) for a in steps(Client(), addresses["proved"])]
    other = [seen(a, addresses[kind]) for a in steps(Client(), addresses[kind])]
    for number, (left, right) in enumerate(zip(known, other, strict=True)):
        assert left == right, f"answer {number} differs"


@pytest.mark.parametrize("steps", [ask_and_fail, sign_up_and_fail, reset_password],
                         ids=lambda steps: steps.__name__)  # fmt: skip
def test_every_kind_of_address_gets_mail(addresses, steps: Steps):
    """So that a look into one's own mailbox at the right moment tells nothing either."""
    for email in addresses.values():
        steps(Client(), email)
        assert mails_to(email), email


def test_a_taken_address_gets_no_code_for_the_sign_up(client, ada_author):
    client.post(SIGN_UP, {**SIGN_UP_FORM, "email": ada_author.email})
    assert [mail.kind for mail in mails_to(ada_author.email)] == ["account.exists"]


def test_a_password_is_hashed_for_a_taken_address_too(client, ada_author, monkeypatch):
    hashed = []
    real = hashers.make_password
    monkeypatch.setattr(
        "dtms_site.accounts.forms.make_password", lambda p: hashed.append(p) or real(p)
    )
    client.post(SIGN_UP, {**SIGN_UP_FORM, "email": ada_author.email})
    assert hashed == [NEW_PASSWORD]


def test_adding_an_address_answers_alike_whether_another_account_has_it(client, addresses):
    enter(client, "somebody@kvitvik.example")
    answers = {}
    for kind, email in addresses.items():
        add = client.post(reverse("account_email"), {"email": email, "action_add": ""})
        page = client.get(CONFIRM)
        answers[kind] = [seen(add, email), seen(page, email)]
    assert all(answer == answers["proved"] for answer in answers.values())
    kinds = {kind: mails_to(email)[0].kind for kind, email in addresses.items()}
    assert kinds == {
        "proved": "account.exists", "closed": "account.exists", "typed": "account.verify",
        "typed-shut": "account.verify", "unknown": "account.verify",
    }  # fmt: skip


def test_no_mail_names_anybody_but_its_reader(addresses):
    for email in addresses.values():
        ask_and_fail(Client(), email)
        reset_password(Client(), email)
    for mail in OutboxMessage.objects.all():
        others = [email for email in addresses.values() if email != mail.to_email]
        assert not any(other in mail.text for other in others)
