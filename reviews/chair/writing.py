"""A chair writes to a selection, reads each mail as it will arrive, and holds them."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from dtms_site.mail.catalogue import UnknownPlaceholder
from dtms_site.web.forms import sent
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from reviews.services import letters as service
from reviews.services.errors import NotAllowed
from reviews.services.letters import Draft, Group, Selection
from submissions.enums import SubmissionStatus

NUMBERS = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")
STATUSES = [
    (status.value, status.label)
    for status in SubmissionStatus
    if status not in {SubmissionStatus.DRAFT, SubmissionStatus.WITHDRAWN}
]
WIDEST = 1000
SHOWN = 50


class LetterForm(forms.Form):
    group = forms.ChoiceField(label="To", choices=Group.choices)
    statuses = forms.MultipleChoiceField(
        label="Papers in these states", choices=STATUSES, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="For authors. None means all.",
    )  # fmt: skip
    numbers = forms.CharField(
        label="Papers with these numbers",
        required=False,
        max_length=5000,
        help_text="For authors, such as 3, 7-12.",
    )
    subject = forms.CharField(max_length=150)
    body = forms.CharField(
        label="Text", max_length=8000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="{name}, {edition}, {edition_url}; to authors also {number}, {title}, "
        "{paper_url}. One mail each.",
    )  # fmt: skip

    def clean_numbers(self) -> tuple[int, ...]:
        found: set[int] = set()
        for word in filter(None, (w.strip() for w in self.cleaned_data["numbers"].split(","))):
            match = NUMBERS.fullmatch(word)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
            if not 0 <= last - first < WIDEST:
                raise ValidationError(f"“{word[:20]}” is no number of a paper, and no range.")
            found.update(range(first, last + 1))
        return tuple(sorted(found))

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").strip()

    def clean(self) -> dict[str, Any]:
        if {"group", "subject", "body"} <= self.cleaned_data.keys():
            try:
                service.check(self.draft, self.selection)
            except UnknownPlaceholder as error:
                self.add_error("body", str(error))
        return self.cleaned_data

    @property
    def draft(self) -> Draft:
        return Draft(self.cleaned_data["subject"], self.cleaned_data["body"])

    @property
    def selection(self) -> Selection:
        given = self.cleaned_data
        statuses, numbers = given.get("statuses", ()), given.get("numbers", ())
        return Selection(Group(given["group"]), tuple(statuses), tuple(numbers))


@chair_page
def write(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    asked = {name: request.GET[name] for name in ("group", "numbers") if name in request.GET}
    form = LetterForm(sent(request), initial=asked)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        if "hold" in request.POST and _hold(request, form):
            return redirect(reverse("chair:mail", args=[workshop.slug]) + "?state=held")
        readers = service.readers_of(workshop, request.user, form.selection)
        context["total"] = len(readers)
        context["mails"] = [
            (reader, service.letter_for(form.draft, reader, workshop, request.user))
            for reader in readers[:SHOWN]
        ]
    return render(request, "chair/write.html", context, status=422 if form.errors else 200)


def address_for(workshop: Workshop, numbers: Iterable[int]) -> str:
    """Of the page that writes to the contact authors of these papers."""
    query = urlencode({"group": Group.CONTACTS, "numbers": _listed(numbers)})
    return reverse("chair:write", args=[workshop.slug]) + f"?{query}"


def _listed(numbers: Iterable[int]) -> str:
    """As a person would type them: 1, 3-7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{r[0]}-{r[-1]}" if len(r) > 2 else ", ".join(map(str, r)) for r in runs)


def _hold(request: EditionRequest, form: LetterForm) -> bool:
    try:
        count = service.hold(
            workshop=request.workshop, by=request.user, draft=form.draft, selection=form.selection
        )
    except NotAllowed as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, f"{counted(count, 'mail')} held. Read them, then release them.")
    return True
