"""The chairs' pages about the rehearsal of their edition."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dtms_site.rehearsal import clockwork, copying, reading, removing
from dtms_site.rehearsal.forms import BeginForm
from dtms_site.rehearsal.report import Report
from dtms_site.web.forms import sent, typed, whole_number
from dtms_site.workshops import acting
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import RehearsalPerson, Workshop


@chair_page
def desk(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Begin a rehearsal, or see where it stands. From inside it: the way back."""
    if workshop.rehearsal_of is not None:
        return redirect("rehearsal:desk", workshop.rehearsal_of.slug)
    rehearsal = reading.rehearsal_of(workshop)
    if rehearsal is None:
        return _begin(request, workshop)
    return render(request, "rehearsal/desk.html", _state(request, rehearsal))


def _state(request: EditionRequest, rehearsal: Workshop) -> dict[str, Any]:
    play = rehearsal.play
    return {
        "rehearsal": rehearsal, "play": play, "ahead": reading.dates_ahead(play),
        "acts": reading.newest_acts(rehearsal), "mails": reading.mails_of(rehearsal).count(),
        "papers": rehearsal.submissions.count(), "end": clockwork.end_of(rehearsal),
        "looked_as": acting.chosen(request, rehearsal), "parts": reading.parts(rehearsal),
    }  # fmt: skip


@require_safe
@chair_page
def state(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """How far the clock has come. The desk asks for it while it moves."""
    rehearsal = _rehearsal(workshop)
    return render(request, "rehearsal/_state.html", _state(request, rehearsal))


@require_POST
@chair_page
def move(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Forward by an hour or a day, to the next event, to a date of the plan, or to its end."""
    rehearsal = _rehearsal(workshop)
    to = _target(rehearsal, typed(request, "to", longest=30))
    if to is None:
        messages.error(request, "Choose how far the clock is to go.")
        return redirect("rehearsal:desk", workshop.slug)
    try:
        clockwork.move(play=rehearsal.play, to=to, by=request.user)
    except copying.NotNow as why:
        messages.error(request, str(why))
    return redirect("rehearsal:desk", workshop.slug)


def _target(rehearsal: Workshop, word: str) -> datetime | None:
    play = rehearsal.play
    steps = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
    if word in steps:
        return play.stands_at + steps[word]
    if word == "event":
        return clockwork.next_event(play)
    if word == "end":
        return clockwork.end_of(rehearsal)
    found = [at for key, _, at in reading.dates_ahead(play) if key == word]
    return found[0] if found else None


def _begin(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    form = BeginForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            copying.begin(live=workshop, by=request.user, settings=form.cleaned_data)
        except copying.NotNow as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The rehearsal stands at the opening of submissions.")
            return redirect("rehearsal:desk", workshop.slug)
    status = 422 if form.errors else 200
    return render(request, "rehearsal/begin.html", {"form": form}, status=status)


def _rehearsal(workshop: Workshop) -> Workshop:
    """The one of this edition. Raises Http404 where there is none, and inside one."""
    found = reading.rehearsal_of(workshop)
    if found is None:
        raise Http404
    return found


@require_POST
@chair_page
def look(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """From here on the pages of the rehearsal are shown as to this person of it."""
    rehearsal = _rehearsal(workshop)
    person = get_object_or_404(
        rehearsal.rehearsal_people, pk=whole_number(typed(request, "person", longest=9))
    )
    acting.choose(request, rehearsal, person)
    return redirect(_first_page(rehearsal, person))


def _first_page(rehearsal: Workshop, person: RehearsalPerson) -> str:
    """Where this person would begin."""
    roles = set(rehearsal.memberships.current().filter(user=person.user).values_list("role"))
    known = {"chair": "chair:desk", "member": "reviews:mine", "publication": "program:desk"}
    pages = [page for role, page in known.items() if (role,) in roles]
    return reverse([*pages, "submissions:papers"][0], args=[rehearsal.slug])


@require_POST
@chair_page
def leave(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Look as nobody any more."""
    live = workshop.rehearsal_of or workshop
    acting.stop(request, _rehearsal(live))
    return redirect("rehearsal:desk", live.slug)


@require_safe
@chair_page
def report(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Whether the plan holds, as far as the clock has come."""
    rehearsal = _rehearsal(workshop)
    return render(request, "rehearsal/report.html", {"report": Report(rehearsal.play)})


@require_safe
@chair_page
def mail(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Every mail of the rehearsal, or that of one person of it."""
    rehearsal = _rehearsal(workshop)
    rows = reading.mails_of(rehearsal).newest_first()
    reader = whole_number(request.GET.get("to", ""))
    person = rehearsal.rehearsal_people.filter(pk=reader).select_related("user").first()
    rows = rows.filter(to_user_id=person.user_id) if person else rows
    context = {
        "rehearsal": rehearsal, "page": Paginator(rows, 100).get_page(request.GET.get("page")),
        "person": person, "query": f"to={person.pk}&" if person else "",
    }  # fmt: skip
    return render(request, "rehearsal/mail.html", context)


@require_safe
@chair_page
def letter(request: EditionRequest, workshop: Workshop, public_id: str) -> HttpResponse:
    """One mail as its reader would see it."""
    rehearsal = _rehearsal(workshop)
    row = get_object_or_404(reading.mails_of(rehearsal), public_id=public_id)
    return render(request, "rehearsal/letter.html", {"rehearsal": rehearsal, "row": row})


@require_POST
@chair_page
def remove(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    rehearsal = _rehearsal(workshop)
    acting.stop(request, rehearsal)
    removing.remove(rehearsal=rehearsal, by=request.user)
    messages.success(request, "The rehearsal is gone, with all its papers, people and mail.")
    return redirect("rehearsal:desk", workshop.slug)
