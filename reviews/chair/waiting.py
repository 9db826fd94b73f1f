"""What waits for a chair while the committee works: papers at one of its steps, and a date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, FilteredRelation, Max, Min, Q
from django.urls import reverse

from dtms_site.clock import time_left
from dtms_site.web.text import counted
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.chair import desk, timeline
from reviews.enums import ACTIVE, IN, Outcome
from reviews.reading import MERIT
from reviews.sets import discussed, papers_for_chair
from submissions.enums import SubmissionStatus

NEAR = timedelta(days=2)
FAR_APART = 3
"""Points between two scores of a paper."""


def register() -> None:
    desk.register(papers)
    desk.register(date_near)


@dataclass(frozen=True)
class Backlog:
    """How many papers of those that a chair handles wait, by what they wait for."""

    reviewers: int
    start: int
    """Assigned, while reviewing of them has not begun."""
    reviews: int
    decision: int
    """All their reviews are in."""
    talk: int
    """Scores that differ widely, and nobody has written a word about it."""


def backlog_of(chair: Any, workshop: Workshop) -> Backlog:
    """All of it in one question: each step of its own would look at every paper again."""
    enough = workshop.reviews_per_paper
    waits, reviewed = Q(status=SubmissionStatus.SUBMITTED), Q(status=SubmissionStatus.UNDER_REVIEW)
    stays = Q(outcome=None) | ~Q(outcome=Outcome.DESK_REJECT)
    rows = _counted(papers_for_chair(chair, workshop).filter(waits | reviewed), workshop)
    return Backlog(
        **rows.values("pk").aggregate(
            reviewers=Count("pk", filter=stays & Q(given__lt=enough)),
            start=Count(
                "pk", filter=stays & waits & workshop.schedule.closed_papers() & Q(given__gt=0)
            ),
            reviews=Count("pk", filter=reviewed & Q(sent__lt=enough)),
            decision=Count("pk", filter=reviewed & Q(outcome=None, sent__gte=enough)),
            talk=Count("pk", filter=reviewed & Q(is_discussed=False, gap__gte=FAR_APART)),
        )
    )


def _counted(papers: Any, workshop: Workshop) -> Any:
    """Each with reviewers and reviews, the gap between its scores, and what was decided."""
    held = Q(assignments__status__in=ACTIVE)
    is_in = held & Q(assignments__review__status__in=IN)
    asked = list(workshop.criteria.filter(key=MERIT).values_list("pk", flat=True))
    scores, decisions = "assignments__review__scores", "decisions"
    return papers.annotate(
        merit=FilteredRelation(scores, condition=Q(**{f"{scores}__criterion__in": asked})),
        decision=FilteredRelation(decisions, condition=Q(decisions__superseded_at=None)),
    ).annotate(
        given=Count("assignments", filter=held, distinct=True),
        sent=Count("assignments", filter=is_in, distinct=True),
        gap=Max("merit__value", filter=is_in) - Min("merit__value", filter=is_in),
        outcome=F("decision__outcome"),
        is_discussed=discussed(),
    )


def papers(chair: Any, workshop: Workshop) -> Iterator[desk.Task]:
    waiting, enough = backlog_of(chair, workshop), workshop.reviews_per_paper
    if waiting.reviewers and workshop.schedule.any_closed():
        yield _task(
            workshop, waiting.reviewers, "paper", "short of reviewers",
            f"Each needs {enough}. A proposal takes a second.",
            "Assign reviewers", "assignments", 10,
        )  # fmt: skip
    if waiting.start:
        yield _task(
            workshop, waiting.start, "assigned paper", "waiting for the start",
            "Reviewers see their papers, and are told, when you start reviewing.",
            "Start reviewing", "assignments", 20,
        )  # fmt: skip
    if waiting.reviews and workshop.schedule.passed(DeadlineKind.REVIEW):
        yield _task(
            workshop, waiting.reviews, "paper", "short of reviews",
            f"Fewer than {enough} are in. Remind, or give a review to somebody else.",
            "See which", "progress", 18, "?by=paper",
        )  # fmt: skip
    if waiting.talk:
        yield _task(
            workshop, waiting.talk, "paper", "with scores far apart and no discussion",
            f"{FAR_APART} points or more between two reviews. Ask their reviewers to talk.",
            "See which", "papers", 28, f"?q=spread%3E%3D{FAR_APART}+comments%3D0&sort=spread",
        )  # fmt: skip
    if waiting.decision:
        yield _task(
            workshop, waiting.decision, "paper", "ready to be decided",
            "All their reviews are in.", "Decide", "decisions", 40,
        )  # fmt: skip


def _task(
    workshop: Workshop, count: int, noun: str, rest: str, why: str, verb: str, page: str,
    urgency: int, query: str = "",
) -> desk.Task:  # fmt: skip
    url = reverse(f"chair:{page}", args=[workshop.slug]) + query
    what = f"{counted(count, noun).partition(' ')[2]} {rest}"
    return desk.Task(count, what, why, verb, url, urgency)


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
