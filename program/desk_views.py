"""The publication desk: what waits there, and the final versions."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.workshops.doors import EditionRequest, publication_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program import policy
from program.author_views import rights_context
from program.desk import open_work
from program.dry_run import dry_run, final_versions
from program.forms import ReopenForm, RightsForm, TitleForm, WaiveForm
from program.services import camera_ready as service
from program.services import rights as rights_service
from program.services.errors import NotNow
from submissions import files
from submissions.format_page import FormatPage
from submissions.front_pages import same_words
from submissions.models import Submission
from submissions.xray import picture_of


@require_safe
@publication_page
def desk(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    run = dry_run(workshop, request.user)
    return render(
        request,
        "program/desk.html",
        {
            "tasks": open_work(workshop, run),
            "run": run,
            "now": workshop.now(),
            "next": workshop.schedule.next(),
            "dates": [workshop.schedule.get(k) for k in
                      (DeadlineKind.CAMERA_READY, DeadlineKind.WORKSHOP)],
        },
    )  # fmt: skip


@require_safe
@publication_page
def finals(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """Every accepted paper with the state of its final version."""
    rows = final_versions(workshop, request.user)
    context = {
        "rows": rows,
        "total": sum(row.is_open for row in rows),
        "handed_in": sum(row.is_open and row.pdf != "missing" for row in rows),
        "due": workshop.schedule.get(DeadlineKind.CAMERA_READY),
        "rights_due": workshop.schedule.get(DeadlineKind.RIGHTS),
    }
    return render(request, "program/finals.html", context)


@require_safe
@publication_page
def final(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_at_desk(request.user, workshop, number)
    return _show(request, paper)


def _show(request: EditionRequest, paper: Submission, **forms: Any) -> HttpResponse:
    final = policy.final_of(paper)
    version = final.version if final else None
    read = final.title_read if final else ""
    context = {
        "paper": paper,
        "authors": paper.authors.all(),
        "final": final,
        "due": policy.due_of(paper),
        "check": FormatPage.of_version(version, request.GET.get("page", ""))
        if version
        else FormatPage(None),
        "title_read": read if read and not same_words(read, paper.title) else "",
        "is_open": paper.status in policy.AWAITING,
        "reopen": ReopenForm(paper.workshop),
        "waive": WaiveForm(),
        "rights_form": RightsForm(),
        **rights_context(paper),
        "retitle": TitleForm(initial={"title": read or paper.title}),
        **forms,
    }
    return render(request, "program/final.html", context, status=422 if forms else 200)


@require_POST
@publication_page
def reopen(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_at_desk(request.user, workshop, number)
    form = ReopenForm(workshop, request.POST)
    if not form.is_valid():
        return _show(request, paper, reopen=form)
    act = partial(service.reopen, paper=paper, by=request.user, **form.cleaned_data)
    return _act(request, paper, "The authors are asked for another version.", act)


@require_POST
@publication_page
def waive(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_at_desk(request.user, workshop, number)
    form = WaiveForm(request.POST)
    if not form.is_valid():
        return _show(request, paper, waive=form)
    act = partial(service.waive_format, paper=paper, by=request.user, **form.cleaned_data)
    return _act(request, paper, "It is printed as it is.", act)


@require_POST
@publication_page
def retitle(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_at_desk(request.user, workshop, number)
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _show(request, paper, retitle=form)
    act = partial(service.correct_title, paper=paper, by=request.user, **form.cleaned_data)
    return _act(request, paper, "The title is changed.", act)


@require_POST
@publication_page
def rights(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """The form is completed, waived with a reason, or open again."""
    paper = policy.paper_at_desk(request.user, workshop, number)
    if "open" in request.POST:
        act = partial(rights_service.reopen, paper=paper, by=request.user)
        return _act(request, paper, "The rights form is open again.", act)
    form = RightsForm(request.POST)
    if not form.is_valid():
        return _show(request, paper, rights_form=form)
    act = partial(rights_service.settle, paper=paper, by=request.user, **form.cleaned_data)
    return _act(request, paper, "The rights form is settled.", act)


def _act(
    request: EditionRequest, paper: Submission, done: str, act: Callable[[], None]
) -> HttpResponse:
    try:
        act()
    except NotNow as why:
        messages.error(request, str(why))
    else:
        messages.success(request, done)
    return redirect("program:final", paper.workshop.slug, paper.number)


@require_safe
@publication_page
def final_pdf(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    final = policy.final_of(policy.paper_at_desk(request.user, workshop, number))
    if final is None or final.version is None:
        raise Http404
    return files.send(request, final.version.file, name=final.version.download_name)


@require_safe
@publication_page
def final_page(request: EditionRequest, workshop: Workshop, number: int, page: int) -> HttpResponse:
    final = policy.final_of(policy.paper_at_desk(request.user, workshop, number))
    picture = picture_of(final.version, page) if final and final.version else None
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/webp")
