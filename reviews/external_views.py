"""The pages of somebody from outside: the invitation, the one paper, and their review of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from dtms_site.accounts.mailed_link import let_in
from dtms_site.accounts.querysets import verified_addresses
from dtms_site.web.forms import sent, whole_number
from dtms_site.workshops.doors import EditionRequest, external_page, public_page
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import InvitationClosed, hash_of
from reviews import external_policy as policy
from reviews.external_forms import ReasonForm
from reviews.forms import BOTH_SHOWN, SEE_BOTH, ReviewForm
from reviews.models import ExternalReviewer
from reviews.services import external as service
from reviews.services import external_reviews as writing
from reviews.services.errors import NotAllowed
from reviews.services.reviews import Unfinished
from reviews.sets import externals_for
from submissions import files


@public_page
def invitation(request: EditionRequest, workshop: Workshop, token: str) -> HttpResponseBase:
    """For whoever reads mail to the invited address; for anybody else there is no such page."""
    row = policy.invitation_by(workshop, hash_of(token))
    if request.user.is_authenticated and row.email not in verified_addresses(request.user):
        raise Http404
    form = ReasonForm(sent(request))
    try:
        if request.method == "POST" and "accept" in request.POST:
            return _accept(request, row)
        if request.method == "POST" and form.is_valid():
            service.decline(row=row, reason=form.cleaned_data["reason"])
            return render(request, "reviews/external_declined.html")
    except InvitationClosed:
        raise Http404 from None
    due = workshop.schedule.get(DeadlineKind.REVIEW, row.assignment.submission.paper_type_id)
    context = {"offer": row, "form": form, "due": due}
    return render(request, "reviews/external_invitation.html", context)


def _accept(request: EditionRequest, row: ExternalReviewer) -> HttpResponseBase:
    user = service.accept(row=row)
    paper = row.assignment.submission
    path = reverse("reviews:invited-review", args=[paper.workshop.slug, paper.number])
    return let_in(request, user, email=row.email, to=path)


@external_page
def invited(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """The papers they help with, and whether the proceedings name them."""
    rows = list(policy.joined(externals_for(request.user, workshop)))
    if not rows:
        raise Http404
    if request.method == "POST":
        is_listed = "listed" in request.POST
        service.set_listed(user=request.user, workshop=workshop, is_listed=is_listed)
        messages.success(request, "Saved.")
        return redirect(request.path)
    context = {"rows": rows, "due": workshop.schedule.get(DeadlineKind.REVIEW)}
    return render(request, "reviews/invited.html", context)


def _show(request: EditionRequest, row: ExternalReviewer, tab: str, **context: Any) -> HttpResponse:
    paper = row.assignment.submission
    base = {
        "row": row, "paper": paper, "tab": tab, "authors": paper.authors.all(),
        "version": paper.current, "writes": policy.may_write_external(row),
        "pdf_url": reverse("reviews:invited-pdf", args=[paper.workshop.slug, paper.number]),
    }  # fmt: skip
    status = context.pop("status", 200)
    return render(request, f"reviews/invited_{tab}.html", base | context, status=status)


@require_safe
@external_page
def invited_paper(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    row = policy.external_paper(request.user, workshop, number)
    return _show(request, row, "paper", topics=row.assignment.submission.topics.all())


@require_safe
@external_page
def invited_pdf(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    version = policy.external_paper(request.user, workshop, number).assignment.submission.current
    if version is None:
        raise Http404
    return files.send(request, version.file, name=version.download_name)


@external_page
def invited_review(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponseBase:
    row = policy.external_paper(request.user, workshop, number)
    criteria = writing.questions_for(row.assignment.submission)
    if request.method == "POST":
        return _keep(request, row, ReviewForm(criteria, request.POST))
    form = ReviewForm(criteria, kept=writing.answers_of(row, criteria))
    return _show_review(request, row, form, row.edit_version)


def _show_review(
    request: EditionRequest, row: ExternalReviewer, form: ReviewForm, base: int, **context: Any
) -> HttpResponse:
    paper = row.assignment.submission
    due = paper.workshop.schedule.get(DeadlineKind.REVIEW, paper.paper_type_id)
    return _show(request, row, "review", form=form, base=base, due=due, **context)


def _keep(request: EditionRequest, row: ExternalReviewer, form: ReviewForm) -> HttpResponseBase:
    """Save or send. Asked for by the page's script, the answer is data."""
    base = whole_number(request.POST.get("base", ""))
    if not form.is_valid():
        return _refused(request, row, form, base, 422, "One answer is too long.")
    act = writing.send if "send" in request.POST else writing.save
    try:
        kept = act(row=row, answers=form.answers(), based_on=base)
    except writing.WrittenMeanwhile as clash:
        text = BOTH_SHOWN if request.accepts("text/html") else SEE_BOTH
        theirs = writing.answers_of(clash.row, form.criteria)
        return _refused(request, row, form, clash.row.edit_version, 409, text, theirs=theirs)
    except Unfinished as lack:
        keys = {c.key for c in lack.missing}
        return _refused(request, row, form, base, 422, f"Still to answer: {lack}.", missing=keys)
    except NotAllowed:
        return _refused(request, row, form, base, 403, "Reviewing of this paper has ended.")
    if not request.accepts("text/html"):
        at = date_format(kept.saved_at, "H:i:s")
        return JsonResponse({"base": kept.edit_version, "saved": at})
    is_sent = "send" in request.POST
    told = f"Sent to {row.assignment.reviewer}. Thank you." if is_sent else "Saved."
    messages.success(request, told)
    return redirect(request.path)


def _refused(
    request: EditionRequest, row: ExternalReviewer, form: ReviewForm, base: int, status: int,
    text: str, **context: Any,
) -> HttpResponseBase:  # fmt: skip
    if not request.accepts("text/html"):
        return JsonResponse({"error": text, "base": base}, status=status)
    return _show_review(request, row, form, base, status=status, problem=text, **context)


@external_page
def give_back(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    row = policy.external_paper(request.user, workshop, number)
    if row.is_in:
        raise Http404
    form = ReasonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        service.give_back(row=row, reason=form.cleaned_data["reason"])
        return render(request, "reviews/external_declined.html")
    context = {"row": row, "paper": row.assignment.submission, "form": form}
    return render(request, "reviews/invited_give_back.html", context)
