"""Outside reviewers whom members ask for: what speaks against each, to let in or to refuse."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import typed
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.chair.desk import Task
from reviews.chair.desk import register as register_source
from reviews.enums import ExternalState
from reviews.external_forms import LONGEST_REASON
from reviews.external_policy import joined
from reviews.models import ExternalReviewer
from reviews.services import external as service
from reviews.services.errors import NotAllowed
from reviews.sets import externals_for_chair


def register() -> None:
    register_source(tasks)


def tasks(chair: Any, workshop: Workshop) -> Iterator[Task]:
    count = externals_for_chair(chair, workshop).asked().count()
    if count:
        url = reverse("chair:externals", args=[workshop.slug])
        what = f"outside reviewer{'s' if count > 1 else ''} to let in"
        yield Task(count, what, "Members ask for help. Nobody is invited before you consent.",
                   "See who", url, 20)  # fmt: skip


@require_safe
@chair_page
def externals(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    return _page(request, workshop)


def _page(
    request: EditionRequest, workshop: Workshop, *, problem: str = "", about: str = "",
    note: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    """With a problem, the note that was typed stays in its row."""
    rows = joined(externals_for_chair(request.user, workshop))
    asked = list(rows.asked())
    against = service.traces_against(asked, workshop)
    context = {
        "asked": [(row, against[row.pk]) for row in asked],
        "others": rows.exclude(state=ExternalState.ASKED),
        "problem": problem, "about": about, "note": note,
    }  # fmt: skip
    return render(request, "chair/externals.html", context, status=status)


@require_POST
@chair_page
def settle(request: EditionRequest, workshop: Workshop, public_id: str) -> HttpResponse:
    rows = joined(externals_for_chair(request.user, workshop))
    row: ExternalReviewer = get_object_or_404(rows, public_id=public_id)
    row.assignment.submission.workshop = workshop
    note = typed(request, "note", longest=LONGEST_REASON).strip()
    try:
        told = _settle(request, row, note)
    except NotAllowed as why:
        return _page(request, workshop, problem=str(why) or "This was settled meanwhile.",
                     about=public_id, note=note, status=422)  # fmt: skip
    messages.success(request, told)
    return redirect("chair:externals", workshop.slug)


def _settle(request: EditionRequest, row: ExternalReviewer, note: str) -> str:
    if "consent" in request.POST:
        service.consent(row=row, by=request.user, note=note)
        return f"{row} is invited by mail."
    if "refuse" in request.POST:
        service.refuse(row=row, by=request.user, note=note)
        return f"{row.assignment.reviewer} is told why not."
    service.withdraw(row=row, by=request.user)
    return f"{row} no longer helps with paper {row.assignment.submission.number}."
