"""The product against the authorization matrix: every built resource, asked as every actor."""

from collections import Counter

import pytest

from tests.access.actors import ACTORS, PHASES
from tests.access.lacks import LACKS, is_lacking
from tests.access.matrix import EXPECTED, RESOURCES, Ask, agrees
from tests.access.more_reads import MORE_READS
from tests.access.news import NEWS
from tests.access.reads import READS
from tests.access.visits import Visits
from tests.access.writes import WRITES

pytestmark = pytest.mark.django_db
BUILT = {*READS, *MORE_READS, *WRITES, *NEWS}
# An answer that gives nothing away, where the matrix would allow something.
NOTHING = ("404", "403", "302L", "NONE", "404|403", "200r")


def asked_in(phase: str) -> dict[str, Ask]:
    news = {resource: ask for resource, (when, ask) in NEWS.items() if phase in when}
    return READS | MORE_READS | WRITES | news


def compare(visits: Visits) -> tuple[Counter, dict[tuple[str, str, str], list[str]]]:
    """How many cells agreed or lack something, and those that do not agree."""
    tally: Counter = Counter()
    wrong: dict[tuple[str, str, str], list[str]] = {}
    for resource, ask in asked_in(visits.phase).items():
        for actor in ACTORS:
            seen = ask(visits, actor)
            expected = EXPECTED[resource, visits.phase, actor]
            if agrees(expected, seen):
                tally["agreed"] += 1
            elif is_lacking(resource, visits.phase, actor) and seen in NOTHING:
                tally["allowed, not there yet"] += 1
            else:
                wrong.setdefault((resource, expected, seen), []).append(actor)
    return tally, wrong


def test_everybody_gets_of_every_resource_what_the_matrix_says(visits, record_property):
    tally, wrong = compare(visits)
    record_property("matrix", {"phase": visits.phase, **tally})
    assert wrong == {}


def test_the_matrix_has_every_resource_once_for_every_actor_in_every_phase():
    actors = {actor for _, _, actor in EXPECTED}
    assert set(ACTORS) <= actors
    assert len(EXPECTED) == len(RESOURCES) * len(actors) * len(PHASES)


def test_every_resource_that_is_asked_for_is_in_the_matrix():
    assert set(RESOURCES) >= BUILT


@pytest.mark.parametrize("lack", LACKS, ids=lambda lack: f"{lack.resource} {lack.why}")
def test_what_is_noted_as_lacking_is_allowed_by_the_matrix(lack):
    allowed = {
        EXPECTED[lack.resource, phase, actor] for phase in lack.phases for actor in lack.actors
    }
    assert any(expected[0] in "2G" for expected in allowed)


def test_no_author_and_nobody_in_conflict_is_ever_allowed_to_know_who_reviews():
    people = (
        "author",
        "coauthor",
        "pc_author",
        "chair_author",
        "pc_conflicted",
        "chair_conflicted",
    )
    cells = {EXPECTED["R16", phase, actor] for phase in PHASES for actor in people}
    assert cells <= {"404", "SAME0"}
