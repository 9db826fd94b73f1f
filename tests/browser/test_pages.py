"""Every page of each role at two widths, light and dark: axe finds nothing serious, nothing spills."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.people import Person, chromium
from tests.live import LiveSite

PASSWORD = "dtms-demo"  # the sample's own
LOOKS = [(1366, "light"), (390, "dark")]

ANYONE = [
    "/demo/", "/demo/program/", "/demo/proceedings/", "/demo/statistics/", "/accounts/login/", "/accounts/login/code/",
    "/accounts/signup/", "/accounts/password/reset/", "/about/accessibility/", "/about/privacy/",
    "/about/keyboard/",
    "/demo/check/", "/demo/nothing-here/",
]  # fmt: skip
AUTHOR = ["/demo/papers/", "/demo/papers/1/", "/accounts/profile/", "/accounts/email/",
          "/accounts/2fa/", "/accounts/sessions/"]  # fmt: skip
MEMBER = [
    "/demo/reviews/", "/demo/reviews/1/", "/demo/reviews/1/review/", "/demo/reviews/1/others/",
    "/demo/reviews/1/discussion/", "/demo/reviews/profile/", "/demo/conflicts/",
    "/demo/bids/",
]  # fmt: skip
CHAIR = [
    "/demo/chair/", "/demo/chair/papers/", "/demo/chair/papers/1/", "/demo/chair/assignments/",
    "/demo/chair/decisions/", "/demo/chair/decisions/release/", "/demo/chair/mail/",
    "/demo/chair/log/", "/demo/chair/committees/", "/demo/chair/deadlines/", "/demo/chair/settings/",
    "/demo/publication/", "/demo/publication/camera-ready/", "/demo/publication/camera-ready/1/",
    "/demo/publication/program/", "/demo/publication/program/sessions/new/",
    "/demo/chair/conflicts/", "/demo/chair/invite/", "/demo/chair/limits/",
    "/demo/chair/review-form/", "/demo/chair/progress/", "/demo/chair/progress/?by=paper",
    "/demo/chair/statistics/", "/demo/chair/scores/",
    "/demo/publication/proceedings/", "/demo/chair/format/", "/demo/chair/waivers/",
    "/demo/chair/mail-texts/", "/demo/chair/mail-texts/decision.accepted/",
]  # fmt: skip
OPEN_CALL = ["/call/", "/call/submit/"]

TOUR = [
    ("", ANYONE),
    ("ada.brekkestad@kvitvik.example", AUTHOR + OPEN_CALL),
    ("rex.aldermoor@saltmarsh.example", MEMBER),
    ("chen.duanmu@pearlbay.example", CHAIR),
    ("olga.zelinskaya@ops.example", ["/admin/", "/admin/mail/"]),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with LiveSite(tmp_path_factory.mktemp("tour")) as running:
        running.manage("demo", "--papers", "6", "--phase", "published")
        in_ten_days = (date.today() + timedelta(days=10)).isoformat()
        running.manage("create_edition", "--slug", "call", "--submission", in_ten_days)
        yield running


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def album(tmp_path_factory):
    return Path(os.environ.get("DTMS_SCREENSHOTS") or tmp_path_factory.mktemp("album"))


@pytest.mark.parametrize(("email", "pages"), TOUR, ids=lambda value: str(value)[:4])
def test_pages_are_accessible_and_fit(site, browser, album, email, pages):
    person = Person(browser, site.url, album, email)
    if email:
        with_password(person)
    found = [trouble for path in pages for trouble in troubles(person, path)]
    person.page.context.close()
    assert found == []


def with_password(person):
    person.go("/accounts/login/")
    person.page.get_by_label("E-mail").fill(person.email)
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    person.press("Sign in")
    person.page.wait_for_url(lambda url: "login" not in url)


def troubles(person, path):
    """What is wrong with a page in each look, in words; also keeps a picture of it."""
    page = person.page
    expected = 404 if "nothing-here" in path else 200
    answer = page.goto(path)
    if answer.status != expected:
        yield f"{path}: {answer.status}"
        return
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        person.look(f"{path.strip('/').replace('/', '-') or 'home'}-{width}")
        spill = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if spill > 0:
            yield f"{path}: {spill} px wider than the window of {width}"
        for rule in Axe().run(page).response["violations"]:
            if rule["impact"] in {"serious", "critical"}:
                where = [node["target"] for node in rule["nodes"]][:3]
                yield f"{path} at {width}, {theme}: {rule['id']} at {where}"
