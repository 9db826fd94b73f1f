"""What everybody reads: the programme and the proceedings."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dtms_site.workshops import dates
from dtms_site.workshops.doors import EditionRequest, public_page
from dtms_site.workshops.models import Workshop
from program import policy, reading
from program.calendars import programme_calendar
from program.timetable import timetable
from submissions import files


@require_safe
@public_page
def programme(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """For everybody once it is published; before, for those who make it, as they may know it."""
    public = policy.programme_is_public(workshop)
    if not public and request.roles.isdisjoint(policy.PUBLISHERS):
        raise Http404
    hidden = frozenset() if public else policy.desk_of(request.user, workshop).hidden
    blocks = timetable(workshop, hidden)
    proceedings = policy.published_proceedings(workshop)
    return render(
        request,
        "program/programme.html",
        {
            "workshop": workshop,
            "days": reading.days_of(workshop, blocks),
            "place": dates.place(workshop.time_zone),
            "offset": reading.offset_of(workshop, blocks),
            "present": reading.present_of(workshop, blocks),
            "public": public,
            "proceedings": proceedings,
            "printed": reading.printed_by_paper(proceedings),
        },
    )


@require_safe
@public_page
def calendar(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    programme = policy.programme_of(workshop)
    if programme is None or not programme.is_public:
        raise Http404
    return HttpResponse(programme_calendar(workshop, programme), content_type="text/calendar")


@require_safe
@public_page
def proceedings(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    volume = policy.proceedings_for_all(workshop)
    context = {"volume": volume, "parts": reading.contents_of(volume)}
    return render(request, "program/proceedings.html", context)


@require_safe
@public_page
def volume_pdf(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    volume = policy.proceedings_for_all(workshop)
    return files.send(request, volume.file, name=f"{workshop.slug}-proceedings.pdf")


@require_safe
@public_page
def volume_bib(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    return _bib(policy.proceedings_for_all(workshop).bibtex, f"{workshop.slug}-proceedings")


@require_safe
@public_page
def paper_pdf(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    printed = policy.printed_paper(workshop, number)
    return files.send(request, printed.file, name=f"{workshop.slug}-paper-{number}.pdf")


@require_safe
@public_page
def paper_bib(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    return _bib(policy.printed_paper(workshop, number).bibtex, f"{workshop.slug}-paper-{number}")


def _bib(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/x-bibtex; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{name}.bib"'
    return response
