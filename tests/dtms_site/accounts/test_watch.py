"""Whoever watches over the site finds in its log who came in and who was turned away."""

import pytest
from django.test import Client
from django.urls import reverse

from dtms_site.accounts.watch import log
from tests.dtms_site.accounts.flows import (
    add_app,
    ask_for_code,
    code_for,
    enter,
    enter_with_password,
    type_code,
)
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
SECOND_STEP = reverse("mfa_authenticate")


@pytest.fixture
def lines(caplog):
    """What the site notes of the ways in."""
    return lambda: [r.getMessage() for r in caplog.records if r.name == log.name]


def test_coming_and_going_are_noted(client, ada_author, lines):
    enter(client, ada_author.email)
    client.post(reverse("account_logout"))
    enter_with_password(client, ada_author.email, PASSWORD)
    came = f"signed in: account {ada_author.pk}"
    assert lines() == [came, f"signed out: account {ada_author.pk}", came]


def test_every_refusal_is_noted_and_nothing_that_was_typed(client, ada_author, lines, caplog):
    enter_with_password(client, ada_author.email, "another site's")
    ask_for_code(client, ada_author.email)
    type_code(client, "BBBB-BBBB")
    type_code(client, code_for(ada_author.email))
    add_app(client)
    other = Client()
    enter(other, ada_author.email)
    other.post(SECOND_STEP, {"code": "000000"})
    assert [line for line in lines() if line.startswith("refused")] == [
        "refused: email_password_mismatch, from 127.0.0.1",
        "refused: incorrect_code, from 127.0.0.1",
        "refused: incorrect_code, from 127.0.0.1",
    ]
    for typed in ("another site's", "BBBB", "000000", ada_author.email):
        assert typed not in caplog.text
