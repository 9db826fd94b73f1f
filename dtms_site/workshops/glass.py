"""Breaking the glass: operators see no papers, unless they say why, for a while, in the open."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops.models import BrokenGlass, Workshop
from dtms_site.workshops.services import recipient

LIFE = timedelta(hours=1)
SHORTEST_REASON = 20
"""Characters. A chair who reads it later should understand it."""


class NoReason(ValueError):
    """What is missing, as a sentence for the operator."""


def glass_of(operator: Any, workshop: Workshop) -> BrokenGlass | None:
    """What lets this operator look now, if anything does."""
    if not operator.is_staff:
        return None
    mine = BrokenGlass.objects.filter(operator=operator, workshop=workshop)
    found: BrokenGlass | None = mine.open(clock.now()).first()
    return found


@transaction.atomic
def break_glass(*, workshop: Workshop, by: User, reason: str) -> BrokenGlass:
    """Open the edition's papers to this operator for an hour. Its chairs are told at once.

    Raises NoReason. A glass that is broken already stays as it is.
    """
    if known := glass_of(by, workshop):
        return known
    if len(reason.strip()) < SHORTEST_REASON:
        raise NoReason(f"Say why, in {SHORTEST_REASON} characters or more: the chairs read it.")
    now = clock.now()
    glass = BrokenGlass.objects.create(
        workshop=workshop, operator=by, reason=reason.strip(), opened_at=now, ends_at=now + LIFE
    )
    record("glass broken", actor=by, edition=workshop, about=by, reason=glass.reason,
           until=glass.ends_at)  # fmt: skip
    values = {
        "operator": str(by), "reason": f"  {glass.reason}",
        "until": f"{glass.ends_at:%H:%M} UTC",
        "url": mail.address(reverse("chair:log", args=[workshop.slug])),
    }  # fmt: skip
    for chair in workshop.memberships.chairs().select_related("user"):
        mail.tell(
            "operator.glass", recipient(chair.user), values, key=f"{glass.pk}:{chair.user_id}",
            edition=workshop,
        )  # fmt: skip
    return glass


@transaction.atomic
def close_glass(*, workshop: Workshop, by: User) -> None:
    """Before its hour is over."""
    glass = glass_of(by, workshop)
    if glass is not None:
        glass.ends_at = clock.now()
        glass.save(update_fields=["ends_at"])
        record("glass closed", actor=by, edition=workshop, about=by)
