import pytest
from django.test import Client
from django.urls import reverse

from tests.dtms_site.accounts.flows import (
    CONFIRM,
    ENTRANCE,
    PASSWORD,
    PROFILE,
    SIGN_UP,
    TYPE_CODE,
    ask_for_code,
    code_for,
    enter,
    enter_with_password,
    sign_up,
    type_code,
)
from tests.people import PASSWORD as OLD_PASSWORD

pytestmark = pytest.mark.django_db

FOREIGN = [
    "//evil.example", "///evil.example", "////evil.example/x", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\t/evil.example", "\t//evil.example", "%09//evil.example", "/%09/evil.example", "/%2fevil.example",
    " //evil.example", "https:evil.example", "https:/evil.example", "https://evil.example",
    "http://localhost@evil.example", "http://evil.example#@localhost", "javascript:alert(1)",
    "data:text/html,x", "http://[", "http://[::1", "//testserver@evil.example", "evil.example",
    "http://testserver.evil.example/", "/\r\nLocation: //evil.example", "//localhost:8000",
    "https://localhost/", "./../evil", "?x=//evil.example",
]  # fmt: skip


def leads_within_the_site(location: str) -> bool:
    return location.startswith("/") and not location.startswith(
        ("//", "/\\", "/%5C", "/\t", "/%09/")
    )


@pytest.mark.parametrize("wanted", FOREIGN)
def test_signing_in_never_leads_to_another_site(ada_author, wanted):
    with_code, with_password = Client(), Client()
    ask_for_code(with_code, ada_author.email, wanted)
    answers = [
        type_code(with_code, code_for(ada_author.email), wanted),
        enter_with_password(with_password, ada_author.email, OLD_PASSWORD, wanted),
        with_code.get(ENTRANCE, {"next": wanted}),
        with_code.get(PASSWORD, {"next": wanted}),
        with_code.post(PROFILE, {"given_name": "A", "family_name": "B", "next": wanted}),
        with_password.post(reverse("account_logout"), {"next": wanted}),
    ]
    assert [answer.status_code for answer in answers] == [302] * len(answers)
    assert [a["Location"] for a in answers if not leads_within_the_site(a["Location"])] == []
    assert not any("evil" in answer["Location"] for answer in answers)


@pytest.mark.parametrize("wanted", FOREIGN)
def test_signing_up_never_leads_to_another_site(client, wanted):
    sign_up(client, "nora@fjordheim.example", next=wanted)
    answer = client.post(CONFIRM, {"code": code_for("nora@fjordheim.example"), "next": wanted})
    assert answer.status_code == 302
    assert leads_within_the_site(answer["Location"])
    assert "evil" not in answer["Location"]


@pytest.mark.parametrize("wanted", FOREIGN)
def test_a_foreign_address_is_repeated_by_no_page(client, wanted):
    for page in (ENTRANCE, PASSWORD, SIGN_UP):
        assert b'name="next"' not in client.get(page, {"next": wanted}).content


@pytest.mark.parametrize(
    "wanted", ["/dtms/papers/", "/dtms/papers/?q=a%20b&page=2", "/about/privacy/#top"]
)
def test_signing_in_leads_to_pages_of_this_site(client, ada_author, wanted):
    ask_for_code(client, ada_author.email, wanted)
    assert type_code(client, code_for(ada_author.email), wanted)["Location"] == wanted


def test_the_code_page_passes_on_no_foreign_address(client, ada_author):
    answer = ask_for_code(client, ada_author.email, "//evil.example")
    assert answer["Location"] == TYPE_CODE


def test_being_asked_again_leads_to_no_other_site(client, ada_author):
    enter(client, ada_author.email)
    form = {"password": OLD_PASSWORD, "next": "//evil.example"}
    assert client.post(reverse("account_reauthenticate"), form)["Location"] == "/"
