"""A live site's meeting of six papers that begins now, with five people who come to it."""

import json

from dtms_site import clock
from reviews.services.meeting import planning
from submissions.enums import ConflictSource
from submissions.services.conflicts import add_conflict
from tests.editions import DECIDING, add_member, in_review, make_edition, reviewed, submitted
from tests.people import make_person
from tests.reviews.browser import scene

TITLES = {
    1: "Lighthouse Replicas", 2: "Fogbound Estimators", 3: "Tidal Surrogates",
    4: "Harbour Ledgers", 5: "Kelp Forest Planners", 6: "Saltmarsh Schedulers",
}  # fmt: skip
MERITS = {1: (5, 1), 2: (4, 2), 3: (3, 3), 4: (4, 1), 5: (5, 2), 6: (3, 2)}
PEOPLE = ("chen_chair", "xavi_conflicted_chair", "rex_reviewer", "nina_unassigned",
          "kim_conflicted")  # fmt: skip
OUT = {1: "xavi_conflicted_chair", 2: "kim_conflicted", 5: "kim_conflicted"}
CALL = "https://call.example/dtms"


def word_of(number: int) -> str:
    """Stands in the reviews of this paper and nowhere else."""
    return f"quartz{number}vein"


def make() -> None:
    """Rex and Lena reviewed all six; Xavi, a chair, is in conflict with 1, Kim with 2 and 5."""
    workshop = make_edition(chairs=("chen_chair", "xavi_conflicted_chair"))
    people = {key: make_person(key) for key in (*PEOPLE, "lena_lead", "otto_other")}
    for key in ("rex_reviewer", "nina_unassigned", "kim_conflicted", "lena_lead"):
        add_member(workshop, people[key])
    papers = {n: submitted(workshop, people["otto_other"], title=t) for n, t in TITLES.items()}
    for number, key in OUT.items():
        add_conflict(
            paper=papers[number], user=people[key], by=people["chen_chair"],
            source=ConflictSource.CHAIR,
        )  # fmt: skip
    reviewers = people["rex_reviewer"], people["lena_lead"]
    for number, paper in papers.items():
        in_review(paper, people["chen_chair"], *reviewers)
        for reviewer, merit in zip(reviewers, MERITS[number], strict=True):
            reviewed(paper, reviewer, merit, word_of(number))
    scene.move_clock(DECIDING)
    with clock.at(DECIDING):
        plan = planning.Plan(DECIDING, CALL, 8)
        meeting = planning.plan(workshop=workshop, by=people["chen_chair"], plan=plan)
        for number in TITLES:
            if not meeting.items.filter(submission__number=number).exists():
                planning.add(meeting=meeting, by=people["chen_chair"], number=number)
        planning.invite(meeting=meeting, by=people["chen_chair"])


def sessions() -> str:
    return json.dumps({key: scene.session_of(key) for key in PEOPLE})
