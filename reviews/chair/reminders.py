"""When the edition reminds of what, whom it will write to next, and a way to pause it all."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.mail import letters
from dtms_site.web.forms import sent
from dtms_site.workshops import duties, forecasts, reminding, rules
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.reminding import Planned
from reviews.mail_policy import plans_for


@dataclass(frozen=True)
class Line:
    """A kind of work with its reminders in words."""

    duty: duties.Duty
    words: list[str]
    is_own: bool


@require_safe
@chair_page
def reminders(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    in_force, own = reminding.rules_of(workshop), rules.changed_in(workshop)
    lines = [
        Line(duty, [rules.in_words(rule) for rule in in_force[duty.key]], duty.key in own)
        for duty in duties.all_duties()
    ]
    context = {"lines": lines, "paused": workshop.reminders_paused, "next": _next(request)}
    return render(request, "chair/reminders.html", context)


@dataclass(frozen=True)
class Batch:
    """The mails that leave together next."""

    mails: list[tuple[Planned, letters.Letter]]
    drafts: int
    is_partial: bool

    @property
    def at(self) -> Any:
        return self.mails[0][0].at if self.mails else None


def _next(request: EditionRequest) -> Batch:
    """As far as this chair may know it: drafts are a number."""
    workshop = request.workshop
    plans = plans_for(request.user, workshop, forecasts.forecast(workshop, with_routine=False))
    first = min((p.at for p in plans.shown), default=None)
    shown = [p for p in plans.shown if p.at == first]
    drafts = [p for p in plans.of_drafts if first is None or p.at <= first]
    return Batch([(p, forecasts.letter_of(workshop, p)) for p in shown], len(drafts),
                 plans.is_partial)  # fmt: skip


@chair_page
def rules_page(request: EditionRequest, workshop: Workshop, key: str) -> HttpResponse:
    """The moments of one kind of work."""
    duty = next((d for d in duties.all_duties() if d.key == key), None)
    if duty is None:
        raise Http404
    form = rules.RulesForm(duty, reminding.rules_of(workshop)[key], sent(request))
    if request.method == "POST" and "reset" in request.POST:
        rules.reset(workshop=workshop, by=request.user, duty=duty)
        messages.success(request, f"{duty.label}: as shipped again.")
        return redirect("chair:reminders", workshop.slug)
    if request.method == "POST" and form.is_valid():
        rules.save(workshop=workshop, by=request.user, duty=duty, rules=form.rules())
        messages.success(request, f"{duty.label}: saved. The next batch goes by it.")
        return redirect("chair:reminders", workshop.slug)
    is_own = key in rules.changed_in(workshop)
    context = {"duty": duty, "form": form, "is_own": is_own}
    return render(request, "chair/reminder_rules.html", context, status=422 if form.errors else 200)


@require_POST
@chair_page
def pause(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    paused = "pause" in request.POST
    rules.pause(workshop=workshop, by=request.user, paused=paused)
    told = "Paused. No reminder leaves until you go on." if paused else "Reminders go on."
    messages.success(request, told)
    return redirect("chair:reminders", workshop.slug)
