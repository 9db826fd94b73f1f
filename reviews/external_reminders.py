"""Outside reviewers with an unfinished review hear of it before the date, once each time."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from dtms_site.clock import time_left
from dtms_site.mail import reminders
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Deadline
from dtms_site.workshops.services import recipient
from reviews.models import ExternalReviewer
from reviews.reminders import BEFORE


def register() -> None:
    reminders.register("outside reviews due", remind)


def remind(instant: datetime) -> int:
    """Returns how many mails were written."""
    near = Deadline.objects.filter(
        kind=DeadlineKind.REVIEW, at__gt=instant, at__lte=instant + max(BEFORE)
    )
    return sum(_remind(deadline) for deadline in near.select_related("workshop"))


def _remind(deadline: Deadline) -> int:
    workshop, written = deadline.workshop, 0
    left = deadline.at - workshop.now()
    step = min((lead for lead in BEFORE if left <= lead), default=None)
    if step is None or not left:
        return 0
    rows: Any = ExternalReviewer.objects.unfinished().filter(
        assignment__submission__workshop=workshop
    )
    if deadline.paper_type_id:
        rows = rows.filter(assignment__submission__paper_type_id=deadline.paper_type_id)
    for row in rows.select_related("user", "assignment__submission"):
        paper, user = row.assignment.submission, row.user
        path = reverse("reviews:invited-review", args=[workshop.slug, paper.number])
        values = {
            "number": paper.number, "title": paper.shown_title, "url": mail.address(path),
            "due": dates.deadline_in_mail(deadline, user.time_zone),
            "left": time_left(deadline.at, workshop.now()),
        }  # fmt: skip
        told = mail.tell(
            "external.reminder", recipient(user), values, edition=workshop, about=paper,
            key=f"{row.public_id}:{deadline.pk}:{deadline.sequence}:{step}",
        )  # fmt: skip
        written += told is not None
    return written
