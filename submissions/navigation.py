from typing import Any

from django.db.models import Exists, OuterRef, Q

from dtms_site.workshops.enums import Role
from dtms_site.workshops.navigation import (
    Bar,
    Hat,
    SideEntry,
    register_bar,
    register_fact_of_person,
    register_hat,
    register_side,
)
from submissions import draft_bar
from submissions.models import Author

CHAIRS = frozenset({Role.CHAIR})


def _has_papers(request: Any) -> bool:
    return bool(draft_bar.own_papers(request))


def _open_work(request: Any) -> int:
    return sum(paper.is_draft for paper in draft_bar.own_papers(request))


def register() -> None:
    register_side(
        SideEntry("Review", "Waivers", "shield-question", "submissions:waivers", 23, CHAIRS),
        SideEntry("Set up", "Format", "list-check", "submissions:rules", 52, CHAIRS),
    )
    register_hat(Hat("workshop", "Workshop", "workshops:home", 0, lambda request: True))
    register_hat(Hat("papers", "My papers", "submissions:papers", 10, _has_papers, _open_work))
    wrote = Author.objects.filter(user=OuterRef("user"), submission__workshop=OuterRef("workshop"))
    register_fact_of_person("wrote_here", Q(Exists(wrote)))
    register_bar(Bar("submissions/_draft_bar.html", draft_bar.bar))
