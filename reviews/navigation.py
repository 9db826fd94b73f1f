from typing import Any

from django.db.models import Exists, OuterRef, Q

from dtms_site.workshops.enums import REVIEWING_ROLES, Role
from dtms_site.workshops.navigation import (
    Hat,
    PublicPage,
    SideEntry,
    register_fact_of_person,
    register_hat,
    register_public,
    register_side,
)
from reviews.enums import IN
from reviews.models import Assignment, ExternalReviewer
from reviews.sets import externals_for
from reviews.statistics.policy import PUBLISHED

CHAIRS = frozenset({Role.CHAIR})


def _statuses(request: Any) -> list[str | None]:
    """The states of the reviews this person was asked for, asked once a request."""
    if not hasattr(request, "review_statuses"):
        mine = Assignment.objects.told().of(request.user)
        here = mine.filter(submission__workshop=request.workshop)
        has_any = request.facts.get("is_asked", True)
        rows = here.values_list("review__status", flat=True) if has_any else ()
        request.review_statuses = list(rows)
    return list(request.review_statuses)


def know_statuses(request: Any, statuses: list[str | None]) -> None:
    """The page has read them already."""
    request.review_statuses = statuses


def _reviews(request: Any) -> bool:
    """Members always; a chair once a paper was given to them."""
    if Role.MEMBER in request.roles:
        return True
    return Role.CHAIR in request.roles and bool(_statuses(request))


def _open_work(request: Any) -> int:
    return sum(status not in IN for status in _statuses(request))


def _helping(request: Any) -> list[bool]:
    """For each paper this person helps with from outside: whether their review is in.

    The committee is never asked: nobody on it is an outside reviewer. Of everybody else hardly
    anybody is, and a short question finds that out.
    """
    if not REVIEWING_ROLES.isdisjoint(request.roles):
        return []
    if not hasattr(request, "outside_work"):
        helps = ExternalReviewer.objects.accepted_by(request.user, request.workshop).exists()
        mine = externals_for(request.user, request.workshop) if helps else None
        dates = mine.values_list("sent_at", flat=True) if mine is not None else ()
        request.outside_work = [sent is not None for sent in dates]
    return list(request.outside_work)


def register() -> None:
    asked = Assignment.objects.told().filter(
        reviewer=OuterRef("user"), submission__workshop=OuterRef("workshop")
    )
    register_fact_of_person("is_asked", Q(Exists(asked)))
    register_public(PublicPage("statistics", "Statistics", "reviews:statistics", PUBLISHED, 90))
    register_hat(
        Hat("reviews", "My reviews", "reviews:mine", 20, _reviews, _open_work,
            work_of=frozenset({Role.MEMBER}))
    )  # fmt: skip
    register_hat(
        Hat("invited", "Invited review", "reviews:invited", 21, lambda r: bool(_helping(r)),
            lambda r: _helping(r).count(False))
    )  # fmt: skip
    register_hat(
        Hat("chair", "Chair desk", "chair:desk", 30, lambda r: Role.CHAIR in r.roles,
            work_of=CHAIRS)
    )  # fmt: skip
    register_side(
        SideEntry("Now", "Desk", "layout-dashboard", "chair:desk", 10, CHAIRS),
        SideEntry("Now", "Timeline", "history", "chair:timeline", 11, CHAIRS),
        SideEntry("Review", "Papers", "files", "chair:papers", 20, CHAIRS),
        SideEntry("Review", "Conflicts", "door-exit", "chair:conflicts", 20, CHAIRS),
        SideEntry("Review", "Assignment", "arrows-shuffle", "chair:assignments", 21, CHAIRS),
        SideEntry("Review", "Progress", "list-check", "chair:progress", 21, CHAIRS),
        SideEntry("Review", "Scores", "chart-bar", "chair:scores", 22, CHAIRS),
        SideEntry("Review", "Statistics", "table", "chair:statistics", 23, CHAIRS),
        SideEntry("Review", "Decisions", "gavel", "chair:decisions", 22, CHAIRS),
        SideEntry("Send and publish", "Mail", "mail", "chair:mail", 30, CHAIRS),
        SideEntry("Set up", "People", "users", "workshops:people", 50, CHAIRS),
        SideEntry("Set up", "Dates", "calendar-due", "workshops:deadlines", 51, CHAIRS),
        SideEntry("Set up", "Settings", "adjustments", "workshops:settings", 52, CHAIRS),
        SideEntry("Set up", "Log", "history", "chair:log", 53, CHAIRS),
    )
