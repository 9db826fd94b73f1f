"""The authors' pages."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import sent, typed
from dtms_site.workshops.doors import EditionRequest, author_page, signed_in_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from submissions import files, offers, policy, sections
from submissions.form_page import FormPage
from submissions.format_page import FormatPage, WaiverCard
from submissions.forms import WithdrawForm
from submissions.front_pages import differences
from submissions.models import Submission
from submissions.progress import steps
from submissions.services import authors, lifecycle, versions, waivers
from submissions.services.details import create_draft
from submissions.services.errors import Closed, NotReady
from submissions.xray import picture_of


def _mine(request: EditionRequest, number: int) -> Submission:
    papers = policy.papers_of(request.user, request.workshop).select_related("paper_type")
    paper: Submission = get_object_or_404(papers, number=number)
    paper.workshop = request.workshop
    return paper


@require_safe
@signed_in_page
def papers(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    mine = policy.papers_of(request.user, workshop).select_related("paper_type")
    return render(
        request,
        "submissions/papers.html",
        {
            "papers": mine.prefetch_related("authors"),
            "due": workshop.schedule.first_due(),
            "is_open": workshop.schedule.takes_abstracts(),
        },
    )


@signed_in_page
def submit(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    """An empty form. The draft comes into being with the first thing that is typed or dropped."""
    if not workshop.schedule.takes_abstracts():
        return render(request, "submissions/closed.html", {"due": _due(workshop)}, status=403)
    if request.method != "POST":
        return FormPage.for_new_paper(request).show()
    paper = create_draft(workshop=workshop, by=request.user)
    return FormPage(request, paper).save()


def _due(workshop: Workshop) -> Any:
    return workshop.schedule.first_due()


@author_page
def edit(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    paper = _mine(request, number)
    page = FormPage(request, paper)
    if not policy.author_rights(paper).edit:
        return page.closed()
    return page.save() if request.method == "POST" else page.show()


@require_POST
@author_page
def upload(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    """A dropped or chosen PDF: stored, queued for its check, acknowledged."""
    paper = _mine(request, number)
    try:
        chosen = files.chosen_file(request, "pdf")
        if chosen is None:
            raise files.UnusableFile("Choose a PDF first.")
        if not policy.author_rights(paper).replace:
            raise Closed
        stored = files.store(chosen, largest_mb=workshop.max_upload_mb)
        versions.add_version(paper=paper, by=request.user, stored=stored)
    except files.UnusableFile as why:
        return _upload_refused(request, paper, str(why))
    except Closed:
        return _upload_refused(request, paper, "The deadline has passed. The last version stays.")
    if request.accepts("text/html"):
        messages.success(request, "New version received. Its check runs now.")
        return redirect(paper)
    return JsonResponse(FormPage(request, paper).after_upload())


def _upload_refused(request: EditionRequest, paper: Submission, why: str) -> HttpResponseBase:
    if request.accepts("text/html"):
        messages.error(request, why)
        return redirect(paper)
    return JsonResponse({"error": why}, status=422)


@require_safe
@author_page
def offer(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """What the first page of the PDF says, for the form that is still empty."""
    return JsonResponse(offers.say(offers.offer_from(_mine(request, number))))


@require_safe
@author_page
def paper(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = _mine(request, number)
    return render(
        request,
        "submissions/paper.html",
        {
            "paper": paper,
            "rights": policy.author_rights(paper),
            "lacks": policy.lacks(paper) if paper.is_draft else [],
            "authors": paper.authors.all(),
            "conflicts": paper.conflicts.filter(source="authors").select_related("user"),
            "versions": paper.versions.for_review().newest_first(),
            "check": FormatPage.of(paper, request),
            "waiver": WaiverCard.of(paper),
            "until": policy.mend_until(paper),
            "steps": steps(paper),
            "sections": sections.all_of(request, paper),
            "due": paper.dates.get(DeadlineKind.SUBMISSION),
        },
    )


@require_safe
@author_page
def format_check(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """The state of the check, asked for again and again until there is a verdict."""
    paper = _mine(request, number)
    context = {
        "paper": paper,
        "rights": policy.author_rights(paper),
        "check": FormatPage.of(paper, request),
        "waiver": WaiverCard.of(paper),
        "until": policy.mend_until(paper),
        "due": paper.dates.get(DeadlineKind.SUBMISSION),
    }
    return render(request, "submissions/_format.html", context)


@require_POST
@author_page
def ask_for_waiver(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = _mine(request, number)
    rules, reason = request.POST.getlist("rules"), typed(request, "reason", longest=2000)
    try:
        waivers.ask(paper=paper, by=request.user, rules=rules, reason=reason)
    except NotReady as lack:
        messages.error(request, str(lack))
    except Closed:
        messages.error(request, "There is nothing to waive: look at the check again.")
    else:
        messages.success(request, "The chairs are asked. Their answer comes by mail.")
    return redirect(paper)


@require_safe
@author_page
def printed(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """What page 1 says otherwise than the form; read while the author looks at the rest."""
    paper = _mine(request, number)
    found = differences(paper, paper.current) if paper.current and not paper.is_draft else []
    context = {"differences": found, "paper": paper, "rights": policy.author_rights(paper)}
    return render(request, "submissions/_printed.html", context)


@require_safe
@author_page
def page_image(request: EditionRequest, workshop: Workshop, number: int, page: int) -> HttpResponse:
    version = _mine(request, number).current
    picture = picture_of(version, page) if version else None
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/webp")


@require_safe
@author_page
def pdf(
    request: EditionRequest, workshop: Workshop, number: int, version: int | None = None
) -> HttpResponseBase:
    paper = _mine(request, number)
    versions = paper.versions.for_review()
    found = versions.filter(number=version).first() if version else paper.current
    if found is None:
        raise Http404
    return files.send(request, found.file, name=found.download_name)


@author_page
def withdraw(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    paper = _mine(request, number)
    if not policy.author_rights(paper).withdraw:
        return FormPage(request, paper).closed()
    form = WithdrawForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            lifecycle.withdraw(paper=paper, by=request.user, reason=form.cleaned_data["reason"])
        except NotReady as lack:
            form.add_error("reason", str(lack))
        else:
            messages.success(request, f"Paper {number} is withdrawn.")
            return redirect(paper)
    passed = paper.dates.passed(DeadlineKind.SUBMISSION)
    due = paper.dates.get(DeadlineKind.SUBMISSION)
    context = {"paper": paper, "form": form, "due": due, "passed": passed}
    return render(request, "submissions/withdraw.html", context)


@require_POST
@author_page
def revive(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = _mine(request, number)
    try:
        lifecycle.revive(paper=paper, by=request.user)
    except Closed:
        messages.error(request, "The deadline has passed. Ask the chairs to bring it back.")
    else:
        messages.success(request, f"Paper {number} is back.")
    return redirect(paper)


@signed_in_page
def confirm(request: EditionRequest, workshop: Workshop, token: str) -> HttpResponseBase:
    """A listed author says "yes, that is me". The link works once, for its address alone."""
    author = authors.author_of_token(workshop, token)
    if author is None or not policy.may_confirm(author, request.user):
        raise Http404
    if request.method == "POST":
        authors.confirm_authorship(author=author, user=request.user)
        messages.success(request, "Thank you. The paper is among yours now.")
        return redirect(author.submission)
    return render(request, "submissions/confirm.html", {"author": author})
