"""Reviewers with unfinished reviews hear of it before and after the date, and nobody else does."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.clock import time_left
from dtms_site.mail import reminders
from dtms_site.mail import services as mail
from dtms_site.web.text import counted
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Deadline
from dtms_site.workshops.services import recipient
from reviews.models import Assignment

BEFORE = [timedelta(days=3), timedelta(days=1)]
AFTER = timedelta(days=1)


def register() -> None:
    reminders.register("reviews due", remind)


def remind(instant: datetime) -> int:
    """Returns how many mails were written."""
    near = Deadline.objects.filter(
        kind=DeadlineKind.REVIEW, at__gt=instant - 3 * AFTER, at__lte=instant + BEFORE[0]
    )
    written = 0
    for deadline in near.select_related("workshop"):
        left = deadline.at - deadline.workshop.now()
        step = _step(left)
        if step is not None:
            written += _remind(deadline, step)
    return written


def _step(left: timedelta) -> timedelta | None:
    """The moment that has come: the smallest lead that covers what is left, or a day late."""
    if left <= -AFTER:
        return -AFTER
    return min((b for b in BEFORE if timedelta() < left <= b), default=None)


def _remind(deadline: Deadline, step: timedelta) -> int:
    workshop, written = deadline.workshop, 0
    for reviewer, rows in _unfinished(deadline).items():
        values = {
            "count": counted(len(rows), "review"),
            "papers": "\n".join(
                f"  {r.submission.number}  {r.submission.shown_title}" for r in rows
            ),
            "due": dates.deadline_in_mail(deadline, reviewer.time_zone),
            "left": time_left(deadline.at, workshop.now()),
            "reviews_url": mail.address(reverse("reviews:mine", args=[workshop.slug])),
        }
        late = step < timedelta()
        if late:
            del values["left"]
        row = mail.tell(
            "review.overdue" if late else "review.reminder", recipient(reviewer), values,
            key=f"{deadline.pk}:{deadline.sequence}:{step}:{reviewer.pk}", edition=workshop,
        )  # fmt: skip
        written += row is not None
    return written


def _unfinished(deadline: Deadline) -> dict[User, list[Assignment]]:
    open_work = Assignment.objects.unfinished().filter(submission__workshop=deadline.workshop)
    if deadline.paper_type_id:
        open_work = open_work.filter(submission__paper_type_id=deadline.paper_type_id)
    by_reviewer = defaultdict(list)
    for row in open_work.select_related("reviewer", "submission"):
        by_reviewer[row.reviewer].append(row)
    return dict(by_reviewer)
