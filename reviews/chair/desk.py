"""The chair's desk: what needs doing now, in one list; and the log."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Q
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
from reviews.enums import IN
from reviews.mail_policy import mail_for
from reviews.services.decisions import to_release
from reviews.sets import assignments_for_chair, hidden_from_chair, revised_papers
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
    own = [_drafts, _overdue, _release, _revised, _mail]
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
    due = workshop.schedule.get(DeadlineKind.SUBMISSION)
    if due is None or workshop.schedule.passed(DeadlineKind.SUBMISSION):
        return
    count = workshop.submissions.drafts().count()
    if count:
        why = "Their authors are reminded three days, one day and one hour before the deadline."
        url = reverse("workshops:deadlines", args=[workshop.slug])
        yield Task(
            count, _plural(count, "draft", "not submitted yet"), why, "See the dates", url, 90
        )


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


def _release(chair: Any, workshop: Workshop) -> Iterator[Task]:
    count = to_release(workshop, chair).count()
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
    lost = Q(state__in=[MailState.FAILED, MailState.BOUNCED])
    found = mail_for(chair, workshop).aggregate(
        lost=Count("pk", filter=lost), held=Count("pk", filter=Q(state=MailState.HELD))
    )
    if found["lost"]:
        yield Task(
            found["lost"], _plural(found["lost"], "mail", "that did not arrive"),
            "The servers' answers are in the outbox.",
            "Look", _url(workshop, "mail", "?state=failed"), 30,
        )  # fmt: skip
    if found["held"]:
        yield Task(
            found["held"], _plural(found["held"], "mail", "held back"),
            "Nobody gets them before you have read and sent them.",
            "Read them", _url(workshop, "mail", "?state=held"), 22,
        )  # fmt: skip


@require_safe
@chair_page
def log(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """What happened, less what tells of drafts and of papers the chair is conflicted with."""
    hidden = hidden_from_chair(request.user, workshop)
    events = events_for(workshop, hide_about="submissions.Submission", ids=hidden)
    page = Paginator(events, 100).get_page(request.GET.get("page"))
    return render(request, "chair/log.html", {"page": page})
