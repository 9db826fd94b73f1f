"""Where the matrix allows more than there is yet: nothing is shown, so nothing leaks.

Each line goes when what it tells of is built: a test fails for a line that no longer holds.
"""

from dataclasses import dataclass

from tests.access.actors import (
    EVERYBODY,
    FREE_CHAIRS,
    FREE_MEMBERS,
    HELPERS,
    MEMBERS,
    PHASES,
    REVIEWERS,
)


@dataclass(frozen=True)
class Lack:
    resource: str
    why: str
    actors: frozenset[str] = EVERYBODY
    phases: str = PHASES


LACKS = [
    Lack("R19", "a reviewer's own list has no scores to sort by", frozenset({"pc_done"})),
    Lack("R20", "no form is taken along once the discussion has closed", REVIEWERS, "NXP"),
    Lack("R20", "who helps from outside writes online", HELPERS),
    Lack("R21", "the page about help closes with reviewing", frozenset({"pc_done"}), "NXP"),
    Lack(
        "R29",
        "authors answer when the reviews' date has passed, later in this phase",
        EVERYBODY,
        "D",
    ),
    Lack("R35", "only chairs can search", EVERYBODY - FREE_CHAIRS),
    Lack("R38", "nobody but chairs has a list of mails", EVERYBODY - FREE_CHAIRS),
    Lack("R51", "members have no list of people but the public one", MEMBERS),
    Lack("R57", "operators have no pages of metrics", frozenset({"staff"})),
    Lack(
        "N09",
        "the digest goes to reviewers, about what they may read",
        FREE_CHAIRS | FREE_MEMBERS - {"pc_done"},
    ),
    Lack("W01", "chairs cannot edit for authors once reviewing has begun", FREE_CHAIRS, "RDNXP"),
    Lack("W02", "a published paper stays in its volume", FREE_CHAIRS, "P"),
]


def is_lacking(resource: str, phase: str, actor: str) -> bool:
    return any(
        lack.resource == resource and phase in lack.phases and actor in lack.actors
        for lack in LACKS
    )
