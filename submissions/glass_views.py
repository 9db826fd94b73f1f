"""The papers of an edition for an operator who broke the glass: to read, paper by paper, logged."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.accounts.entrance import ask_again
from dtms_site.accounts.reauthentication import is_needed
from dtms_site.audit.services import record
from dtms_site.web.forms import sent
from dtms_site.workshops import glass as service
from dtms_site.workshops.doors import EditionRequest, operator_page
from dtms_site.workshops.models import Workshop
from submissions import files, policy
from submissions.models import Submission


class GlassForm(forms.Form):
    reason = forms.CharField(
        label="Why you need to look", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The chairs get this sentence by mail, and it stands in their log.",
    )  # fmt: skip


@operator_page
def glass(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    """Asks for a reason first, and then lists the papers for an hour."""
    broken = service.glass_of(request.user, workshop)
    if broken is None:
        return _ask(request, workshop)
    papers = policy.papers_behind_glass(request.user, workshop).order_by("number")
    context = {"glass": broken, "papers": papers.prefetch_related("authors")}
    return render(request, "submissions/glass.html", context)


def _ask(request: EditionRequest, workshop: Workshop) -> HttpResponseBase:
    if is_needed(request):
        return ask_again(request)
    form = GlassForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            service.break_glass(
                workshop=workshop, by=request.user, reason=form.cleaned_data["reason"]
            )
        except service.NoReason as lack:
            form.add_error("reason", str(lack))
        else:
            messages.success(request, "The chairs are told by mail.")
            return redirect("submissions:glass", workshop.slug)
    status = 422 if form.is_bound else 200
    return render(request, "submissions/glass_reason.html", {"form": form}, status=status)


@require_POST
@operator_page
def close(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    service.close_glass(workshop=workshop, by=request.user)
    messages.success(request, "Closed. You see no papers any more.")
    return redirect("admin:index")


def _opened(request: EditionRequest, workshop: Workshop, number: int, **facts: Any) -> Submission:
    """One paper, with a line in the log that it was looked at. Raises Http404."""
    papers = policy.papers_behind_glass(request.user, workshop)
    paper: Submission | None = papers.filter(number=number).first()
    if paper is None:
        raise Http404
    record("paper seen behind broken glass", actor=request.user, edition=workshop, about=paper,
           **facts)  # fmt: skip
    paper.workshop = workshop
    return paper


@require_safe
@operator_page
def paper(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    """What its authors entered and handed in, and nothing of the committee's."""
    found = _opened(request, workshop, number)
    context = {
        "paper": found,
        "authors": found.authors.select_related("user"),
        "versions": found.versions.for_review(),
    }
    return render(request, "submissions/glass_paper.html", context)


@require_safe
@operator_page
def pdf(
    request: EditionRequest, workshop: Workshop, number: int, version: int
) -> HttpResponseBase:  # fmt: skip
    found = _opened(request, workshop, number, version=version)
    row = found.versions.for_review().filter(number=version).first()
    if row is None:
        raise Http404
    return files.send(request, row.file, name=row.download_name)
