"""The chair's desk: what needs doing now, in one list; and the log."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dtms_site.audit.querysets import events_for
from dtms_site.mail.enums import MailState
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.enums import ACTIVE, IN
from reviews.policy import mail_for
from reviews.querysets import (
    assignments_for_chair,
    hidden_from_chair,
    papers_for_chair,
    papers_to_review,
    revised_papers,
)
from reviews.services.decisions import releasable
from submissions.enums import WITH_THE_COMMITTEE, SubmissionStatus


@dataclass(frozen=True)
class Task:
    """Something that waits for a chair: how much of it, why, and where to do it."""

    count: int
    what: str
    why: str
    verb: str
    url: str
    urgency: int
    is_act: bool = False
    """The button does it, where it does not lead to a page."""


Source = Callable[[Any, Workshop], Iterator[Task]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let an app above put its tasks on the desk."""
    _sources.append(source)


@require_safe
@chair_page
def desk(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    loads = loads_of_reviewers(request.user, workshop)
    return render(
        request,
        "chair/desk.html",
        {
            "tasks": tasks_of(request.user, workshop),
            "now": workshop.now(),
            "next": workshop.schedule.next(),
            "phases": phases(workshop),
            "progress": {
                "in": sum(load.done for load in loads),
                "wanted": sum(load.wanted for load in loads),
            },
            "reviewers": [load for load in loads if load.total],
        },
    )


def tasks_of(chair: Any, workshop: Workshop) -> list[Task]:
    """What waits for this chair, most urgent first."""
    own = [_drafts, _unassigned, _start, _overdue, _undecided, _release, _revised, _mail]
    tasks = [task for source in own + _sources for task in source(chair, workshop)]
    return sorted(tasks, key=lambda task: task.urgency)


def phases(workshop: Workshop) -> list[tuple[Any, str]]:
    """The dates of the edition with "done", "now" (the next one) or "" for the line on top."""
    found, now = [], workshop.now()
    coming = workshop.schedule.next()
    for deadline in workshop.schedule:
        state = "done" if deadline.at <= now else "now" if deadline == coming else ""
        found.append((deadline, state))
    return found


@dataclass(frozen=True)
class ReviewerLoad:
    """Reviews of one person: in, asked for, and asked for or still to be told."""

    name: str
    done: int
    total: int
    wanted: int


def loads_of_reviewers(chair: Any, workshop: Workshop) -> list[ReviewerLoad]:
    """Who has how many reviews in, most to do first, over the papers this chair handles."""
    told = Q(submission__status__in=WITH_THE_COMMITTEE)
    rows = assignments_for_chair(chair, workshop).values_list(
        "reviewer__given_name", "reviewer__family_name"
    ).annotate(
        done=Count("pk", filter=Q(review__status__in=IN)), total=Count("pk", filter=told),
        wanted=Count("pk"),
    )  # fmt: skip
    loads = [ReviewerLoad(f"{given} {family}", *counts) for given, family, *counts in rows]
    return sorted(loads, key=lambda load: (load.done - load.total, load.name))


def _url(workshop: Workshop, name: str, query: str = "") -> str:
    return reverse(f"chair:{name}", args=[workshop.slug]) + query


def _plural(number: int, noun: str, rest: str) -> str:
    """The words after a count that stands beside them: papers short of reviewers."""
    return f"{counted(number, noun).partition(' ')[2]} {rest}"


def _drafts(chair: Any, workshop: Workshop) -> Iterator[Task]:
    count = workshop.submissions.drafts().count()
    due = workshop.schedule.get(DeadlineKind.SUBMISSION)
    if count and due and not workshop.schedule.passed(DeadlineKind.SUBMISSION):
        why = "Their authors are reminded three days, one day and one hour before the deadline."
        url = reverse("workshops:deadlines", args=[workshop.slug])
        yield Task(
            count, _plural(count, "draft", "not submitted yet"), why, "See the dates", url, 90
        )


def _unassigned(chair: Any, workshop: Workshop) -> Iterator[Task]:
    if not workshop.schedule.any_closed():
        return
    states = [SubmissionStatus.SUBMITTED, SubmissionStatus.UNDER_REVIEW]
    active = Count("assignments", filter=Q(assignments__status__in=ACTIVE))
    papers = papers_to_review(chair, workshop).filter(status__in=states).annotate(given=active)
    short = papers.filter(given__lt=workshop.reviews_per_paper).count()
    if short:
        why = f"Each needs {workshop.reviews_per_paper}. A proposal takes a second."
        url = _url(workshop, "assignments")
        yield Task(
            short, _plural(short, "paper", "short of reviewers"), why, "Assign reviewers", url, 10
        )


def _start(chair: Any, workshop: Workshop) -> Iterator[Task]:
    waiting = papers_to_review(chair, workshop).filter(
        workshop.schedule.closed_papers(), status=SubmissionStatus.SUBMITTED
    )
    given = waiting.filter(assignments__status__in=ACTIVE).distinct().count()
    if given:
        why = "Reviewers see their papers, and are told, when you start reviewing."
        what = _plural(given, "assigned paper", "waiting for the start")
        yield Task(
            given, what, why, "Start reviewing",
            _url(workshop, "assignments"), 20,
        )  # fmt: skip


def _overdue(chair: Any, workshop: Workshop) -> Iterator[Task]:
    if not workshop.schedule.passed(DeadlineKind.REVIEW):
        return
    late = (
        assignments_for_chair(chair, workshop)
        .unfinished()
        .filter(submission__status=SubmissionStatus.UNDER_REVIEW)
    )
    count = late.count()
    if count:
        people = late.values("reviewer").distinct().count()
        why = f"From {counted(people, 'reviewer')}. One mail each is written; you read it, it goes."
        yield Task(
            count, _plural(count, "review", "overdue"), why, "Remind them",
            _url(workshop, "nudge"), 15, is_act=True,
        )  # fmt: skip


def _undecided(chair: Any, workshop: Workshop) -> Iterator[Task]:
    papers = papers_for_chair(chair, workshop).filter(status=SubmissionStatus.UNDER_REVIEW)
    sent = Count("assignments__review", filter=Q(assignments__review__status__in=IN,
                                                 assignments__status__in=ACTIVE))  # fmt: skip
    open_ones = papers.exclude(decisions__superseded_at=None, decisions__isnull=False)
    ready = open_ones.annotate(sent=sent).filter(sent__gte=F("workshop__reviews_per_paper"))
    count = ready.count()
    if count:
        why = "All their reviews are in."
        yield Task(
            count,
            _plural(count, "paper", "ready to be decided"),
            why,
            "Decide",
            _url(workshop, "decisions"),
            40,
        )


def _release(chair: Any, workshop: Workshop) -> Iterator[Task]:
    count = len(releasable(workshop, chair))
    if count:
        why = "Authors see nothing until you press Release."
        yield Task(
            count,
            _plural(count, "decision", "not released"),
            why,
            "Read the mails",
            _url(workshop, "release"),
            50,
        )


def _revised(chair: Any, workshop: Workshop) -> Iterator[Task]:
    """Conditional papers whose shepherd has spoken."""
    count = revised_papers(chair, workshop).count()
    if count:
        yield Task(
            count, _plural(count, "conditional paper", "to settle"),
            "New versions are in, and their shepherds have looked at them.",
            "See the papers", _url(workshop, "papers", "?q=status:conditional"), 45,
        )  # fmt: skip


def _mail(chair: Any, workshop: Workshop) -> Iterator[Task]:
    rows = mail_for(chair, workshop)
    failed = rows.filter(state__in=[MailState.FAILED, MailState.BOUNCED]).count()
    if failed:
        yield Task(
            failed, _plural(failed, "mail", "that did not arrive"),
            "The servers' answers are in the outbox.",
            "Look", _url(workshop, "mail", "?state=failed"), 30,
        )  # fmt: skip
    held = rows.filter(state=MailState.HELD).count()
    if held:
        yield Task(held, _plural(held, "mail", "held"), "They leave when a chair lets them go.",
                   "Read them", _url(workshop, "mail", "?state=held"), 35)  # fmt: skip


@require_safe
@chair_page
def log(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """What happened, less what tells of drafts and of papers the chair is conflicted with."""
    hidden = hidden_from_chair(request.user, workshop)
    events = events_for(workshop, hide_about="submissions.Submission", ids=hidden)
    page = Paginator(events, 100).get_page(request.GET.get("page"))
    return render(request, "chair/log.html", {"page": page})
