"""What a new edition still needs before it can receive papers and reviews."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.urls import reverse

from dtms_site.workshops.enums import REVIEWING_ROLES, Role
from dtms_site.workshops.models import Workshop
from reviews.chair.desk import Task
from reviews.chair.desk import register as register_source

# By then two reminders have gone out.
CHAIRS_AFTER = timedelta(days=7)


def register() -> None:
    register_source(tasks)


def _silent(workshop: Workshop) -> Iterator[Task]:
    """Who was reminded twice, and those whose link has run out."""
    since = workshop.now() - CHAIRS_AFTER
    count = workshop.invitations.pending().filter(sent_at__lte=since).count()
    if count:
        url = reverse("workshops:people", args=[workshop.slug])
        what = f"invitation{'s' if count > 1 else ''} without an answer"
        yield Task(count, what, "Two reminders went out. Ask again, or somebody else.",
                   "See who", url, 30)  # fmt: skip


def tasks(chair: Any, workshop: Workshop) -> Iterator[Task]:
    if not chair.get_full_name():
        yield Task(1, "name is missing: yours", "Mails and proceedings show your address instead.",
                   "Write your name", reverse("profile"), 1)  # fmt: skip
    yield from _silent(workshop)
    roles = [role for role in REVIEWING_ROLES if role != Role.CHAIR]
    serving = workshop.memberships.filter(role__in=roles, ended_at=None)
    if not (serving.exists() or workshop.invitations.filter(role__in=roles).exists()):
        url = reverse("workshops:people", args=[workshop.slug])
        yield Task(1, "committee to invite", "Paste names and addresses; each gets one mail.",
                   "Invite the committee", url, 5)  # fmt: skip
