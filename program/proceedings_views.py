"""The proceedings as they are made: what blocks them, the build, the file, the publication."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.workshops.doors import EditionRequest, publication_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program import policy
from program.dry_run import dry_run
from program.forms import TextsForm
from program.services import proceedings as service
from program.services.errors import NotNow
from submissions import files


@require_safe
@publication_page
def proceedings_desk(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    if not policy.sees_all(request.user, workshop):
        return render(request, "program/not_yet.html")
    return render(request, "program/proceedings_desk.html", _context(request, workshop))


def _context(request: EditionRequest, workshop: Workshop) -> dict[str, Any]:
    volume = policy.volume_of(workshop)
    return {
        "run": dry_run(workshop, request.user),
        "volume": volume,
        "stale": volume is not None and not volume.is_published and service.is_stale(volume),
        "may_read": policy.may_read_volume(request.user, workshop),
        "day": workshop.schedule.get(DeadlineKind.WORKSHOP),
        "name": f"{workshop.slug}-proceedings",
    }


def _open_to(request: EditionRequest, workshop: Workshop) -> None:
    if not policy.sees_all(request.user, workshop):
        raise Http404


@require_safe
@publication_page
def progress(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """The page's content, asked for every two seconds while the volume is built."""
    _open_to(request, workshop)
    return render(request, "program/_volume.html", _context(request, workshop))


@publication_page
def texts(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    """Title, editors, message, copyright page. They tell nothing of any paper."""
    volume = service.proceedings_of(workshop)
    form = TextsForm(request.POST or None, instance=volume)
    if request.method == "POST" and form.is_valid():
        try:
            service.save_texts(workshop=workshop, by=request.user, values=form.cleaned_data)
        except NotNow as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "Texts saved.")
            return redirect("program:proceedings-desk", workshop.slug)
    status = 422 if form.errors else 200
    return render(request, "program/texts.html", {"form": form, "volume": volume}, status=status)


@require_POST
@publication_page
def build(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    _open_to(request, workshop)
    try:
        service.ask_for_build(workshop=workshop, by=request.user)
    except NotNow as why:
        messages.error(request, str(why))
    return redirect("program:proceedings-desk", workshop.slug)


@require_POST
@publication_page
def publish(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    _open_to(request, workshop)
    try:
        service.publish(workshop=workshop, by=request.user)
    except NotNow as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "The proceedings are public.")
    return redirect("program:proceedings-desk", workshop.slug)


@require_safe
@publication_page
def preview(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    """The built file before everybody has it."""
    volume = policy.volume_of(workshop)
    if volume is None or not volume.is_built or not policy.may_read_volume(request.user, workshop):
        raise Http404
    return files.send(request, volume.file, name=f"{workshop.slug}-proceedings-preview.pdf")


@require_safe
@publication_page
def preview_paper(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    """One stamped paper before everybody has it."""
    printed = getattr(policy.paper_at_desk(request.user, workshop, number), "printed", None)
    if printed is None:
        raise Http404
    return files.send(request, printed.file, name=f"{workshop.slug}-paper-{number}-preview.pdf")
