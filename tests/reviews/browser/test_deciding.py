"""A chair decides forty papers and tells their authors, with as few actions as it takes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.dtms_site.accounts.browser import visitor
from tests.live import LiveSite

pytestmark = pytest.mark.browser
SCENE = """
from dtms_site.management.bench import data
from dtms_site.accounts.models import User
from submissions.models import Author
from tests.reviews.browser import scene
workshop = data.make_edition(papers=40, members=12)
member = User.objects.get(email="member1@bench.example")
Author.objects.filter(order=0).update(user=member)
print(scene.session_for(User.objects.get(email="member0@bench.example")))
"""
COUNT = """
from dtms_site.mail.models import OutboxMessage
from submissions.models import Submission
print(Submission.objects.filter(status="accepted").count(),
      Submission.objects.filter(status="rejected").count(),
      OutboxMessage.objects.filter(kind__startswith="decision.").count())
"""


@pytest.fixture(scope="module")
def forty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveSite, str]]:
    """A site with forty papers under review, and the session of their chair."""
    with LiveSite(Path(tmp_path_factory.mktemp("forty"))) as site:
        yield site, site.shell(SCENE).split()[-1]


def test_forty_papers_are_decided_and_their_authors_told_in_five_actions(forty):
    site, session = forty
    with visitor(site) as chair:
        page = chair.page
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        page.goto(f"{site.url}/bench/chair/decisions/")
        actions = [
            lambda: page.get_by_label("Talks that fit the day").fill("18"),
            lambda: page.get_by_role("button", name="Try it").click(),
            lambda: page.get_by_role("button", name="Record 40 decisions").click(),
            lambda: page.get_by_label("Type the number of papers to release").fill("40"),
            lambda: page.get_by_role("button", name="Release 40 decisions").click(),
        ]
        for act in actions:
            act()
            page.wait_for_load_state()
        expect(page.get_by_role("heading", level=1)).to_have_text("Outbox")
    assert len(actions) <= 5
    assert site.shell(COUNT).split() == ["18", "22", "40"]
