from typing import Any

from dtms_site.workshops.enums import Role
from dtms_site.workshops.navigation import Hat, SideEntry, register_hat, register_side
from submissions import policy
from submissions.enums import SubmissionStatus

CHAIRS = frozenset({Role.CHAIR})


def _statuses(request: Any) -> list[str]:
    """The statuses of this person's papers, asked once a request."""
    if not hasattr(request, "paper_statuses"):
        mine = policy.papers_of(request.user, request.workshop)
        request.paper_statuses = list(mine.values_list("status", flat=True))
    return list(request.paper_statuses)


def _has_papers(request: Any) -> bool:
    return bool(_statuses(request))


def _open_work(request: Any) -> int:
    return _statuses(request).count(SubmissionStatus.DRAFT)


def register() -> None:
    register_side(
        SideEntry("Review", "Waivers", "shield-question", "submissions:waivers", 23, CHAIRS),
        SideEntry("Set up", "Format", "list-check", "submissions:rules", 52, CHAIRS),
    )
    register_hat(Hat("workshop", "Workshop", "workshops:home", 0, lambda request: True))
    register_hat(Hat("papers", "My papers", "submissions:papers", 10, _has_papers, _open_work))
