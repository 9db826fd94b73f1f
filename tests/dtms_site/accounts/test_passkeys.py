"""Passkeys in Chromium, with a device that the browser plays, at a whole site."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.dtms_site.accounts.browser import Visitor, code_in, visitor
from tests.live import LiveSite

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with LiveSite(tmp_path_factory.mktemp("passkeys")) as site:
        yield site


@pytest.fixture
def nora(site: LiveSite) -> Iterator[Visitor]:
    """Somebody new with a browser; no page may make it complain, of inline scripts for one."""
    with visitor(site) as nora:
        yield nora
        assert nora.complaints == []


@pytest.fixture
def address() -> str:
    return f"nora.{uuid4().hex[:8]}@fjordheim.example"


def add_passkey(nora: Visitor, name: str = "Laptop", *, alone: bool = True) -> None:
    nora.go("/accounts/2fa/webauthn/add/")
    nora.type("Name (optional)", name)
    nora.page.get_by_label("Sign in with it alone").set_checked(alone)
    nora.press("Add passkey")
    nora.arrive("/accounts/2fa/recovery-codes/")


def test_a_passkey_is_added_and_then_signs_in_alone(nora, address):
    nora.get_device()
    nora.enter(address)
    add_passkey(nora)
    nora.leave()
    nora.go("/accounts/login/code/?next=/accounts/sessions/")
    nora.press("Use a passkey")
    nora.arrive("/accounts/sessions/")
    assert "You are signed in here only" in nora.page.inner_text("h1")
    told = nora.wait_for_mail(address, "A change to your account")
    assert "a passkey was added" in told


def test_the_page_of_the_password_offers_the_passkey_too(nora, address):
    nora.get_device()
    nora.enter(address)
    add_passkey(nora)
    nora.leave()
    nora.go("/accounts/login/?next=/accounts/profile/")
    nora.press("Use a passkey")
    nora.arrive("/accounts/profile/")


def test_with_a_passkey_a_mailed_code_is_not_enough(nora, address):
    nora.get_device()
    nora.enter(address)
    add_passkey(nora, alone=False)
    nora.leave()
    nora.enter(address, "/accounts/sessions/")
    nora.arrive("/accounts/2fa/authenticate/")
    nora.press("Use your passkey")
    nora.arrive("/accounts/sessions/")


def test_a_lost_device_is_replaced_by_a_recovery_code(nora, address):
    device = nora.get_device()
    nora.enter(address)
    add_passkey(nora)
    code = nora.page.locator(".recovery-codes li").first.inner_text()
    nora.leave()
    nora.lose_device(device)
    nora.enter(address)
    nora.arrive("/accounts/2fa/authenticate/")
    nora.type("Code", code)
    nora.press("Sign in with the code")
    nora.arrive("/accounts/2fa/")


def test_a_device_without_a_passkey_is_told_so_and_the_other_ways_stay(nora):
    nora.get_device()
    nora.go("/accounts/login/code/")
    nora.press("Use a passkey")
    nora.page.get_by_text("No passkey was used.").wait_for()
    assert nora.page.get_by_label("E-mail address").is_visible()


def test_a_passkey_of_a_removed_account_opens_nothing(nora, address):
    nora.get_device()
    nora.enter(address)
    add_passkey(nora)
    nora.leave()
    nora.site.shell(
        f"from dtms_site.accounts.models import User; User.objects.get(email='{address}').delete()"
    )
    nora.go("/accounts/login/code/?next=/accounts/sessions/")
    nora.press("Use a passkey")
    nora.arrive("/accounts/login/code/?next=%2Faccounts%2Fsessions%2F")
    assert "opens nothing here" in nora.page.inner_text(".toasts")


def test_removing_a_passkey_asks_for_it_when_the_last_answer_is_old(nora, address):
    nora.get_device()
    nora.enter(address)
    add_passkey(nora)
    nora.site.shell(
        "from django.contrib.sessions.models import Session\n"
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "for row in Session.objects.all():\n"
        "    store = SessionStore(row.session_key)\n"
        "    for record in store.get('account_authentication_methods', []):\n"
        "        record['at'] -= 3600\n"
        "    store.modified = True\n"
        "    store.save()\n"
    )
    nora.go("/accounts/2fa/webauthn/")
    nora.page.get_by_role("link", name="Remove Laptop").click()
    nora.page.wait_for_url("**/webauthn/reauthenticate/**")
    nora.press("Use your passkey")
    nora.page.wait_for_url("**/remove/")
    nora.press("Remove passkey")
    nora.arrive("/accounts/2fa/webauthn/")
    assert "No passkey yet" in nora.page.inner_text("main")
    assert "a passkey was removed" in nora.wait_for_mail(address, "A change", more_than=1)


def test_a_passkey_gets_another_name(nora, address):
    nora.get_device()
    nora.enter(address)
    add_passkey(nora)
    nora.go("/accounts/2fa/webauthn/")
    nora.page.get_by_role("link", name="Rename Laptop").click()
    nora.type("Name", "The old laptop")
    nora.press("Save name")
    nora.arrive("/accounts/2fa/webauthn/")
    assert "The old laptop" in nora.page.inner_text("main")


def test_an_account_is_made_with_a_passkey_and_no_password(nora, address):
    nora.get_device()
    nora.go("/accounts/signup/passkey/?next=/accounts/sessions/")
    nora.type("Given name", "Nora")
    nora.type("Family name", "Newby")
    nora.type("E-mail address", address)
    nora.press("Make account")
    nora.type("Code", code_in(nora.wait_for_mail(address, "A code that confirms")))
    nora.press("Confirm address")
    nora.arrive("/accounts/2fa/webauthn/signup/")
    nora.press("Make passkey")
    nora.arrive("/accounts/sessions/")
    nora.leave()
    nora.go("/accounts/login/code/?next=/accounts/profile/")
    nora.press("Use a passkey")
    nora.arrive("/accounts/profile/")
    assert nora.page.get_by_label("Given name").input_value() == "Nora"
