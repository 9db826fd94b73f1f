"""People at a real browser: each has a window of their own and reads mail from a real server."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.smtp import Mailbox, text_of

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
expect.set_options(timeout=15_000)


@contextmanager
def chromium() -> Iterator[Browser]:
    path = os.environ.get("DTMS_CHROMIUM") or shutil.which("chromium")
    assert path, "Chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def subject_of(mail: Message) -> str:
    return str(make_header(decode_header(mail["subject"])))


class Person:
    """`look` keeps a picture of each step in `album`."""

    def __init__(
        self, browser: Browser, base: str, album: Path, email: str, mailbox: Mailbox | None = None,
        *, width: int = 1366, theme: str = "light",
    ) -> None:  # fmt: skip
        self.email, self.album, self.mailbox = email, album, mailbox
        window = {"width": width, "height": 900}
        context = browser.new_context(
            base_url=base, viewport=window, color_scheme=theme, locale="en-GB", accept_downloads=True,
        )  # fmt: skip
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._note)

    def _note(self, message: Any) -> None:
        if message.type == "error":
            self.troubles.append(f"{self.page.url}: {message.text}")

    def look(self, name: str) -> None:
        self.album.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.album / f"{name}.png", full_page=True)

    def go(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def press(self, name: str, *, role: Any = "button") -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.page.wait_for_load_state()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sign_in_with_code(self) -> None:
        """From the page that asks for an address to the page after the code."""
        self.page.get_by_label("E-mail").fill(self.email)
        before = len(self.mails())
        self.press("Send me a code")
        code = re.search(
            r"^\s+([A-Z0-9-]{6,9})\s*$", text_of(self.mail(after=before)), re.MULTILINE
        )
        assert code, text_of(self.mail())
        self.page.get_by_label("Code").fill(code[1])
        self.press("Sign in")

    def mails(self) -> list[Message]:
        assert self.mailbox is not None
        return self.mailbox.to(self.email)

    def mail(self, subject: str = "", *, after: int = 0, seconds: float = 30) -> Message:
        """The newest mail with these words in its subject, waited for."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [m for m in self.mails()[after:] if subject in subject_of(m)]
            if found:
                return found[-1]
            time.sleep(0.2)
        have = [subject_of(m) for m in self.mails()]
        raise AssertionError(f"{self.email} got no mail about “{subject}”, only {have}")

    def link(self, mail: Message, part: str = "") -> str:
        """The first address in a mail that holds `part`."""
        return next(a for a in re.findall(r"https?://\S+", text_of(mail)) if part in a)
