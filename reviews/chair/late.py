"""Complete drafts that missed the deadline, papers taken back, and the click that takes one in."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.chair.desk import Task
from reviews.chair.desk import register as register_task
from reviews.services import late as service
from reviews.services.errors import NotAllowed
from reviews.sets import withdrawn_for_chair


@require_safe
@chair_page
def late(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    papers = service.complete_drafts(workshop, request.user)
    withdrawn = withdrawn_for_chair(request.user, workshop).prefetch_related("authors")
    return render(request, "chair/late.html", {"papers": papers, "withdrawn": withdrawn})


@require_POST
@chair_page
def admit(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    try:
        service.admit(workshop=workshop, number=number, by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, f"Paper {number} is in. Its authors are told, and the log knows.")
    return redirect("chair:late", workshop.slug)


def waiting(chair: Any, workshop: Workshop) -> Iterator[Task]:
    count = len(service.complete_drafts(workshop, chair)) if workshop.schedule.any_closed() else 0
    if count:
        what = f"{counted(count, 'complete draft').partition(' ')[2]} missed the deadline"
        url = reverse("chair:late", args=[workshop.slug])
        yield Task(count, what, "One click admits a paper.", "Look at them", url, 12)


def register() -> None:
    register_task(waiting)
