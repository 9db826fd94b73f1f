"""More time for one paper or one member: who has it, and who gets it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dtms_site.accounts.models import User
from dtms_site.web.forms import LONGEST_NUMBER, of_our_years, sent, whole_number
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.enums import PAPER_KINDS, PERSON_KINDS, DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.schedule_forms import bound_of
from reviews.services import more_time as service
from reviews.services.errors import NotAllowed
from submissions.querysets import committee_of


class MoreTimeForm(forms.Form):
    """Which date, for whom, until when, why."""

    kind = forms.ChoiceField(label="Which date")
    paper = forms.CharField(
        label="Number of the paper", required=False, max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text="For the dates of papers. A draft’s author tells it you.",
    )  # fmt: skip
    member: Any = forms.ModelChoiceField(None, required=False, help_text="For bids and reviews.")
    day = forms.DateField(
        label="Until the end of", validators=[of_our_years],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Anywhere on Earth.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Why", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Stands in their mail and in the log.",
    )  # fmt: skip

    def __init__(self, workshop: Workshop, chair: User, data: Any = None) -> None:
        super().__init__(data)
        self.workshop, self.chair = workshop, chair
        kinds = [k for k in (*PAPER_KINDS, *PERSON_KINDS) if workshop.schedule.get(k)]
        self.fields["kind"].choices = [(k.value, k.label) for k in kinds]  # type: ignore[attr-defined]
        self.fields["member"].queryset = committee_of(workshop)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("kind") in PAPER_KINDS:
            papers = service.papers_to_give_time(self.chair, self.workshop)
            number = whole_number(given.get("paper", ""))
            given["found"] = papers.filter(number=number).select_related("paper_type").first()
            if given["found"] is None:
                self.add_error("paper", "No paper of yours to handle has this number.")
        elif given.get("kind") and not given.get("member"):
            self.add_error("member", "Choose who gets more time.")
        return given


@chair_page
def more_time(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    form = MoreTimeForm(workshop, request.user, sent(request))
    if request.method == "POST" and form.is_valid() and _give(request, form):
        messages.success(request, "Given. A mail tells them, and their pages show it now.")
        return redirect("chair:more-time", workshop.slug)
    given = service.given_in(workshop, request.user)
    context = {"form": form, "given": given}
    return render(request, "chair/more_time.html", context, status=422 if form.errors else 200)


def _give(request: EditionRequest, form: MoreTimeForm) -> bool:
    data = form.cleaned_data
    kind, more = DeadlineKind(data["kind"]), {"reason": data["reason"], "by": request.user}
    until = bound_of(data["day"])
    try:
        if kind in PAPER_KINDS:
            data["found"].workshop = request.workshop
            service.give_paper(paper=data["found"], kind=kind, until=until, **more)
        else:
            service.give_member(
                workshop=request.workshop, member=data["member"], kind=kind, until=until, **more
            )
    except NotAllowed as why:
        form.add_error(None, str(why))
        return False
    return True


@require_POST
@chair_page
def take_back(request: EditionRequest, workshop: Workshop, pk: int) -> HttpResponse:
    try:
        service.take_back(workshop=workshop, by=request.user, pk=pk)
    except NotAllowed as why:
        messages.error(request, str(why))
    else:
        messages.success(request, "Taken back. The date for all holds for them too. Tell them.")
    return redirect("chair:more-time", workshop.slug)
