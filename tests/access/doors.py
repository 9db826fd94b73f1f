"""The marks of views, and whom each keeps out before the view itself is asked."""

from functools import cache

from dtms_site.web.access import Access
from tests.access.actors import AUTHORS, CHAIRS, COMMITTEE, PUBLISHERS
from tests.access.addresses import PAGES
from tests.access.resolver import walk

DOORS = {
    Access.CHAIR: CHAIRS,
    Access.PUBLICATION: PUBLISHERS,
    Access.COMMITTEE: COMMITTEE,
    Access.AUTHOR: AUTHORS,
    Access.OPERATOR: frozenset({"staff"}),
}
# These doors look at a role alone, so that they answer alike behind each of their addresses.
BY_ROLE = {
    Access.CHAIR: "chair:desk",
    Access.PUBLICATION: "program:desk",
    Access.COMMITTEE: "reviews:mine",
}


@cache
def marks() -> dict[str, Access]:
    """The door of every page of an edition."""
    return {name: pattern.callback.access for name, pattern in walk() if name in PAGES}


def behind_the_same_door(name: str, actor: str) -> str:
    """The one page that stands for all that this door keeps from this actor; else the page itself.

    Who has not signed in is sent to do so and then on to the page, so each differs.
    """
    door = marks().get(name)
    if door not in BY_ROLE or actor == "anon" or actor in DOORS[door]:
        return name
    return BY_ROLE[door]
