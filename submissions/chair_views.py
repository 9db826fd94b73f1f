"""The chairs' pages on format: the rules of the edition, and the waivers that authors ask for."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from dtms_site.web.forms import sent, typed
from dtms_site.web.text import counted
from dtms_site.workshops.doors import EditionRequest, chair_page
from dtms_site.workshops.models import Workshop
from submissions import checks, policy
from submissions.enums import RULE_NAMES
from submissions.models import FormatWaiver, RulesTrial, Submission
from submissions.pdfcheck.rules import RuleSet
from submissions.rules_form import RulesForm
from submissions.services import waivers
from submissions.services.errors import Closed, NotReady
from submissions.services.rules import save_rules, try_rules


@chair_page
def rules(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """The rules in force, or those being tried; sending the form tries them on the papers."""
    trial = _trial_of(request, workshop)
    in_force = checks.rules_of(workshop)
    shown = RuleSet.from_dict(trial.rules) if trial else in_force
    types = list(workshop.paper_types.all())
    form = RulesForm(shown, types, trial.limits if trial else {}, sent(request))
    if request.method == "POST" and form.is_valid():
        try_rules(workshop=workshop, by=request.user, rules=form.rule_set(), limits=form.limits())
        return redirect("submissions:rules", workshop.slug)
    context = {"form": form, **_state(request, workshop)}
    return render(request, "submissions/rules.html", context)


def _trial_of(request: EditionRequest, workshop: Workshop) -> RulesTrial | None:
    return workshop.rules_trials.filter(asked_by=request.user).first()


@require_safe
@chair_page
def rules_state(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    """How far the trial, or judging again, has come; asked for again until it is done."""
    return render(request, "submissions/_rules_state.html", _state(request, workshop))


@require_POST
@chair_page
def rules_save(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    trial = _trial_of(request, workshop)
    if trial is None or "drop" in request.POST:
        workshop.rules_trials.filter(asked_by=request.user).delete()
        messages.success(request, "The rules stay as they were.")
    else:
        save_rules(trial=trial, by=request.user)
        messages.success(request, "The new rules are in force.")
    return redirect("submissions:rules", workshop.slug)


@dataclass(frozen=True)
class Change:
    """A paper whose verdict the tried rules would change, and the rules that make it so."""

    paper: Submission
    before: str
    after: str
    rules: str


def _state(request: EditionRequest, workshop: Workshop) -> dict[str, Any]:
    """The trial and its outcome, without papers that the chair is conflicted with."""
    trial = _trial_of(request, workshop)
    free = workshop.submissions.all().free_of_conflict_with(request.user)
    reports = policy.reports_for(request.user, workshop)
    total = reports.count()
    left = reports.older_than(workshop.format_rules.revision).count()
    context: dict[str, Any] = {
        "trial": trial, "total": total, "older": left, "done": total - left,
    }  # fmt: skip
    if trial and trial.is_done:
        context |= _outcome(trial, free, list(reports.values_list("overall", flat=True)))
    return context


def _outcome(trial: RulesTrial, free: Any, now: list[str]) -> dict[str, Any]:
    papers = {paper.pk: paper for paper in free}
    changes = [
        Change(papers[c["paper"]], c["before"], c["after"], _named(c["rules"]))
        for c in trial.changes
        if c["paper"] in papers
    ]
    counts = [
        (value, now.count(value), now.count(value)
         + sum(c.after == value for c in changes) - sum(c.before == value for c in changes))
        for value in ("accept", "review", "reject", "waived")
    ]  # fmt: skip
    return {"changes": changes, "counts": [row for row in counts if row[1] or row[2]]}


def _named(rules: list[str]) -> str:
    return ", ".join(RULE_NAMES[name] for name in rules)


@dataclass(frozen=True)
class Request:
    """A waiver that waits for an answer, with what the check found of the rules in question."""

    waiver: FormatWaiver
    findings: list[str]


@require_safe
@chair_page
def waiver_queue(request: EditionRequest, workshop: Workshop) -> HttpResponse:
    asked = policy.waivers_for(request.user, workshop).select_related(
        "submission__paper_type", "asked_by", "answered_by"
    )
    rows = list(asked.prefetch_related("submission__authors"))
    waiting = [row for row in rows if row.is_open]
    return render(
        request,
        "submissions/waivers.html",
        {
            "open": _with_findings(policy.reports_for(request.user, workshop), waiting),
            "answered": [row for row in reversed(rows) if not row.is_open],
        },
    )


def _with_findings(reports: Any, waiting: list[FormatWaiver]) -> list[Request]:
    papers = [waiver.submission_id for waiver in waiting]
    reports = reports.filter(version__submission__in=papers)
    found = {r.version.submission_id: r.result for r in reports.select_related("version")}
    return [
        Request(waiver, _messages(found.get(waiver.submission_id) or {}, waiver.rules))
        for waiver in waiting
    ]


def _messages(result: dict[str, Any], rules: list[str]) -> list[str]:
    found = result.get("rules", {})
    return [found[name]["message"] for name in rules if name in found]


@require_POST
@chair_page
def waiver_answer(request: EditionRequest, workshop: Workshop, pk: int) -> HttpResponse:
    waiver = get_object_or_404(policy.waivers_for(request.user, workshop), pk=pk)
    waiver.submission.workshop = workshop
    words = typed(request, "words", longest=2000)
    try:
        _answer(request, waiver, words)
    except NotReady as lack:
        messages.error(request, str(lack))
    except Closed:
        messages.error(request, "Another chair has answered this already.")
    return redirect("submissions:waivers", workshop.slug)


def _answer(request: EditionRequest, waiver: FormatWaiver, words: str) -> None:
    number = waiver.submission.number
    told = counted(waiver.submission.authors.confirmed().count(), "author")
    if "grant" in request.POST:
        waivers.grant(waiver=waiver, by=request.user, words=words)
        messages.success(request, f"Waived for paper {number}. {told} told by mail.")
    else:
        waivers.refuse(waiver=waiver, by=request.user, words=words)
        messages.success(request, f"Refused for paper {number}. {told} told by mail.")
