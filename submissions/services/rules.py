"""The edition's rules for the format of papers: tried on the papers that are in, then saved."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.web import doorbell
from dtms_site.workshops.models import PaperType, Workshop
from submissions import checks, measurements
from submissions.enums import CheckState
from submissions.models import FormatReport, FormatRules, RulesTrial
from submissions.pdfcheck.check import judge
from submissions.pdfcheck.report import Report, Verdict
from submissions.pdfcheck.rules import RuleSet

TRY = "submissions.tasks.try_rules"
JUDGE_AGAIN = "submissions.tasks.judge_again"
LEASE = timedelta(minutes=2)
STEP = 5
Limits = Mapping[str, tuple[int, bool]]


@transaction.atomic
def try_rules(*, workshop: Workshop, by: User, rules: RuleSet, limits: Limits) -> RulesTrial:
    """Write down a proposal and ring for a worker to judge the papers by it."""
    workshop.rules_trials.filter(asked_by=by).delete()
    trial = RulesTrial.objects.create(
        workshop=workshop, rules=rules.to_dict(), limits=dict(limits), asked_by=by,
        queued_at=clock.now(), total=FormatReport.objects.of(workshop).count(),
    )  # fmt: skip
    doorbell.ring(TRY, trial.pk)
    return trial


def run_trial(trial_id: int) -> None:
    """Judge every paper that is in by the proposed rules; nothing of it counts yet."""
    if not RulesTrial.objects.take(trial_id, clock.now(), LEASE):
        return
    trial = RulesTrial.objects.select_related("workshop").get(pk=trial_id)
    call = checks.Call(0, trial.rules, trial.limits)
    trial.changes, trial.done = [], 0
    reports = FormatReport.objects.of(trial.workshop).order_by("version__submission__number")
    for pk in list(reports.values_list("pk", flat=True)):
        report = checks.with_paper(pk, trial.workshop)
        if change := _change(report, call):
            trial.changes.append(change)
        trial.done += 1
        if trial.done % STEP == 0:
            trial.save(update_fields=["done", "changes"])
    trial.state, trial.leased_until = CheckState.DONE, None
    trial.save(update_fields=["state", "leased_until", "done", "changes"])


def _change(report: FormatReport, call: checks.Call) -> dict[str, Any] | None:
    """How the verdict on one paper would change; None if it stays, or nothing is known yet."""
    measured = measurements.kept(report.version) if report.is_done else None
    if measured is None:
        return None
    paper = report.version.submission
    rules = call.rules_for(paper.paper_type)
    found = judge(measured, rules)
    overall = checks.counts_as(found, rules, paper)
    if overall == report.overall:
        return None
    before = _troubled(Report.from_dict(report.result))
    changed = sorted(before ^ _troubled(found))
    return {"paper": paper.pk, "before": report.overall, "after": overall, "rules": changed}


def _troubled(found: Report) -> set[str]:
    fine = {Verdict.PASS, Verdict.NA}
    return {name for name, result in found.rules.items() if result.verdict not in fine}


@transaction.atomic
def save_rules(*, trial: RulesTrial, by: User) -> None:
    """Put tried rules in force. Papers are judged again by their measurements."""
    workshop = trial.workshop
    checks.rules_in_force(workshop)
    FormatRules.objects.filter(workshop=workshop).update(
        rules=trial.rules, revision=F("revision") + 1
    )
    for type_id, (max_pages, counted) in trial.limits.items():
        types = PaperType.objects.filter(workshop=workshop, pk=type_id)
        types.update(max_pages=max_pages, references_counted=counted)
    record("format rules changed", actor=by, edition=workshop)
    workshop.rules_trials.all().delete()
    doorbell.ring(JUDGE_AGAIN, workshop.pk)


def judge_again(workshop_id: int) -> None:
    checks.judge_again(Workshop.objects.get(pk=workshop_id))


def editions_to_judge_again() -> list[int]:
    """Editions with papers that were judged by rules no longer in force."""
    reports = FormatReport.objects.filter(
        state=CheckState.DONE,
        rules_revision__lt=F("version__submission__workshop__format_rules__revision"),
    )
    found = reports.values_list("version__submission__workshop", flat=True).distinct()
    return [
        pk for pk in found
        if FormatReport.objects.judged_by_older_rules(Workshop.objects.get(pk=pk)).exists()
    ]  # fmt: skip


def due_trials() -> list[int]:
    return list(RulesTrial.objects.due(clock.now()).values_list("pk", flat=True))
