from datetime import timedelta
from types import SimpleNamespace

import pytest

from dtms_site import clock
from reviews.models import Meeting
from reviews.services.meeting import planning, presence, running
from submissions.enums import ConflictSource
from submissions.services.conflicts import add_conflict
from tests.editions import DECIDING, add_member, in_review, make_edition, reviewed, submitted
from tests.people import make_person

CAST = (
    "ada_author", "otto_other", "rex_reviewer", "lena_lead", "nina_unassigned", "kim_conflicted",
    "todd_todo", "chen_chair", "xavi_conflicted_chair", "sam_stranger",
)  # fmt: skip
MERITS = {1: (5, 1), 2: (3, 3), 3: (4, 2)}
BEGIN = DECIDING + timedelta(hours=1)


class Table(SimpleNamespace):
    """An edition with three papers on the agenda of a meeting.

    Rex and Lena review all of them. Kim is conflicted with 1 and 3, Xavi, a chair, with 1.
    """

    def meeting(self):
        found = Meeting.objects.get(workshop=self.workshop)
        found.workshop = self.workshop
        return found

    def at(self):
        """What a page that is up to date shows on the table."""
        turn = self.meeting().turns.filter(ended_at=None).first()
        return turn.public_id if turn else ""

    def on_the_table(self):
        turn = self.meeting().turns.filter(ended_at=None).first()
        return turn.item.submission.number if turn else None

    def start(self, *people):
        running.start(meeting=self.meeting(), by=self.chen_chair)
        self.join(*people)

    def join(self, *people):
        for person in people:
            presence.attend(meeting=self.meeting(), user=person)

    def go(self, act, by=None, **more):
        act(meeting=self.meeting(), by=by or self.chen_chair, at=self.at(), **more)


@pytest.fixture
def table(db):
    workshop = make_edition(chairs=("chen_chair", "xavi_conflicted_chair"))
    people = {key: make_person(key) for key in CAST}
    for key in ("rex_reviewer", "lena_lead", "nina_unassigned", "kim_conflicted", "todd_todo"):
        add_member(workshop, people[key])
    papers = {}
    for number, title in ((1, "Lighthouse Replicas"), (2, "Fogbound"), (3, "Harbour Ledgers")):
        author = people["ada_author" if number == 1 else "otto_other"]
        papers[number] = submitted(workshop, author, title=title)
    conflicts = (("kim_conflicted", 1), ("kim_conflicted", 3), ("xavi_conflicted_chair", 1))
    for key, number in conflicts:
        source = ConflictSource.CHAIR
        add_conflict(paper=papers[number], user=people[key], by=people["chen_chair"], source=source)
    reviewers = people["rex_reviewer"], people["lena_lead"]
    for number, paper in papers.items():
        in_review(paper, people["chen_chair"], *reviewers)
        for reviewer, merit in zip(reviewers, MERITS[number], strict=True):
            reviewed(paper, reviewer, merit, f"{reviewer.given_name} on {paper.title}.")
    with clock.at(BEGIN):
        plan = planning.Plan(BEGIN + timedelta(minutes=5), "https://call.example/dtms", 8)
        planning.plan(workshop=workshop, by=people["chen_chair"], plan=plan)
        yield Table(workshop=workshop, papers=papers, **people)


@pytest.fixture
def look(sign_in):
    def get(person, path="/dtms/meeting/", status=200):
        response = sign_in(person).get(path)
        assert response.status_code == status, (person, path, response.status_code)
        return response.content.decode()

    return get
