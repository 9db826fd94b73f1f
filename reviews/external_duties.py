"""What outside reviewers have not done: reviews that they agreed to write."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from dtms_site.clock import time_left
from dtms_site.mail import services as mail
from dtms_site.workshops import dates, duties
from dtms_site.workshops.duties import Audience, Duty, OpenWork, Phase
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews.models import ExternalReviewer

OUTSIDE = "outside reviews"
DAY = timedelta(days=1)


def register() -> None:
    duties.register(
        Duty(
            OUTSIDE, "Outside reviews not sent", outside_reviews, ends_with=DeadlineKind.REVIEW,
            mails={Phase.BEFORE: "external.reminder"},
            block="Your review of paper {number}, {left} left\n  {title}\n  Due {due}\n  {url}",
            shipped=duties.before(OUTSIDE, 3 * DAY, DAY),
        )
    )  # fmt: skip


def outside_reviews(workshop: Workshop, audience: Audience) -> Iterator[OpenWork]:
    rows = ExternalReviewer.objects.unfinished().filter(
        assignment__submission__workshop=workshop, user__isnull=False
    )
    for row in rows.select_related("user", "assignment__submission").order_by("pk"):
        paper, user = row.assignment.submission, row.user
        due = workshop.schedule.get(DeadlineKind.REVIEW, paper.paper_type_id)
        if user is not None and due is not None:
            yield OpenWork(
                f"outside-{row.public_id}", recipient(user), user.time_zone, about=paper,
                due=due.at, since=row.asked_at, values=_values(workshop, paper, due, user),
            )  # fmt: skip


def _values(
    workshop: Workshop, paper: Any, due: Any, user: Any
) -> Callable[[datetime], dict[str, str]]:
    path = reverse("reviews:invited-review", args=[workshop.slug, paper.number])
    told = {
        "number": str(paper.number),
        "title": paper.shown_title,
        "url": mail.address(path),
        "due": dates.deadline_in_mail(due, user.time_zone),
    }
    return lambda now: {**told, "left": time_left(due.at, now)}
