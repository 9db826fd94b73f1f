"""The line on every page of a rehearsal: what it is, as whom one looks, and the way back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dtms_site.accounts.models import User
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.navigation import Bar, SideEntry, register_bar, register_side


@dataclass(frozen=True)
class Stage:
    """What the line says."""

    live: Workshop
    person: User
    parts: str
    now: datetime


def stage(request: Any) -> Stage | None:
    workshop = getattr(request, "workshop", None)
    if workshop is None or not workshop.is_rehearsal:
        return None
    parts = sorted(Role(role).label.lower() for role in getattr(request, "roles", ()))
    return Stage(
        workshop.rehearsal_of, request.user, ", ".join(parts) or "author", workshop.play.stands_at
    )


def register() -> None:
    register_bar(Bar("rehearsal/_bar.html", stage))
    chairs = frozenset({Role.CHAIR})
    register_side(SideEntry("Now", "Rehearsal", "player-play", "rehearsal:desk", 12, chairs))
