"""The authors' page of the final version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.workshops.doors import EditionRequest, author_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program import policy
from program.forms import HandInForm
from program.sections import step_of
from program.services import camera_ready as service
from program.services import rights as rights_service
from program.services.errors import NotNow
from submissions import files
from submissions.format_page import FormatPage
from submissions.front_pages import printed_on, same_words
from submissions.models import PaperVersion, Submission
from submissions.xray import picture_of


@author_page
def camera_ready(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    if policy.is_printed_for(request.user, workshop, number):
        return redirect("submissions:paper", workshop.slug, number)
    paper = policy.paper_of_author(request.user, workshop, number)
    form = HandInForm(paper, request.POST or None, initial=_initial(paper))
    if request.method == "POST" and form.is_valid():
        try:
            service.hand_in(paper=paper, by=request.user, **form.cleaned_data)
        except NotNow as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The final version is in. You have a mail that says so.")
            return redirect("program:camera-ready", workshop.slug, number)
    return render(
        request,
        "program/camera_ready.html",
        _context(request, paper) | {"form": form},
        status=422 if form.errors else 200,
    )


def _initial(paper: Submission) -> dict[str, Any]:
    final = policy.final_of(paper)
    if final is None:
        return {}
    return {"presenter": final.presenter, "metadata_confirmed": False}


def _context(request: EditionRequest, paper: Submission) -> dict[str, Any]:
    newest = service.newest_final(paper)
    final = policy.final_of(paper)
    title = printed_on(newest).title if newest else ""
    handed_in = final is not None and final.submitted_at is not None
    return {
        "paper": paper,
        "step": step_of(paper),
        "authors": paper.authors.all(),
        "newest": newest,
        "is_new": newest is not None and not (handed_in and final and final.version == newest),
        "title_read": title if title and not same_words(title, paper.title) else "",
        "check": _check(newest, request),
        **rights_context(paper),
    }


def rights_context(paper: Submission) -> dict[str, Any]:
    """Where the rights form stands; nothing where the edition asks for none."""
    due = paper.workshop.schedule.get(DeadlineKind.RIGHTS)
    return {"rights_due": due, "rights": policy.rights_of(paper)} if due else {}


def _check(version: PaperVersion | None, request: EditionRequest) -> FormatPage:
    if version is None:
        return FormatPage(None)
    return FormatPage.of_version(version, request.GET.get("page", ""))


@require_POST
@author_page
def upload(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """A final PDF: stored and checked. It counts once it is handed in."""
    paper = policy.paper_of_author(request.user, workshop, number)
    try:
        chosen = files.chosen_file(request, "pdf")
        if chosen is None:
            raise files.UnusableFile("Choose a PDF first.")
        if not policy.may_hand_in(paper):
            raise NotNow(service.LATE)
        stored = files.store(chosen, largest_mb=workshop.max_upload_mb)
        service.add_final(paper=paper, by=request.user, stored=stored)
    except (files.UnusableFile, NotNow) as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "PDF received. Look at the check, then hand it in.")
    return redirect("program:camera-ready", workshop.slug, number)


@require_POST
@author_page
def rights(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """The publisher's form is completed, or was not after all."""
    paper = policy.paper_of_author(request.user, workshop, number)
    try:
        if "open" in request.POST:
            rights_service.reopen(paper=paper, by=request.user)
            messages.success(request, "Noted as not completed.")
        else:
            rights_service.settle(paper=paper, by=request.user)
            messages.success(request, "Noted. Nobody reminds you of the rights form any more.")
    except NotNow as why:
        messages.error(request, str(why))
    return redirect("program:camera-ready", workshop.slug, number)


@require_safe
@author_page
def format_check(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """The state of the check, asked for again and again until there is a verdict."""
    paper = policy.paper_of_author(request.user, workshop, number)
    return render(request, "program/_final_check.html", _context(request, paper))


@require_safe
@author_page
def page_image(request: EditionRequest, workshop: Workshop, number: int, page: int) -> HttpResponse:
    paper = policy.paper_of_author(request.user, workshop, number)
    version = service.newest_final(paper)
    picture = picture_of(version, page) if version else None
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/webp")


@require_safe
@author_page
def pdf(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    paper = policy.paper_of_author(request.user, workshop, number)
    version = service.newest_final(paper)
    if version is None:
        raise Http404
    return files.send(request, version.file, name=version.download_name)
