"""A chair plays the whole workshop in the browser: from the call to the proceedings, in minutes.

Everything is real: the site with its worker, the SMTP server that must get nothing, the browser.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, chromium
from tests.live import LiveSite
from tests.smtp import SmtpServer

ROWS = (
    "from tests.life import stage_scene as s; from hashlib import sha256; "
    "print(sha256(s.of_the_edition().encode()).hexdigest())"
)
SESSION = "from tests.reviews.browser.scene import session_of; print(session_of('chen_chair'))"
A_WHOLE_LIFE = 240_000


@pytest.fixture
def stage(tmp_path):
    album = Path(os.environ.get("DTMS_SCREENSHOTS") or tmp_path / "screenshots")
    with SmtpServer() as mail, chromium() as browser, live_site(tmp_path, mail.port) as site:
        site.shell("from tests.life import stage_scene; stage_scene.make()")
        chair = Person(browser, site.url, album, "chen")
        cookie = {"name": "sessionid", "value": site.shell(SESSION).strip(), "url": site.url}
        chair.page.context.add_cookies([cookie])
        yield site, chair, mail.mailbox


def live_site(tmp_path, port):
    return LiveSite(tmp_path / "home", EMAIL_URL=f"smtp://127.0.0.1:{port}")


def test_a_chair_rehearses_from_the_call_to_the_proceedings(stage):
    site, chair, mailbox = stage
    before = site.shell(ROWS)
    begins(chair)
    goes_to_the_next_event(chair)
    goes_until_after(chair, "Papers due")
    looks_as_an_author(chair)
    goes_until_after(chair, "All is over")
    reads_what_came_of_it(chair)
    looks_as_a_reviewer(chair)
    reads_the_proceedings(chair)
    removes_it(chair)
    assert mailbox.messages == []
    assert site.shell(ROWS) == before
    assert chair.troubles == []


def begins(chair):
    chair.go("/dtms/chair/rehearsal/")
    for label, value in (("Papers begun", 6), ("Members at least", 4)):
        chair.page.get_by_label(label).fill(str(value))
    chair.look("rehearsal-begin")
    chair.press("Begin the rehearsal")
    chair.sees("Nobody has done anything yet.")


def stands(chair):
    expect(chair.page.get_by_text("Time stands still until you move it")).to_be_visible(
        timeout=A_WHOLE_LIFE
    )


def goes_to_the_next_event(chair):
    chair.press("To the next event")
    stands(chair)


def goes_until_after(chair, date):
    option = chair.page.locator("#id_to option", has_text=date).first
    chair.page.locator("#id_to").select_option(option.get_attribute("value"))
    chair.press("Go there")
    if date == "All is over":
        expect(chair.page.get_by_text("Read what came of the plan")).to_be_visible(
            timeout=A_WHOLE_LIFE
        )
    else:
        stands(chair)
    chair.look(f"rehearsal-after-{date.lower().replace(' ', '-')}")


def looks_as(chair, words):
    chair.go("/dtms/chair/rehearsal/")
    row = chair.page.locator("li", has_text=words).last
    name = row.locator("b").inner_text()
    row.get_by_role("button", name="Look as").click()
    chair.page.wait_for_load_state()
    chair.sees(f"You look as {name}")
    return name


def looks_as_an_author(chair):
    looks_as(chair, "author of 1")
    chair.press("Workshop", role="link")
    chair.sees("Rehearsal: papers and reviews are invented")
    chair.go("/dtms-rehearsal/papers/1/")
    chair.look("rehearsal-as-author")
    # Everywhere else the chair is who they are.
    chair.go("/dtms/chair/")
    expect(chair.page.get_by_text("You look as")).to_have_count(0)
    chair.go("/dtms-rehearsal/papers/")
    chair.press("Back to DTMS")
    chair.sees("Look as")


def reads_what_came_of_it(chair):
    chair.press("Does the plan hold?", role="link")
    chair.sees("Reviews, by the day on which they came")
    chair.look("rehearsal-report")
    chair.go("/dtms/chair/rehearsal/mail/")
    chair.look("rehearsal-mail")
    first = chair.page.locator("main ul a").first
    subject = first.inner_text()
    first.click()
    expect(chair.page.get_by_role("heading", name=subject)).to_be_visible()
    chair.look("rehearsal-letter")


def looks_as_a_reviewer(chair):
    looks_as(chair, "programme committee member")
    chair.sees("Rehearsal.")
    chair.look("rehearsal-as-reviewer")


def reads_the_proceedings(chair):
    chair.go("/dtms-rehearsal/proceedings/")
    chair.look("rehearsal-proceedings")
    link = chair.page.locator("a[href$='.pdf']").first
    answer = chair.page.request.get(link.get_attribute("href"))
    assert answer.body().startswith(b"%PDF")
    assert urlsplit(answer.url).path.startswith("/dtms-rehearsal/")


def removes_it(chair):
    chair.go("/dtms/chair/rehearsal/")
    chair.press("Remove the rehearsal")
    chair.sees("The rehearsal is gone")
    assert chair.page.goto("/dtms-rehearsal/").status == 404
    chair.troubles.clear()  # the browser notes that 404
