"""What waits for a chair while the committee works: reviews, scores far apart, mail, a date."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q
from django.urls import reverse

from dtms_site.clock import time_left
from dtms_site.mail.enums import MailState
from dtms_site.web.text import counted
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.chair import desk, timeline
from reviews.enums import ACTIVE, IN
from reviews.policy import mail_for
from reviews.querysets import discussed, papers_for_chair
from reviews.reading import MERIT
from submissions.enums import SubmissionStatus

NEAR = timedelta(days=2)
FAR_APART = 3
"""Points between two scores of a paper."""
_is_in = Q(assignments__status__in=ACTIVE, assignments__review__status__in=IN)


def register() -> None:
    for source in (reviews_missing, far_apart, mail_held, date_near):
        desk.register(source)


def _noun(count: int, noun: str) -> str:
    return counted(count, noun).partition(" ")[2]


def _under_review(chair: Any, workshop: Workshop) -> Any:
    return papers_for_chair(chair, workshop).filter(status=SubmissionStatus.UNDER_REVIEW)


def reviews_missing(chair: Any, workshop: Workshop) -> Iterator[desk.Task]:
    if not workshop.schedule.passed(DeadlineKind.REVIEW):
        return
    papers = _under_review(chair, workshop).annotate(sent=Count("assignments", filter=_is_in))
    count = papers.filter(sent__lt=workshop.reviews_per_paper).count()
    if count:
        url = reverse("chair:progress", args=[workshop.slug]) + "?by=paper"
        yield desk.Task(
            count, f"{_noun(count, 'paper')} short of reviews",
            f"Fewer than {workshop.reviews_per_paper} are in. Remind, or give a review to somebody "
            "else.", "See which", url, 18,
        )  # fmt: skip


def far_apart(chair: Any, workshop: Workshop) -> Iterator[desk.Task]:
    """Scores that differ widely, and nobody has written a word about it."""
    merit = "assignments__review__scores__value"
    given = _is_in & Q(assignments__review__scores__criterion__key=MERIT)
    papers = _under_review(chair, workshop).annotate(
        best=Max(merit, filter=given), worst=Min(merit, filter=given)
    )
    count = papers.exclude(discussed()).filter(best__gte=F("worst") + FAR_APART).count()
    if count:
        url = reverse("chair:papers", args=[workshop.slug])
        yield desk.Task(
            count, f"{_noun(count, 'paper')} with scores far apart and no discussion",
            f"{FAR_APART} points or more between two reviews. Ask their reviewers to talk.",
            "See which", f"{url}?q=spread%3E%3D{FAR_APART}+comments%3D0&sort=spread", 28,
        )  # fmt: skip


def mail_held(chair: Any, workshop: Workshop) -> Iterator[desk.Task]:
    count = mail_for(chair, workshop).filter(state=MailState.HELD).count()
    if count:
        url = reverse("chair:mail", args=[workshop.slug])
        why = "Nobody gets them before you have read and sent them."
        yield desk.Task(
            count, f"{_noun(count, 'mail')} held back", why, "Read them", f"{url}?state=held", 22
        )


def date_near(chair: Any, workshop: Workshop) -> Iterator[desk.Task]:
    """The next date, two days ahead, with what it changes by itself."""
    now, coming = workshop.now(), workshop.schedule.next()
    if coming is None or coming.at - now > NEAR:
        return
    effects = [event.detail for event in timeline.doors_of(coming, chair, workshop) if event.detail]
    left = time_left(coming.at, now)
    yield desk.Task(
        1, f"date near: {coming.label}, in {left}", effects[0] if effects else "Look whether "
        "everything is ready.", "See what follows", reverse("chair:timeline", args=[workshop.slug]),
        75,
    )  # fmt: skip
