"""A member and a chair in Chromium: by keyboard alone, through a lost connection, in few steps."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dtms_site.accounts.browser import Visitor, visitor
from tests.live import LiveSite
from tests.reviews.browser import scene

pytestmark = pytest.mark.browser
MOST_TABS = 80


@contextmanager
def signed_in(site: LiveSite, key: str) -> Iterator[Visitor]:
    with visitor(site) as person:
        enter(site, person, key)
        yield person


def enter(site: LiveSite, person: Visitor, key: str) -> None:
    told = site.shell(
        f"from tests.reviews.browser import scene; print(scene.session_of('{key}'))"
    ).split()[-1]
    person.page.context.add_cookies([{"name": "sessionid", "value": told, "url": site.url}])


def test_a_chair_assigns_in_three_actions_and_asks_what_if(site):
    with signed_in(site, "chen_chair") as chen:
        page, actions = chen.page, 0
        page.goto(f"{site.url}/dtms/chair/")
        steps = [
            page.get_by_role("link", name="Assignment", exact=True),
            page.get_by_role("button", name="Propose", exact=True),
            page.get_by_role("button", name=re.compile(r"^Apply \d+$")),
        ]
        for step in steps:
            step.click()
            actions += 1
        expect(page.get_by_text(re.compile(r"^\d+ reviews assigned"))).to_be_visible()
        assert actions <= 3
        assert chen.barriers() == []
        page.get_by_role("button", name="Undo the assignment").click()
        page.locator("details.others summary").first.click()
        swap = page.get_by_role("button", name="Swap in").first
        expect(swap).to_be_visible()
        assert chen.barriers() == []
        swap.click()
        note = page.locator("#what-if")
        expect(note).to_contain_text("What if:")
        expect(note).to_contain_text(re.compile(r"Total\s+\d+\.\d\d\s+→\s+\d+\.\d\d"))
        note.get_by_role("button", name="Keep").click()
        expect(page.locator("#what-if")).to_have_count(0)
        assert chen.complaints == []


class Keys:
    """The keyboard, and nothing else. `actions` counts what the person decided to do."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions = page, 0

    def walk_to(self, target: Locator) -> None:
        for _ in range(MOST_TABS):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no way to {target} by Tab")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.walk_to(target)
        self.page.keyboard.press(key)
        self.actions += 1

    def group(self) -> None:
        """A group of fields is one action, however many keys it takes."""
        self.actions += 1


def fill_in(keys: Keys, page: Page) -> None:
    for name in ("merit", "confidence", "relevance"):
        keys.walk_to(page.locator(f"input[name=q-{name}]").first)
        page.keyboard.press("3")
    keys.group()
    for name in ("summary", "strengths", "weaknesses"):
        keys.walk_to(page.locator(f"textarea[name=q-{name}]"))
        page.keyboard.type(f"What I say about {name}.")
    keys.group()


def test_from_invitation_to_a_sent_review_by_keyboard_alone(site):
    site.shell("from tests.reviews.browser import scene; scene.invite_ines()")
    with visitor(site) as ines:
        page, keys = ines.page, Keys(ines.page)
        mail = ines.wait_for_mail(scene.INES, "")
        page.goto(re.search(r"http\S+/invitation/\S+", mail)[0])
        keys.press(page.get_by_role("button", name="Accept"))
        page.wait_for_url("**/dtms/reviews/")
        site.shell(f"from tests.reviews.browser import scene; scene.give_paper('{scene.INES}', 3)")
        page.goto(f"{site.url}/dtms/reviews/")
        keys = Keys(page)
        keys.press(page.get_by_role("link", name="Start paper 3"))
        page.wait_for_url("**/reviews/3/review/")
        fill_in(keys, page)
        page.keyboard.press("Control+Enter")
        keys.actions += 1
        page.wait_for_url("**/dtms/reviews/")
        expect(page.get_by_role("heading", level=1)).to_have_text("All your reviews are in, Ines")
        assert keys.actions <= 4
        assert ines.barriers() == []
        assert ines.complaints == []


@pytest.fixture(scope="module")
def todds_paper(site):
    site.shell("from tests.reviews.browser import scene; scene.give_paper("
               "scene.make_person('todd_todo').email, 1)")  # fmt: skip


def typed(page: Page, text: str) -> None:
    page.locator("textarea[name=q-summary]").focus()
    page.keyboard.type(text)


@pytest.mark.usefixtures("todds_paper")
def test_a_cut_connection_loses_nothing(site):
    with signed_in(site, "todd_todo") as todd:
        page, saved = todd.page, todd.page.locator("[data-saved]")
        page.goto(f"{site.url}/dtms/reviews/1/review/")
        typed(page, "Before the tunnel. ")
        expect(saved).to_contain_text(re.compile(r"^Saved \d"))
        page.context.set_offline(True)
        typed(page, "In the tunnel. ")
        expect(saved).to_contain_text("no connection")
        page.context.set_offline(False)
        expect(saved).to_contain_text(re.compile(r"^Saved \d"), timeout=10_000)
        assert kept(site) == "Before the tunnel. In the tunnel."


@pytest.mark.usefixtures("todds_paper")
def test_a_browser_that_dies_in_the_tunnel_brings_the_text_back(site):
    with signed_in(site, "todd_todo") as todd:
        page = todd.page
        page.goto(f"{site.url}/dtms/reviews/1/review/")
        page.context.set_offline(True)
        page.locator("textarea[name=q-strengths]").fill("Written on the train.")
        page.wait_for_timeout(300)
        page.context.set_offline(False)
        other = page.context.new_page()
        page.close(run_before_unload=False)
        other.goto(f"{site.url}/dtms/reviews/1/review/")
        expect(other.locator("textarea[name=q-strengths]")).to_have_value("Written on the train.")
        expect(other.locator("[data-saved]")).to_contain_text(re.compile(r"^Saved \d"))


@pytest.mark.usefixtures("todds_paper")
def test_a_session_that_ends_while_typing_loses_nothing(site):
    with signed_in(site, "todd_todo") as todd:
        page, saved = todd.page, todd.page.locator("[data-saved]")
        page.goto(f"{site.url}/dtms/reviews/1/review/")
        page.context.clear_cookies()
        page.locator("textarea[name=q-weaknesses]").fill("Said after the session.")
        expect(saved).to_contain_text("you are signed out")
        enter(site, todd, "todd_todo")
        expect(saved).to_contain_text(re.compile(r"^Saved \d"), timeout=15_000)
    assert "Said after the session." in kept(site, "weaknesses")


@pytest.mark.usefixtures("todds_paper")
def test_a_second_window_overwrites_nothing(site):
    with signed_in(site, "todd_todo") as todd:
        first, second = todd.page, todd.page.context.new_page()
        for page in (first, second):
            page.goto(f"{site.url}/dtms/reviews/1/review/")
        first.locator("textarea[name=q-summary]").fill("From the first.")
        expect(first.locator("[data-saved]")).to_contain_text(re.compile(r"^Saved \d"))
        second.locator("textarea[name=q-summary]").fill("From the second.")
        expect(second.locator("[data-saved]")).to_contain_text("saved in another window")
        second.get_by_role("button", name="Save", exact=True).click()
        expect(second.locator(".their-text").first).to_contain_text("From the first.")
        expect(second.locator("textarea[name=q-summary]")).to_have_value("From the second.")
    assert kept(site) == "From the first."


def kept(site: LiveSite, key: str = "summary") -> str:
    """What the server has of Todd's review."""
    return site.shell(
        "from reviews.models import ReviewText; print(ReviewText.objects.get("
        f"criterion__key='{key}', review__assignment__submission__number=1).text)"
    ).strip()


def test_bids_go_by_keyboard(site):
    site.shell("from tests.reviews.browser import scene; scene.move_clock(scene.CLOSED)")
    with signed_in(site, "nina_unassigned") as nina:
        page = nina.page
        page.goto(f"{site.url}/dtms/bids/")
        page.keyboard.press("j")
        page.keyboard.press("o")
        expect(page.locator("[data-abstract]").first).to_contain_text("Authors")
        assert nina.barriers() == []
        for level in "142":
            page.keyboard.press(level)
        expect(page.locator("[data-saved]")).to_have_text("Saved")
        expect(page.locator("[data-count]")).to_have_text("3")
        assert nina.barriers() == []
        assert nina.complaints == []
    told = site.shell(
        "from reviews.models import Bid; from tests.people import make_person; "
        "print(sorted(Bid.objects.filter(member=make_person('nina_unassigned'))"
        ".values_list('level', flat=True)))"
    )
    assert told.strip() == "[0, 2, 3]"


def test_a_comment_outlives_its_session_and_is_said_once(site):
    site.shell("from tests.reviews.browser import scene; scene.open_discussion(2)")
    thread, words = f"{site.url}/dtms/reviews/2/discussion/", "Do not lose **me**."
    with signed_in(site, "rex_reviewer") as rex:
        page, box = rex.page, rex.page.locator("textarea[data-reply]")
        page.goto(thread)
        page.keyboard.press("r")
        page.keyboard.type(words)
        page.get_by_role("button", name="Preview").click()
        expect(page.locator(".preview strong")).to_have_text("me")
        assert rex.barriers() == []
        page.context.clear_cookies()
        page.get_by_role("button", name="Post").click()
        enter(site, rex, "rex_reviewer")
        page.goto(thread)
        expect(box).to_have_value(words)
        page.get_by_role("button", name="Post").click()
        expect(page.locator("ol .prose-sys strong")).to_have_text("me")
        page.goto(thread)
        expect(box).to_have_value("")
