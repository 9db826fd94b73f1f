"""Five people at a meeting of six papers, each at a browser of their own, all at once."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import chromium
from tests.live import LiveSite
from tests.reviews.browser.meeting_scene import CALL, OUT, PEOPLE, TITLES, word_of

pytestmark = pytest.mark.browser
ROOM = "/dtms/meeting/"
CHEN, XAVI, REX, NINA, KIM = PEOPLE
CURTAIN = "Please step outside for a moment"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    with LiveSite(tmp_path_factory.mktemp("meeting")) as running:
        running.shell("from tests.reviews.browser import meeting_scene; meeting_scene.make()")
        yield running


class Room:
    """The five with their pages, as the meeting goes."""

    def __init__(self, site: LiveSite, pages: dict[str, Page]) -> None:
        self.site, self.pages = site, pages
        self.delays: list[float] = []

    def press(self, key: str, name: str | re.Pattern[str]) -> None:
        self.pages[key].get_by_role("button", name=name).click()

    def heading(self, key: str) -> Locator:
        return self.pages[key].get_by_role("heading", level=1)

    def follow(self, number: int) -> None:
        """Each page shows the paper, or to who is in conflict that they are out and nothing else."""
        began = time.monotonic()
        for key in self.pages:
            out = OUT.get(number) == key
            expect(self.heading(key)).to_have_text(CURTAIN if out else TITLES[number])
        self.delays.append(time.monotonic() - began)
        for key, page in self.pages.items():
            self.sees_what_they_may(key, " ".join(page.content().split()), number)

    def sees_what_they_may(self, key: str, html: str, number: int) -> None:
        if OUT.get(number) == key:
            assert TITLES[number] not in html
            assert not any(word_of(n) in html for n in TITLES)
            assert "about 8 minutes" in html
            return
        assert [n for n in TITLES if word_of(n) in html] == [number], key
        mine = {n for n, who in OUT.items() if who == key}
        assert not [n for n in mine if TITLES[n] in html], key
        assert ("Record, next paper" in html) == (key in {CHEN, XAVI}), key
        # Who reviewed is known to chairs and to who reviewed; the others hear of numbers.
        assert ("Rex Aldermoor</b>" in html) == (key in {CHEN, XAVI, REX}), key

    def record(self, letter: str, **words: str) -> None:
        page = self.pages[CHEN]
        page.keyboard.press(letter)
        for name, text in words.items():
            page.locator(f"textarea[name={name}]").fill(text)
        page.get_by_role("button", name="Record, next paper").click()
        page.wait_for_load_state()

    def number_on_the_table(self) -> int:
        title = self.heading(CHEN).inner_text()
        return next(n for n, known in TITLES.items() if known == title)


def test_five_people_go_through_six_papers_and_each_sees_exactly_what_they_may(site):
    sessions = json.loads(
        site.shell(
            "from tests.reviews.browser import meeting_scene as s; print(s.sessions())"
        ).strip()
    )
    with chromium() as browser, ExitStack() as stack:
        pages = {}
        for key in PEOPLE:
            context = browser.new_context(base_url=site.url, locale="en-GB")
            stack.callback(context.close)
            context.add_cookies([{"name": "sessionid", "value": sessions[key], "url": site.url}])
            pages[key] = context.new_page()
            pages[key].goto(ROOM)
        room = Room(site, pages)
        _assemble(room)
        taken = _through_all_papers(room)
        _end(room, taken)


def _assemble(room: Room) -> None:
    """Everybody's page opens by itself when the chair starts, and they join."""
    room.press(CHEN, "Start the meeting")
    for key in (XAVI, REX, NINA, KIM):
        expect(room.heading(key)).to_have_text("The meeting is on")
        room.press(key, "Join the meeting")
        expect(room.heading(key)).to_have_text("Welcome")
    assert room.pages[NINA].get_by_role("link", name="Video call").get_attribute("href") == CALL
    room.press(CHEN, re.compile("First paper"))
    expect(room.heading(CHEN)).not_to_have_text("Welcome")


def _through_all_papers(room: Room) -> list[int]:
    """Accept, vote, hold, cut a connection, restart the server, and take back what was held."""
    taken = []
    for step in range(6):
        number = room.number_on_the_table()
        taken.append(number)
        room.follow(number)
        if step == 0:
            _vote(room, number)
            room.record("a", reason="The room likes it.")
        elif step == 1:
            room.press(CHEN, re.compile("Come back at the end"))
        elif step == 2:
            _cut_and_back(room)
        elif step == 3:
            room.site.stop()
            expect(room.pages[REX].get_by_text("Reconnecting.")).to_be_visible()
            room.site.start()
            room.follow(number)
            room.record("r", reason="Too early.")
        else:
            room.record("a")
        expect(room.heading(CHEN)).not_to_have_text(TITLES[number])
    return taken


def _vote(room: Room, number: int) -> None:
    """Who is out is not asked. Of three votes on, the numbers are shown."""
    room.press(CHEN, "Ask for votes")
    voters = [key for key in PEOPLE if OUT.get(number) != key][:3]
    for key in voters:
        button = room.pages[key].get_by_role("button", name="Accept", exact=True)
        button.click()
        expect(room.pages[key].get_by_text("Your vote is counted.")).to_be_visible()
    room.press(CHEN, "Close the vote")
    expect(room.pages[voters[-1]].get_by_text("The room voted")).to_be_visible()
    note = room.pages[CHEN].get_by_placeholder("What the minutes should say")
    note.fill("Ask for the data set.")
    room.press(CHEN, "Note it")
    expect(room.pages[CHEN].locator(".meet-notes")).to_contain_text("Ask for the data set.")


def _cut_and_back(room: Room) -> None:
    """The meeting moves on while Nina hears nothing; her page says so, and catches up by itself."""
    nina = room.pages[NINA]
    nina.context.set_offline(True)
    expect(nina.get_by_text("Reconnecting.")).to_be_visible()
    room.record("a")
    now = room.number_on_the_table()
    assert TITLES[now] != room.heading(NINA).inner_text()
    nina.context.set_offline(False)
    room.follow(now)
    expect(nina.get_by_text("Reconnecting.")).to_be_hidden()
    room.record("c", conditions="Publish the traces.")


def _end(room: Room, taken: list[int]) -> None:
    expect(room.heading(CHEN)).to_have_text("All papers are done")
    room.press(CHEN, "End the meeting")
    for key in PEOPLE:
        expect(room.heading(key)).to_have_text("The meeting is over")
    minutes = {}
    for key, page in room.pages.items():
        page.goto(f"{ROOM}1/minutes/")
        minutes[key] = page.locator("main").inner_text()
        pdf = page.request.get(f"{ROOM}1/minutes.pdf")
        assert pdf.status == 200
        assert pdf.body()[:4] == b"%PDF"
    _minutes_are_right(minutes, taken)


def _minutes_are_right(minutes: dict[str, str], taken: list[int]) -> None:
    for key, text in minutes.items():
        known = {n for n in TITLES if OUT.get(n) != key}
        assert {n for n in TITLES if TITLES[n] in text} == known, key
        assert all(name in text for name in ("Chen", "Xavi", "Rex", "Nina", "Kim"))
        # What is decided stays with the chairs until the release.
        assert ("recorded by" in text) == (key in {CHEN, XAVI}), key
    chen = minutes[CHEN]
    assert chen.count("recorded by Chen") == 6
    assert (chen.count("Accept, recorded"), chen.count("Reject, recorded")) == (4, 1)
    assert "Publish the traces." in chen
    assert "Ask for the data set." in chen
    assert "Vote of 3: Accept 3" in chen
    assert chen.count("Out because of a conflict: Kim") == 2
    assert chen.count("Out because of a conflict: Xavi") == 1
    assert "Out because" not in minutes[NINA]
