"""A person with a real Chromium at a real site: passkeys need both."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright

from dtms_site.accounts import mailbox
from tests.live import LiveSite

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """What one person sees in one browser window, and the mail they get."""

    def __init__(self, site: LiveSite, page: Page) -> None:
        self.site, self.page = site, page
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("WebAuthn.enable")

    def _note(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site.url}{path}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def arrive(self, path: str) -> None:
        self.page.wait_for_url(f"{self.site.url}{path}")

    def get_device(self) -> str:
        """A device that keeps passkeys and always knows its owner's finger. Gives its id."""
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return str(made["authenticatorId"])

    def lose_device(self, device: str) -> None:
        self.devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})

    def mails(self, address: str, subject: str) -> list[mailbox.MailFile]:
        mails = mailbox.newest(Path(self.site.home, "mail"), 200)
        return [m for m in mails if address in m.to and subject in m.subject]

    def wait_for_mail(self, address: str, subject: str, more_than: int = 0) -> str:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            found = self.mails(address, subject)
            if len(found) > more_than:
                return found[0].text
            time.sleep(0.1)
        raise TimeoutError(f"no mail “{subject}” to {address}")

    def enter(self, address: str, wanted: str = "/accounts/2fa/") -> None:
        """Sign in with a mailed code."""
        subject = "Your sign-in code"
        before = len(self.mails(address, subject))
        self.go(f"/accounts/login/code/?next={wanted}")
        self.type("E-mail address", address)
        self.press("Send me a code")
        self.type("Code", code_in(self.wait_for_mail(address, subject, before)))
        self.press("Sign in")

    def leave(self) -> None:
        self.go("/accounts/logout/")
        self.page.locator("main").get_by_role("button", name="Sign out").click()

    def barriers(self) -> list[str]:
        """What axe finds on the page, by rule and place."""
        found = Axe().run(self.page, options={"runOnly": RULES}).response["violations"]
        return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]


def code_in(text: str) -> str:
    found = re.search(r"^  ([A-Z]{4}-[A-Z]{4})$", text, re.MULTILINE)
    assert found is not None
    return found[1]


@contextmanager
def visitor(site: LiveSite, **window: Any) -> Iterator[Visitor]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = chromium.new_context(bypass_csp=window.pop("bypass_csp", False), **window)
        yield Visitor(site, context.new_page())
        chromium.close()
