"""The chairs' page of a meeting before it begins: when, where, the agenda, who is invited."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from dtms_site.web.forms import sent, whole_number
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews import meeting_policy as policy
from reviews.agenda import LABELS, Order
from reviews.enums import ItemState
from reviews.meeting.forms import OrderForm, PlanForm, start_values
from reviews.models import Meeting
from reviews.reading import merit_scores, short_authors
from reviews.services.errors import NotAllowed
from reviews.services.meeting import planning as service
from reviews.services.meeting import running
from submissions.querysets import committee_of


@chair_page
def plan(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """One button makes a meeting; afterwards the same form changes it."""
    meeting = workshop.meetings.ahead().first()
    form = _form(request, workshop, meeting)
    if request.method == "POST" and form.is_valid():
        try:
            if meeting is None:
                service.plan(workshop=workshop, by=request.user, plan=form.plan())
            else:
                meeting.workshop = workshop
                service.change_plan(meeting=meeting, by=request.user, plan=form.plan())
                messages.success(request, "Saved. Calendars follow by themselves.")
        except NotAllowed as why:
            messages.error(request, str(why))
        return redirect("chair:meeting", workshop.slug)
    context = {"form": form, "meeting": meeting, "past": workshop.meetings.filter(state="over")}
    if meeting is not None:
        meeting.workshop = workshop
        context |= _agenda(request, meeting)
    status = 422 if form.errors else 200
    return render(request, "meeting/plan.html", context, status=status)


def _form(request: EditionRequest, workshop: Workshop, meeting: Meeting | None) -> PlanForm:
    if request.method == "POST":
        return PlanForm(workshop, sent(request))
    if meeting is not None:
        meeting.workshop = workshop
        return PlanForm.of(meeting)
    date = workshop.schedule.at(DeadlineKind.MEETING)
    soon = workshop.now().replace(minute=0) + timedelta(days=1)
    start = date if date and date > workshop.now() else soon
    return PlanForm(workshop, initial=start_values(workshop, start))


def _agenda(request: EditionRequest, meeting: Meeting) -> dict[str, Any]:
    items = list(policy.items_for(request.user, meeting).prefetch_related("submission__authors"))
    scores = merit_scores([item.submission_id for item in items])
    rows = [
        {
            "item": item, "scores": sorted(scores[item.submission_id].values()),
            "authors": short_authors(item.submission.authors.all()),
            "waits": item.state == ItemState.WAITING,
        }
        for item in items
    ]  # fmt: skip
    waiting = [row for row in rows if row["waits"]]
    return {
        "rows": rows, "orders": LABELS.items(), "when": service.when(meeting),
        "minutes": len(waiting) * meeting.minutes_a_paper,
        "addable": service.addable(meeting, request.user),
        "people": committee_of(meeting.workshop).count(),
    }  # fmt: skip


def _ahead(workshop: Workshop) -> Meeting:
    """The meeting that is planned or on. Raises NotAllowed when there is none."""
    meeting: Meeting | None = workshop.meetings.ahead().first()
    if meeting is None:
        raise NotAllowed("There is no meeting ahead.")
    meeting.workshop = workshop
    return meeting


@require_POST
@chair_page
def agenda(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Arrange all of it, or move, remove or add one paper."""
    try:
        _change_agenda(request, _ahead(workshop))
    except NotAllowed as why:
        messages.error(request, str(why) or "The agenda can no longer be changed.")
    return redirect("chair:meeting", workshop.slug)


def _change_agenda(request: EditionRequest, meeting: Meeting) -> None:
    if "order" in request.POST:
        form = OrderForm(request.POST)
        if form.is_valid():
            order = Order(form.cleaned_data["order"])
            service.arrange(meeting=meeting, by=request.user, order=order)
        return
    for act in ("add", "up", "down", "remove"):
        number = whole_number(request.POST.get(act, ""))
        if number and act == "add":
            service.add(meeting=meeting, by=request.user, number=number)
        elif number:
            item = policy.item_for_chair(request.user, meeting, number)
            if act == "remove":
                service.remove(item=item, by=request.user)
            else:
                service.move(item=item, by=request.user, up=act == "up")


@require_POST
@chair_page
def invite(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    try:
        told = service.invite(meeting=_ahead(workshop), by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        words = counted(told, "invitation")
        messages.success(request, f"{words} on the way, with the date for calendars.")
    return redirect("chair:meeting", workshop.slug)


@require_POST
@chair_page
def start(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    try:
        running.start(meeting=_ahead(workshop), by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why) or "This meeting has begun already.")
    return redirect("meeting:room", workshop.slug)


@require_POST
@chair_page
def cancel(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    try:
        service.cancel(meeting=_ahead(workshop), by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why) or "A meeting that has begun is ended, not called off.")
    else:
        messages.success(request, "The meeting is called off. It leaves the calendars.")
    return redirect("chair:meeting", workshop.slug)


@require_POST
@chair_page
def tell_of_minutes(request: EditionRequest, workshop: Workshop, meeting: int) -> HttpResponse:
    """Mail everybody that the minutes are there. The mail holds a link and no words of them."""
    found = get_object_or_404(workshop.meetings.filter(state="over"), number=meeting)
    found.workshop = workshop
    told = service.tell_of_minutes(meeting=found, by=request.user)
    messages.success(request, f"{counted(told, 'person')} told.".replace("persons", "people"))
    return redirect("meeting:minutes", workshop.slug, meeting)
