"""How the account's pages look and work in Chromium: no barrier, no complaint, on any screen."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.dtms_site.accounts.browser import Visitor, visitor
from tests.live import LiveSite

pytestmark = pytest.mark.browser

STRANGERS = [
    "/accounts/login/code/", "/accounts/login/", "/accounts/signup/", "/accounts/signup/passkey/",
    "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/inactive/",
    "/accounts/password/reset/key/1-set-password/",
]  # fmt: skip
OWNERS = [
    "/accounts/profile/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/",
    "/accounts/password/set/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/", "/accounts/reauthenticate/code/", "/accounts/logout/",
]  # fmt: skip
OPERATORS = ["/admin/mail/", "/admin/", "/admin/accounts/user/", "/admin/accounts/user/1/change/"]
WINDOWS = [
    {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    for scheme, width in (("light", 1366), ("dark", 390))
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with LiveSite(tmp_path_factory.mktemp("pages")) as site:
        yield site


def faults_of(nora: Visitor, paths: list[str]) -> list[str]:
    found = []
    for path in paths:
        nora.go(path)
        found += [f"{path}: {barrier}" for barrier in nora.barriers()]
        if nora.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{path}: wider than the screen")
    return found


@pytest.mark.parametrize(
    "window", WINDOWS, ids=lambda w: f"{w['color_scheme']}-{w['viewport']['width']}"
)
def test_no_page_has_a_barrier(site, window):
    with visitor(site, bypass_csp=True, **window) as nora:
        assert faults_of(nora, STRANGERS) == []
        nora.enter(f"nora.{uuid4().hex[:8]}@fjordheim.example")
        assert faults_of(nora, OWNERS) == []


def test_no_page_makes_the_browser_complain(site):
    """Of a script or style that is not allowed, of a file that is missing, of a fault in a script."""
    with visitor(site) as olga:
        for path in STRANGERS:
            olga.go(path)
        printed = site.manage("create_operator", "olga@site.example").split()[-1]
        olga.page.goto(printed)
        olga.press("Sign in")
        for path in OWNERS + OPERATORS:
            olga.go(path)
        assert olga.complaints == []


def test_the_printed_address_of_an_operator_leads_to_the_mail_of_this_site(site):
    with visitor(site) as olga:
        olga.page.goto(site.manage("create_operator", "olga@site.example").split()[-1])
        olga.press("Sign in")
        olga.arrive("/admin/mail/")
        assert olga.page.inner_text("h1") == "Mail of this site"


def test_all_of_signing_in_is_possible_by_keyboard(site):
    address = f"nora.{uuid4().hex[:8]}@fjordheim.example"
    with visitor(site) as nora:
        nora.go("/accounts/login/code/?next=/accounts/sessions/")
        nora.page.keyboard.type(address)
        nora.page.keyboard.press("Enter")
        nora.page.wait_for_url("**/login/code/confirm/**")
        text = nora.wait_for_mail(address, "Your sign-in code")
        nora.page.keyboard.type(
            next(line for line in text.splitlines() if line.startswith("  ")).strip()
        )
        nora.page.keyboard.press("Enter")
        nora.arrive("/accounts/sessions/")


def test_a_form_that_comes_back_has_the_focus_on_what_is_wrong(site):
    with visitor(site) as nora:
        nora.go("/accounts/signup/")
        for label, text in (("Given name", "N"), ("Family name", "N"), ("E-mail address", "n@fjordheim.example"),
                            ("Password", "short")):  # fmt: skip
            nora.type(label, text)
        nora.press("Make account")
        nora.page.get_by_text("too short").wait_for()
        assert nora.page.evaluate("document.activeElement.name") == "password1"


def test_a_password_can_be_shown_while_it_is_typed(site):
    with visitor(site) as nora:
        nora.go("/accounts/login/")
        nora.type("Password", "four plain words")
        nora.press("Show the password")
        assert nora.page.get_by_label("Password", exact=True).get_attribute("type") == "text"
        nora.press("Show the password")
        assert nora.page.get_by_label("Password", exact=True).get_attribute("type") == "password"


def test_without_scripts_the_entrance_works_and_offers_no_passkey(site):
    address = f"nora.{uuid4().hex[:8]}@fjordheim.example"
    with visitor(site, java_script_enabled=False) as nora:
        nora.go("/accounts/login/code/")
        assert not nora.page.get_by_text("Use a passkey").is_visible()
        nora.enter(address, "/accounts/sessions/")
        nora.arrive("/accounts/sessions/")
