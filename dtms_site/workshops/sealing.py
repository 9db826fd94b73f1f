"""The clock that seals an edition: some time after its day, what only the committee read is gone.

Chairs choose how long, and are told a month before. Never sooner than a month after they were told,
each app removes its part, and members' roles open nothing any more. What authors were sent, the
decisions and all that is published stays.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from dtms_site import clock
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient

log = logging.getLogger(__name__)
NOTICE = timedelta(days=30)

Remove = Callable[[Workshop], dict[str, int]]
"""Removes the app's part. Returns how many rows of each sort went."""
_parts: list[Remove] = []


def register(remove: Remove) -> None:
    _parts.append(remove)


def seals_at(workshop: Workshop) -> datetime | None:
    """When it will be sealed; None without a day from which to count, or once it is sealed."""
    day = workshop.schedule.get(DeadlineKind.WORKSHOP)
    if day is None or workshop.sealed_at:
        return None
    planned: datetime = day.at + timedelta(days=workshop.retention_days)
    told = workshop.retention_told_at
    return max(planned, told + NOTICE) if told else planned


def sweep() -> None:
    """Tell the chairs of editions that are near, and seal those whose time has come."""
    day_is_past = Q(deadlines__kind=DeadlineKind.WORKSHOP, deadlines__at__lt=clock.now())
    open_ones = Workshop.objects.live().filter(day_is_past, sealed_at=None).distinct()
    for workshop in open_ones:
        try:
            _look_at(workshop)
        except Exception:
            log.exception("sealing of %s failed", workshop.slug)


def _look_at(workshop: Workshop) -> None:
    at, now = seals_at(workshop), workshop.now()
    if at is None or now < at - NOTICE:
        return
    if workshop.retention_told_at is None:
        give_notice(workshop=workshop)
    elif now >= at:
        seal(workshop=workshop)


@transaction.atomic
def give_notice(*, workshop: Workshop) -> None:
    """Tell each chair what goes and when, once."""
    workshop.retention_told_at = workshop.now()
    workshop.save(update_fields=["retention_told_at"])
    at = seals_at(workshop)
    assert at is not None
    settings = mail.address(reverse("workshops:settings", args=[workshop.slug]))
    values = {"until": f"{dates.long(at, dates.UTC)} UTC", "url": settings}
    for chair in workshop.memberships.chairs().select_related("user"):
        key = f"{workshop.pk}:{at:%Y%m%d}:{chair.user_id}"
        mail.tell("retention.notice", recipient(chair.user), values, key=key, edition=workshop)
    record("sealing announced", edition=workshop, about=workshop, at=at)


@transaction.atomic
def seal(*, workshop: Workshop) -> None:
    """Remove what only the committee read. It cannot be undone."""
    workshop = Workshop.objects.select_for_update(of=("self",)).get(pk=workshop.pk)
    if workshop.sealed_at:
        return
    gone: dict[str, int] = {}
    for remove in reversed(_parts):
        gone |= remove(workshop)
    workshop.sealed_at = workshop.now()
    workshop.save(update_fields=["sealed_at"])
    record("edition sealed", edition=workshop, about=workshop, removed=gone)
