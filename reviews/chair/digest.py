"""What waits on a chair's desk, told by mail as long as something does."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse

from dtms_site.mail import services as mail
from dtms_site.web.text import counted
from dtms_site.workshops import duties
from dtms_site.workshops.duties import Anchor, Audience, Duty, OpenWork, Phase, Rule
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews.chair.desk import Task, tasks_of

DESK = "desk"
# Late in the day, so that a mail about their own reviews, which has an hour, comes first.
HOUR = 18
# Tasks from this urgency on tell how things go, and ask for nothing.
FOR_INFORMATION = 70


def register() -> None:
    duties.register(
        Duty(
            DESK, "Chairs’ tasks not done", desks, mails={Phase.BEGUN: "chair.digest"},
            is_routine=True,
            block="{count} on your desk\n{items}\n  {desk_url}",
            shipped=(Rule(DESK, Anchor.SINCE, timedelta(), every=timedelta(days=3)),),
        )
    )  # fmt: skip


def desks(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    """One a chair. What lies on it is only read when its mail would leave."""
    for membership in workshop.memberships.chairs().select_related("user").order_by("pk"):
        chair = membership.user
        read = _reader(chair, workshop)
        yield OpenWork(
            "desk", recipient(chair), chair.time_zone, since=_first_evening(chair, workshop),
            values=lambda now, read=read: _values(workshop, read()),  # type: ignore[misc]
            is_there=lambda read=read: bool(read()),  # type: ignore[misc]
        )  # fmt: skip


def _first_evening(chair: Any, workshop: Workshop) -> datetime:
    zone = ZoneInfo(chair.time_zone or "UTC")
    begun = workshop.created_at.astimezone(zone)
    return begun.replace(hour=HOUR, minute=0, second=0, microsecond=0)


def _reader(chair: Any, workshop: Workshop) -> Any:
    @cache
    def read() -> list[Task]:
        return [task for task in tasks_of(chair, workshop) if task.urgency < FOR_INFORMATION]

    return read


def _values(workshop: Workshop, tasks: list[Task]) -> dict[str, str]:
    lines = [f"  {task.count} {task.what}" for task in tasks]
    return {
        "count": counted(len(tasks), "task"),
        "items": "\n".join(lines),
        "desk_url": mail.address(reverse("chair:desk", args=[workshop.slug])),
    }
