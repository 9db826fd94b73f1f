"""What the chair who leads the meeting does in the room: move it on, record, ask for votes."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dtms_site.web.forms import typed
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews import meeting_policy as policy
from reviews.enums import Outcome
from reviews.forms import DecisionForm
from reviews.meeting.views import place_in, show_room, told_at
from reviews.services.errors import NotAllowed
from reviews.services.meeting import ballots, running
from submissions.querysets import committee_of

MOVES: dict[str, Callable[..., None]] = {
    "next": running.go_on,
    "hold": running.put_off,
    "pause": running.pause,
    "back": running.go_back,
    "end": running.end,
    "open_ballot": ballots.open_ballot,
    "close_ballot": ballots.close_ballot,
}
REFUSED = "The meeting is not where this page was. Look again."


@require_POST
@chair_page
def move(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """One of the MOVES, as its button says."""
    place = place_in(request, workshop)
    act = MOVES.get(request.POST.get("move", ""))
    try:
        if act is None:
            raise NotAllowed
        act(meeting=place.meeting, by=request.user, at=told_at(request))
    except NotAllowed as why:
        messages.error(request, str(why) or REFUSED)
    return redirect("meeting:room", workshop.slug)


@require_POST
@chair_page
def jump(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    place = place_in(request, workshop)
    item = policy.item_for_chair(request.user, place.meeting, number)
    try:
        running.jump(item=item, by=request.user, at=told_at(request))
    except NotAllowed as why:
        messages.error(request, str(why) or REFUSED)
    return redirect("meeting:room", workshop.slug)


@require_POST
@chair_page
def decide(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Record the decision on the current paper and, if asked, go on to the next."""
    place = place_in(request, workshop)
    form = DecisionForm(committee_of(workshop), request.POST)
    if place.is_out or not form.is_valid():
        return show_room(request, place, form=form, status=422)
    data, at = form.cleaned_data, told_at(request)
    try:
        running.decide(
            meeting=place.meeting, by=request.user, at=at, outcome=Outcome(data["outcome"]),
            reason=data["reason"], conditions=data["conditions"], shepherd=data["shepherd"],
        )  # fmt: skip
        if "next" in request.POST:
            running.go_on(meeting=place.meeting, by=request.user, at=at)
    except running.MovedOn:
        # In the form of the next paper these words would be about the wrong one.
        kept = [text for text in (data["reason"], data["conditions"]) if text]
        return show_room(
            request, place_in(request, workshop), kept=kept or ["Nothing."], status=409
        )
    except NotAllowed as why:
        form.add_error(None, str(why) or "This paper cannot be decided now.")
        return show_room(request, place_in(request, workshop), form=form, status=422)
    label = Outcome(data["outcome"]).label
    messages.success(request, f"{label} recorded. Authors see nothing yet.")
    return redirect("meeting:room", workshop.slug)


@require_POST
@chair_page
def note(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """A line for the minutes."""
    place = place_in(request, workshop)
    text = typed(request, "text", longest=running.LONGEST_NOTE)
    try:
        running.note(meeting=place.meeting, by=request.user, at=told_at(request), text=text)
    except running.MovedOn:
        return show_room(request, place, kept=[text], status=409)
    except NotAllowed as why:
        messages.error(request, str(why) or REFUSED)
    return redirect("meeting:room", workshop.slug)
