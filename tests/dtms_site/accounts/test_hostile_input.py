"""Whatever is sent to the pages of the account, they answer; nothing of it breaks one."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.dtms_site.accounts.flows import (
    CONFIRM,
    ENTRANCE,
    PASSWORD,
    PROFILE,
    RESET,
    SIGN_UP,
    TYPE_CODE,
    ask_for_code,
    enter,
    sign_up,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

JUNK = [
    "", "\x00", "a\x00b@x.example", "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n{0}",
    "a" * 5000, "🙂" * 300, "\u202eevil", "x@y.example\r\nBcc: z@y.example", "-1", "NaN", "99999999999999999999",
    "../../etc/passwd", "\ufffe", "ı@İ.example", "\"a b\"@x.example", "x@[127.0.0.1]", "x@xn--.example",
]  # fmt: skip
CREDENTIALS = [
    "", "null", "[]", "{}", "1", '"x"', "{", "[[[]]]", '{"id": 1}', '{"response": []}', '{"response": {}}',
    '{"response": {"userHandle": null}}', '{"response": {"userHandle": "AAAA"}}',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {}, "response": {
        "clientDataJSON": "AA", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "clientExtensionResults": {}, "response": {
        "clientDataJSON": "e30", "authenticatorData": "A" * 60, "signature": "AA", "userHandle": "____"}}),
    json.dumps({"id": "é", "rawId": "é", "type": "public-key", "clientExtensionResults": {}, "response": {
        "clientDataJSON": "W10", "attestationObject": "oA"}}),
    json.dumps({"id": "A", "rawId": "A", "type": "public-key", "clientExtensionResults": [], "response": {
        "clientDataJSON": "bnVsbA", "attestationObject": "ow"}}),
    "[" * 5000,
]  # fmt: skip
PASSKEY = reverse("mfa_login_webauthn")


def answers(client: Client, path: str, form: dict[str, Any]) -> bool:
    return client.post(path, form).status_code < 500


@pytest.mark.parametrize("junk", JUNK)
def test_the_way_in_takes_any_text(client, ada_author, junk):
    names = {"given_name": junk, "family_name": junk, "affiliation": junk}
    assert answers(client, ENTRANCE, {"email": junk, "next": junk})
    assert answers(Client(), PASSWORD, {"login": junk, "password": junk, "next": junk})
    assert answers(Client(), SIGN_UP, {"email": junk, "password1": junk, "next": junk, **names})
    assert answers(Client(), RESET, {"email": junk})
    ask_for_code(client, ada_author.email)
    assert answers(client, TYPE_CODE, {"code": junk, "action": junk, "next": junk})
    other = Client()
    sign_up(other, "nora@fjordheim.example")
    assert answers(other, CONFIRM, {"code": junk, "action": junk})


@pytest.mark.parametrize("junk", JUNK)
def test_ones_own_pages_take_any_text(client, ada_author, junk):
    enter(client, ada_author.email)
    fields = ("given_name", "family_name", "affiliation", "country", "orcid", "time_zone", "next")
    assert answers(client, PROFILE, dict.fromkeys(fields, junk))
    for act in ("action_add", "action_remove", "action_primary", "action_send"):
        assert answers(client, reverse("account_email"), {"email": junk, act: junk})
    assert answers(
        client, reverse("account_change_password"), {"oldpassword": junk, "password1": junk}
    )
    assert answers(client, reverse("account_reauthenticate"), {"password": junk, "next": junk})
    assert answers(client, reverse("mfa_activate_totp"), {"code": junk})
    assert answers(client, reverse("mfa_add_webauthn"), {"name": junk, "credential": junk})


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_passkey_that_is_none_leads_back_to_the_entrance(client, ada_author, credential):
    client.get(PASSKEY, headers={"accept": "application/json"})
    answer = client.post(PASSKEY, {"credential": credential})
    assert (answer.status_code, answer["Location"]) == (302, ENTRANCE)


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_passkey_that_is_none_is_not_added(client, ada_author, credential):
    enter(client, ada_author.email)
    add = reverse("mfa_add_webauthn")
    client.get(add)
    assert client.post(add, {"name": "x", "credential": credential}).status_code == 200


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "9223372036854775808"])
def test_numbers_that_name_nothing_find_nothing(client, ada_author, pk):
    enter(client, ada_author.email)
    assert client.post(f"/accounts/sessions/{pk}/end/").status_code == 404
    for act in ("edit", "remove"):
        assert client.get(f"/accounts/2fa/webauthn/keys/{pk}/{act}/").status_code == 404


@pytest.mark.parametrize("path", ["/accounts/password/reset/key/zzzzzzzzzzzzzzzzzzzz-abc/",
                                  "/accounts/password/reset/key/1-/", "/accounts/password/reset/key/1-a/b/",
                                  "/accounts/operator/%F0%9F%99%82/", "/accounts/operator/a:b:c/"])  # fmt: skip
def test_links_that_were_cut_or_bent_lead_to_a_page(client, path):
    assert client.get(path).status_code < 500
