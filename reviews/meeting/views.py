"""The meeting as everybody on the committee sees it: the room, what is on the table, the screen.

**How pages follow.** Each page asks `state` every 1.4 seconds with the version that it shows, and
gets 204 and no body while that stands. The workers are threads of synchronous processes: a stream
or a long poll would hold one thread a person, and forty people would stop the site; an event
server would be a second kind of process to run for one page. A short question costs a few
milliseconds, finds its own way back after a lost connection or a restart, since all state is in
rows, and asks the policy anew each time: a right that ends, ends within a second.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import typed
from dtms_site.workshops.doors import EditionRequest, committee_page, committee_part
from dtms_site.workshops.enums import Role
from dtms_site.workshops.models import Workshop
from reviews import meeting_policy as policy
from reviews.enums import Choice
from reviews.forms import DecisionForm
from reviews.meeting.forms import VoteForm
from reviews.meeting.reading import Agenda, Room, Table
from reviews.meeting_policy import Place
from reviews.policy import readable_comments
from reviews.services.errors import NotAllowed
from reviews.services.meeting import ballots, presence
from reviews.services.meeting.planning import when
from submissions.querysets import committee_of

LONGEST_NAME = 20


def place_in(request: EditionRequest, workshop: Workshop) -> Place:
    """Where this person stands in the meeting they know of. Raises Http404."""
    meeting = policy.meeting_for(workshop, request.roles)
    return policy.place_of(request.user, meeting, is_chair=Role.CHAIR in request.roles)


def told_at(request: EditionRequest) -> str:
    """What the page showed on the table when its button was pressed."""
    return typed(request, "at", longest=LONGEST_NAME)


def context_of(place: Place, **more: Any) -> dict[str, Any]:
    """What the live part of a page shows; for who is out, nothing that tells of anything."""
    context: dict[str, Any] = {"place": place, "meeting": place.meeting, **more}
    if place.is_out:
        return context
    context["when"] = when(place.meeting)
    if place.attends:
        context |= {"agenda": Agenda(place), "room": Room(place)}
    if place.is_at_the_table:
        context["table"] = table = Table(place)
        if place.leads and "form" not in context:
            context["form"] = _decision_form(place, table)
    return context


def _decision_form(place: Place, table: Table) -> DecisionForm:
    """As it was recorded so far."""
    decision = table.decision
    kept = decision and {
        "outcome": decision.outcome, "reason": decision.reason,
        "conditions": decision.conditions, "shepherd": decision.shepherd_id or "",
    }  # fmt: skip
    return DecisionForm(committee_of(place.meeting.workshop), initial=kept or {})


@require_safe
@committee_page
def room(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    return show_room(request, place_in(request, workshop))


def show_room(request: EditionRequest, place: Place, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    return render(request, "meeting/room.html", context_of(place, **more), status=status)


@require_safe
@committee_page
def projector(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """For the wall: what everybody in the room may see, and no names of who is out."""
    place = place_in(request, workshop)
    return render(request, "meeting/projector.html", _on_the_wall(place))


def _on_the_wall(place: Place) -> dict[str, Any]:
    return context_of(place, form=None, next=policy.next_for_all(place))


@require_safe
@committee_part
def state(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """204 while nothing has changed for this person, else the live part of their page."""
    place = place_in(request, workshop)
    if request.GET.get("v") == place.version:
        return HttpResponse(status=204)
    if request.GET.get("screen") == "wall":
        return render(request, "meeting/_wall.html", _on_the_wall(place))
    return render(request, "meeting/_live.html", context_of(place))


@require_POST
@committee_part
def here(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Join. A page that is open says so every twenty seconds, and learns who else is there."""
    place = place_in(request, workshop)
    try:
        presence.attend(meeting=place.meeting, user=request.user)
    except NotAllowed:
        messages.error(request, "The meeting is not on now.")
    if not request.headers.get("X-Page-Is-Open"):
        return redirect("meeting:room", workshop.slug)
    place = place_in(request, workshop)
    if place.is_out or not place.attends:
        return HttpResponse(status=204)
    return render(request, "meeting/_aside.html", context_of(place, form=None))


@require_POST
@committee_page
def leave(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    place = place_in(request, workshop)
    presence.leave(meeting=place.meeting, user=request.user)
    messages.success(request, "You have left the meeting. You can join again at any time.")
    return redirect("meeting:room", workshop.slug)


@require_safe
@committee_page
def paper(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """All reviews and the discussion of the current paper, while it is on the table."""
    place = place_in(request, workshop)
    if not place.is_at_the_table:
        raise Http404
    table = Table(place)
    comments = [c for c in readable_comments_at(place) if not c.is_notice]
    return render(
        request, "meeting/paper.html", {"place": place, "table": table, "comments": comments}
    )


def readable_comments_at(place: Place) -> Any:
    """The thread: at the table everybody reads what reviewers read."""
    if place.view.reads_discussion:
        return readable_comments(place.user, place.paper, place.view)
    return policy.comments_for_the_room(place)


@require_POST
@committee_page
def vote(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    place = place_in(request, workshop)
    form = VoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the four.")
        return redirect("meeting:room", workshop.slug)
    try:
        ballots.vote(
            meeting=place.meeting, by=request.user, is_chair=place.is_chair,
            at=told_at(request), choice=Choice(form.cleaned_data["choice"]),
        )  # fmt: skip
    except NotAllowed as why:
        messages.error(request, str(why))
    return redirect("meeting:room", workshop.slug)
