"""The programme as it is made. Every act is a form: the page works without a script."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, publication_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program import policy
from program.forms import PaperSlotForm, PlaceForm, SessionForm, SlotForm
from program.models import Session, Slot
from program.reading import days_of
from program.services import announcing, placing
from program.services import programme as service
from program.services.errors import NotNow
from program.timetable import timetable


@require_safe
@publication_page
def editor(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    desk = policy.desk_of(request.user, workshop)
    blocks = timetable(workshop, desk.hidden)
    slots = dict(desk.papers.values_list("pk", "slot"))
    return render(
        request,
        "program/editor.html",
        {
            "days": days_of(workshop, blocks),
            "papers": sum(t.is_paper for b in blocks for t in b.talks),
            "unplaced": sum(slot is None for slot in slots.values()),
            "mine": set(slots),
            "has_papers": bool(slots),
            "published": desk.is_public,
            "programme": desk.programme,
            "moved": len(announcing.moved_since_told(blocks)) if desk.is_public else 0,
            "begins": workshop.schedule.get(DeadlineKind.WORKSHOP),
            "place": PlaceForm(),
        },
    )


def _back(request: EditionRequest, anchor: str = "") -> HttpResponse:
    response = redirect("program:programme-desk", request.workshop.slug)
    response["Location"] += anchor
    return response


def _done(
    request: EditionRequest, words: str, act: Callable[[], Any], anchor: str = ""
) -> HttpResponse:
    try:
        act()
    except NotNow as why:
        messages.error(request, str(why))
    else:
        if words:
            messages.success(request, words)
    return _back(request, anchor)


def _form_page(
    request: EditionRequest, form: Any, title: str, words: str, thing: Any = None
) -> HttpResponse:
    context = {"form": form, "title": title, "words": words, "thing": thing}
    return render(request, "program/part.html", context, status=422 if form.errors else 200)


@publication_page
def new_session(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    form = SessionForm(workshop, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        act = partial(service.add_session, workshop=workshop, by=request.user, values=values)
        return _done(request, "Session added at the end.", act)
    return _form_page(request, form, "New session", "It comes at the end. Move it from there.")


@publication_page
def new_slot(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    form = SlotForm(workshop, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        act = partial(service.add_slot, workshop=workshop, by=request.user, values=values)
        return _done(request, "Added at the end.", act)
    return _form_page(request, form, "New item", "A keynote, a panel, a break. It comes last.")


def _slot(request: EditionRequest, workshop: Workshop, public_id: str) -> Slot:
    """A slot that this person may act on: never that of a paper they are conflicted with."""
    mine = policy.desk_of(request.user, workshop).papers
    slots = workshop.slots.filter(submission__isnull=True) | workshop.slots.filter(
        submission__in=mine.values("pk")
    )
    slot: Slot = get_object_or_404(
        slots.select_related("session", "submission"), public_id=public_id
    )
    slot.workshop = workshop
    return slot


def _session(workshop: Workshop, public_id: str) -> Session:
    session: Session = get_object_or_404(workshop.sessions.all(), public_id=public_id)
    session.workshop = workshop
    return session


@publication_page
def session(request: EditionRequest, workshop: Workshop, public_id: str) -> HttpResponseBase:
    thing = _session(workshop, public_id)
    form = SessionForm(workshop, request.POST or None, instance=thing)
    return _change(request, thing, form, f"Session “{thing.title}”",
                   "Papers in it wait for another place when it is removed.")  # fmt: skip


@publication_page
def slot(request: EditionRequest, workshop: Workshop, public_id: str) -> HttpResponseBase:
    thing = _slot(request, workshop, public_id)
    kind = PaperSlotForm if thing.submission else SlotForm
    form = kind(workshop, request.POST or None, instance=thing)
    words = thing.submission.shown_title if thing.submission else "Times after it follow."
    return _change(request, thing, form, str(thing), words)


def _change(
    request: EditionRequest, thing: Session | Slot, form: Any, title: str, words: str
) -> HttpResponseBase:
    if request.method == "POST" and "remove" in request.POST:
        act = partial(service.remove, thing=thing, by=request.user)
        return _done(request, f"{title} is out of the programme.", act)
    if request.method == "POST" and form.is_valid():
        act = partial(service.change, thing=thing, by=request.user, values=form.cleaned_data)
        return _done(request, "Saved. Times follow.", act)
    return _form_page(request, form, title, words, thing)


@require_POST
@publication_page
def move_session(request: EditionRequest, workshop: Workshop, public_id: str) -> HttpResponse:
    thing, up = _session(workshop, public_id), "up" in request.POST
    act = partial(service.move, thing=thing, by=request.user, up=up)
    return _done(request, "", act, f"#session-{public_id}")


@require_POST
@publication_page
def move_slot(request: EditionRequest, workshop: Workshop, public_id: str) -> HttpResponse:
    thing, up = _slot(request, workshop, public_id), "up" in request.POST
    act = partial(service.move, thing=thing, by=request.user, up=up)
    return _done(request, "", act, f"#slot-{public_id}")


@require_POST
@publication_page
def place(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        messages.error(request, "A paper takes between 1 and 240 minutes.")
        return _back(request)
    try:
        count = placing.place_papers(workshop=workshop, by=request.user, **form.cleaned_data)
    except NotNow as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"{counted(count, 'paper')} placed. Move them as you like.")
    return _back(request)


@require_POST
@publication_page
def publish(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Make it public, take it back, or tell presenters of new times."""
    if "withdraw" in request.POST:
        act = partial(announcing.withdraw_programme, workshop=workshop, by=request.user)
        return _done(request, "The programme is no longer public.", act)
    tell = announcing.tell_changes if "tell" in request.POST else announcing.publish_programme
    try:
        mails = tell(workshop=workshop, by=request.user)
    except NotNow as why:
        messages.error(request, str(why))
    else:
        public = "" if "tell" in request.POST else "The programme is public. "
        messages.success(
            request, f"{public}{counted(mails, 'mail')} in the outbox for ten minutes."
        )
    return _back(request)
