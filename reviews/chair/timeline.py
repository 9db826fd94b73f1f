"""What will happen by itself from now to the end: reminders, mail that waits, doors that close."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.mail import texts
from dtms_site.mail.enums import MailState
from dtms_site.web.text import counted
from dtms_site.workshops import forecasts, sealing
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.reminding import Planned
from reviews.mail_policy import Plans, mail_for, plans_for
from reviews.sets import assignments_for_chair, papers_for_chair
from submissions.enums import SubmissionStatus


@dataclass(frozen=True)
class Event:
    """One line of the timeline: a door that opens or closes, or mails of one kind at one time."""

    at: datetime
    what: str
    detail: str = ""
    icon: str = "clock"
    people: list[str] = field(default_factory=list)


Source = Callable[[User, Workshop], Iterator[Event]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let an app above say what happens by itself."""
    _sources.append(source)


@require_safe
@chair_page
def timeline(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    plans = plans_for(request.user, workshop, forecasts.forecast(workshop, with_routine=False))
    events = events_of(request.user, workshop, plans)
    days = itertools.groupby(events, key=lambda event: event.at.date())
    context = {
        "days": [(day, list(found)) for day, found in days],
        "mails": sum(len(event.people) for event in events),
        "now": workshop.now(),
        "paused": workshop.reminders_paused,
        "partial": plans.is_partial,
        "zone": workshop.zone,
    }
    return render(request, "chair/timeline.html", context)


def events_of(chair: User, workshop: Workshop, plans: Plans) -> list[Event]:
    """Everything from now on that this chair may know of, as of now."""
    sources = [_dates, _doors, _waiting, _sealing, *_sources]
    found = [event for source in sources for event in source(chair, workshop)]
    found += [*_mails(workshop, plans.shown), *_drafts(plans.of_drafts)]
    now = workshop.now()
    return sorted((e for e in found if e.at >= now), key=lambda e: (e.at, e.icon, e.what))


def _mails(workshop: Workshop, plans: Iterable[Planned]) -> Iterator[Event]:
    """One line for all mails of a kind at a moment."""
    own = texts.changed_in(workshop)
    kinds = sorted(plans, key=lambda p: (p.at, p.kind, p.to.name))
    for (at, kind), group in itertools.groupby(kinds, key=lambda p: (p.at, p.kind)):
        mails = list(group)
        letter = forecasts.letter_of(workshop, mails[0], texts.words_in(own.get(kind), kind))
        subject = letter.subject.removeprefix(workshop.mail_prefix)
        people = [plan.to.name or plan.to.email for plan in mails]
        yield Event(at, subject, letter.why, "mail", people)


def _drafts(plans: Iterable[Planned]) -> Iterator[Event]:
    """Whose drafts they are is nobody's business; how many there are is known."""
    for at, group in itertools.groupby(sorted(plans, key=lambda p: p.at), key=lambda p: p.at):
        count = len(list(group))
        yield Event(
            at, f"{counted(count, 'mail')} about drafts", "to their contact authors", "mail"
        )


def _waiting(chair: User, workshop: Workshop) -> Iterator[Event]:
    """What is written already and waits. The outbox keeps that time by the site's clock."""
    rows = mail_for(chair, workshop).filter(state=MailState.QUEUED)
    for row in rows.filter(not_before__gt=clock.now()).order_by("not_before", "pk")[:200]:
        at = row.not_before + workshop.clock_offset
        yield Event(at, row.subject, row.reason, "mail", [row.to_name or row.to_email])


def _dates(chair: User, workshop: Workshop) -> Iterator[Event]:
    yield Event(workshop.opens_at, "Submissions open", "Anybody can begin a paper.", "calendar-due")
    for deadline in workshop.schedule:
        what = f"{deadline.label} begins" if deadline.is_event else deadline.label
        yield Event(deadline.at, what, _effect_of(deadline), "calendar-due")


def _effect_of(deadline: Any) -> str:
    if deadline.is_event:
        return ""
    if not deadline.is_hard:
        return "Work still counts afterwards, and is marked late."
    if deadline.grace_minutes:
        return f"The door stays open {deadline.grace_minutes} minutes more."
    return "Refused afterwards."


def _sealing(chair: User, workshop: Workshop) -> Iterator[Event]:
    at = sealing.seals_at(workshop)
    if at is not None and not workshop.is_rehearsal:
        told = "Chairs hear of it a month before. The settings say how long it is kept."
        yield Event(at, "What only the committee read is removed", told, "lock")


def _doors(chair: User, workshop: Workshop) -> Iterator[Event]:
    for deadline in workshop.schedule:
        yield from doors_of(deadline, chair, workshop)


def doors_of(deadline: Any, chair: User, workshop: Workshop) -> Iterator[Event]:
    """What a hard date closes, with what stands before the door now."""
    if deadline.kind == DeadlineKind.SUBMISSION:
        yield from _close_of_submissions(workshop, papers_for_chair(chair, workshop), deadline)
    elif deadline.kind == DeadlineKind.REVIEW:
        open_ones = assignments_for_chair(chair, workshop).unfinished().count()
        detail = f"{counted(open_ones, 'review')} would be late as of now."
        yield Event(deadline.at, "Discussions open for every paper", detail, "lock")
    elif deadline.is_hard and not deadline.is_event:
        yield Event(deadline.closes_at, f"Closed: {deadline.label}", "", "lock")


def _close_of_submissions(workshop: Workshop, handled: Any, deadline: Any) -> Iterator[Event]:
    of_type = {"paper_type_id": deadline.paper_type_id} if deadline.paper_type_id else {}
    drafts = workshop.submissions.drafts().filter(**of_type).count()
    papers = handled.filter(status=SubmissionStatus.SUBMITTED, **of_type).count()
    detail = (
        f"{counted(papers, 'paper')} you handle go to the committee once you start reviewing. "
        f"{counted(drafts, 'draft')} would stay behind as of now."
    )
    yield Event(deadline.closes_at, f"Closed: {deadline.label}", detail, "lock")
    mend = deadline.closes_at + timedelta(hours=workshop.correction_hours)
    yield Event(mend, "Format problems can no longer be mended", "", "lock")
