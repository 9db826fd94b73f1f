"""Pages of the second look at a conditional paper: its authors', its shepherd's, its chair's."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import sent
from dtms_site.workshops.doors import EditionRequest, author_page, chair_page, committee_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.author_view import decision_for_authors
from reviews.enums import Advice
from reviews.forms import AdviceForm, RevisionForm, SettleForm
from reviews.models import Revision
from reviews.services import conditions as service
from reviews.services.errors import NotAllowed
from reviews.tabs import show_tab
from submissions import files
from submissions.models import Submission


@author_page
def revise(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    """The conditions, and the form for the version that meets them."""
    paper = policy.conditional_paper_of_author(request.user, workshop, number)
    form = RevisionForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, paper, form.cleaned_data["response"])
        except (files.UnusableFile, NotAllowed) as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, "The new version is in. The committee looks at it.")
            return redirect("submissions:paper", workshop.slug, number)
    context = {
        "paper": paper, "form": form, "decision": decision_for_authors(paper),
        "due": paper.dates.get(DeadlineKind.CAMERA_READY),
        "is_open": policy.may_revise(paper),
    }  # fmt: skip
    return render(request, "reviews/revise.html", context, status=422 if form.errors else 200)


def _send(request: EditionRequest, paper: Submission, response: str) -> Revision:
    chosen = files.chosen_file(request, "pdf")
    if chosen is None:
        raise files.UnusableFile("Choose the new PDF. Your words are kept.")
    if not policy.may_revise(paper):
        raise NotAllowed(service.LATE)
    stored = files.store(chosen, largest_mb=paper.workshop.max_upload_mb)
    return service.send_revision(paper=paper, by=request.user, stored=stored, response=response)


@require_safe
@committee_page
def revision_pdf(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    revision = policy.revision_of(paper, view)
    if revision is None:
        raise Http404
    return files.send(request, revision.version.file, name=revision.version.download_name)


@require_POST
@committee_page
def advise(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper, view = policy.paper_for_member(request.user, workshop, number, request.roles)
    if not view.is_shepherd:
        raise Http404
    form = AdviceForm(request.POST)
    if form.is_valid():
        advice, note = Advice(form.cleaned_data["advice"]), form.cleaned_data["note"]
        try:
            service.advise(paper=paper, by=request.user, advice=advice, note=note)
        except NotAllowed:
            form.add_error(None, "There is nothing to judge now.")
        else:
            messages.success(request, "Thank you. The chairs see it, and settle the paper.")
            return redirect("reviews:paper", workshop.slug, number)
    return show_tab(
        request, paper, view, "paper", topics=paper.topics.all(), advice_form=form,
        revision=policy.revision_of(paper, view), status=422,
    )  # fmt: skip


@require_POST
@chair_page
def settle(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_for_chair(request.user, workshop, number)
    form = SettleForm(request.POST)
    act = service.confirm_conditions if "confirm" in request.POST else service.fail_conditions
    if form.is_valid():
        try:
            act(paper=paper, by=request.user, note=form.cleaned_data["note"])
        except NotAllowed as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Paper {number} is settled. Its authors are told.")
            return redirect("chair:paper", workshop.slug, number)
    return render(request, "chair/settle.html", {"paper": paper, "form": form}, status=422)
