"""Papers taken back, and brought back, by a chair in their authors' stead."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dtms_site.web.forms import sent
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews import policy
from reviews.services import for_authors as service
from reviews.services.errors import NotAllowed


class WithdrawForAuthorsForm(forms.Form):
    reason = forms.CharField(
        label="Why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The authors get it by mail, and it stands in the log.",
    )  # fmt: skip


@chair_page
def withdraw(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    paper = policy.paper_for_chair(request.user, workshop, number)
    form = WithdrawForAuthorsForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            service.withdraw(paper=paper, by=request.user, reason=form.cleaned_data["reason"])
        except NotAllowed as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, f"Paper {number} is withdrawn. Its authors are told by mail.")
            return redirect("chair:late", workshop.slug)
    context = {"paper": paper, "form": form}
    return render(request, "chair/withdraw.html", context, status=422 if form.is_bound else 200)


@require_POST
@chair_page
def bring_back(request: EditionRequest, workshop: Workshop, number: int) -> HttpResponse:
    try:
        paper = service.bring_back(workshop=workshop, number=number, by=request.user)
    except NotAllowed as why:
        messages.error(request, str(why))
        return redirect("chair:late", workshop.slug)
    messages.success(request, f"Paper {number} is back. Its authors are told by mail.")
    if paper.is_draft:
        return redirect("chair:late", workshop.slug)
    return redirect("chair:paper", workshop.slug, number)
