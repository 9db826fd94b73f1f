"""The authorization matrix: for each resource and actor, what they get in each phase.

`matrix.csv` has a row for each resource and actor and a column for each phase; `resources.csv` says
what the resources are. Both also hold what is not built yet and who has no part yet.

The words: 200 allowed; 200r allowed with parts missing; 200o only what is one's own or open to
one; 403 refused, which may look like 404; 404 as if there were nothing; SAME0 a page of one's own
that is as if there were nothing; 302L, 401 sign in first; GET a mail, GETr one with parts missing,
NONE no mail; IGNORED a write that changes nothing.
"""

import csv
from collections.abc import Callable
from pathlib import Path

from tests.access.actors import ACTORS, PHASES
from tests.access.visits import Visits

Ask = Callable[[Visits, str], str]
HERE = Path(__file__).parent
# What is seen instead is fine too: it tells no more.
AS_GOOD = {
    "SAME0": {"404"},
    "SAME0-for-P1": {"404"},
    "403": {"404"},
    "404": {"302L"},
    "302L": {"404"},
    "401": {"302L", "404"},
    "NONE": {"404", "302L"},
}


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(newline="") as file:
        return list(csv.DictReader(file))


EXPECTED = {
    (row["resource"], phase, row["actor"]): row[phase]
    for row in _rows("matrix.csv")
    for phase in PHASES
}
RESOURCES = {row["resource"]: row["what"] for row in _rows("resources.csv")}


def agrees(expected: str, seen: str) -> bool:
    """Where a phase cannot tell two answers apart, `seen` names both: 200|200o."""
    return not {expected, *AS_GOOD.get(expected, ())}.isdisjoint(seen.split("|"))


def cells_of(phase: str, resources: list[str]) -> list[tuple[str, str]]:
    """(resource, actor) of everything that can be asked in this phase."""
    return [(r, actor) for r in resources for actor in ACTORS if (r, phase, actor) in EXPECTED]
