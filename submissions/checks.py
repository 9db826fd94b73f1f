"""The format check of a stored version: queued as a row, done by a worker, kept as a report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction

from dtms_site import clock
from dtms_site.mail import services as mail
from dtms_site.web import doorbell
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import PaperType, Workshop
from submissions import files, measurements
from submissions.enums import WAIVED, CheckState, SubmissionStatus, VersionPurpose
from submissions.models import FormatReport, FormatRules, PaperVersion, Submission
from submissions.pdfcheck.check import judge
from submissions.pdfcheck.measurement import Measurement
from submissions.pdfcheck.report import Overall, Report, Verdict
from submissions.pdfcheck.rules import RuleSet
from submissions.pdfcheck.sandboxed import measure_in_sandbox
from submissions.pdfcheck.words import summary

CHECK = "submissions.tasks.check"
LEASE = timedelta(minutes=1)
MOST_ATTEMPTS = 2
GAVE_UP = "The check gave up on this file twice. Print it to a new PDF and upload that."


def queue(version: PaperVersion) -> FormatReport:
    """Write down that this version is to be checked, and ring for a worker."""
    report = FormatReport.objects.create(version=version, queued_at=clock.now())
    doorbell.ring(CHECK, report.pk)
    return report


def run(report_id: int) -> None:
    """Check one version if it is due. A file that twice took its worker down is unreadable."""
    if not FormatReport.objects.take(report_id, clock.now(), LEASE):
        return
    report = FormatReport.objects.select_related("version__submission__workshop").get(pk=report_id)
    version = report.version
    call = rules_in_force(version.submission.workshop)
    if report.attempts > MOST_ATTEMPTS:
        measured = Measurement(version.sha256, unreadable=GAVE_UP)
    else:
        measured = measure_in_sandbox(files.read(version.file))
    found = judge(measured, call.rules_for(version.submission.paper_type))
    with transaction.atomic():
        if not measured.failure:
            measurements.keep(version, measured)
        _keep(report, found, call)


@dataclass(frozen=True)
class Call:
    """The rules of an edition: those of all papers, and the page limits of each type."""

    revision: int
    rules: Mapping[str, Any]
    limits: Mapping[str, Any] = field(default_factory=dict)

    def rules_for(self, paper_type: PaperType | None) -> RuleSet:
        if paper_type is None:
            return RuleSet.from_dict(self.rules)
        own = (paper_type.max_pages, paper_type.references_counted)
        max_pages, counted = self.limits.get(str(paper_type.pk), own)
        return RuleSet.from_dict(
            {**self.rules, "max_pages": max_pages, "references_counted": counted}
        )


def rules_in_force(workshop: Workshop) -> Call:
    row, _ = FormatRules.objects.get_or_create(workshop=workshop)
    return Call(row.revision, row.rules)


def rules_of(workshop: Workshop, paper_type: Any = None) -> RuleSet:
    return rules_in_force(workshop).rules_for(paper_type)


def rules_summary(workshop: Workshop) -> str:
    """What the edition asks, in a line, for whoever sets out to write."""
    return summary(rules_of(workshop))


def counts_as(found: Report, rules: RuleSet, paper: Submission) -> str:
    """The overall verdict as it counts: waived if all hard rules it breaks are waived."""
    if found.overall is not Overall.REJECT:
        return found.overall.value
    broken = {name for name, result in found.rules.items() if result.verdict is Verdict.FAIL}
    waived = {name for waiver in paper.format_waivers.granted() for name in waiver.rules}
    return WAIVED if broken & rules.hard <= waived else found.overall.value


def _keep(report: FormatReport, found: Report, call: Call) -> None:
    paper = report.version.submission
    was_refused = report.is_done and report.is_refused
    FormatReport.objects.filter(pk=report.pk).update(
        state=CheckState.DONE, leased_until=None, finished_at=clock.now(), pages=found.pages,
        overall=counts_as(found, call.rules_for(paper.paper_type), paper),
        result=found.to_dict(), rules_revision=call.revision,
    )  # fmt: skip
    report.refresh_from_db()
    counts = report.version.purpose == VersionPurpose.REVIEW and report.version == paper.current
    is_news = report.is_refused and not was_refused
    if is_news and counts and paper.status == SubmissionStatus.SUBMITTED:
        _tell_authors(report)


def judge_again(workshop: Workshop) -> int:
    """Judge what was judged by older rules, by its measurement. Returns how many remain."""
    call = rules_in_force(workshop)
    older = FormatReport.objects.judged_by_older_rules(workshop)
    for pk in list(older.values_list("pk", flat=True)):
        _judge_one_again(with_paper(pk, workshop), call)
    return older.count()


def with_paper(report_id: int, workshop: Workshop) -> FormatReport:
    rows = FormatReport.objects.select_related("version__submission__paper_type")
    report: FormatReport = rows.get(pk=report_id)
    report.version.submission.workshop = workshop
    return report


def _judge_one_again(report: FormatReport, call: Call) -> None:
    measured = measurements.kept(report.version)
    if measured is None:
        FormatReport.objects.filter(pk=report.pk).update(state=CheckState.QUEUED, attempts=0)
        doorbell.ring(CHECK, report.pk)
        return
    paper = report.version.submission
    with transaction.atomic():
        _keep(report, judge(measured, call.rules_for(paper.paper_type)), call)


def count_waivers(paper: Submission) -> None:
    """Say anew what the paper's reports count as, after a waiver was answered."""
    call = rules_in_force(paper.workshop)
    rules = call.rules_for(paper.paper_type)
    for report in FormatReport.objects.filter(version__submission=paper, state=CheckState.DONE):
        if report.result:
            report.overall = counts_as(Report.from_dict(report.result), rules, paper)
            report.save(update_fields=["overall"])


def _tell_authors(report: FormatReport) -> None:
    paper = report.version.submission
    deadline = paper.dates.get(DeadlineKind.SUBMISSION)
    problems = [r["message"] for r in report.result["rules"].values() if r["verdict"] == "fail"]
    for author in paper.authors.confirmed().select_related("user"):
        mail.tell(
            "submission.format_failed",
            mail.Recipient(author.account.email, author.name, author.user_id),
            {
                "number": paper.number,
                "title": paper.shown_title,
                "paper_url": mail.address(paper.get_absolute_url()),
                "problems": "\n".join(f"- {problem}" for problem in problems),
                "until": dates.deadline_in_mail(deadline, author.account.time_zone)
                if deadline
                else "",
            },
            key=f"{report.version_id}:{author.email}",
            edition=paper.workshop,
            about=paper,
        )


def due_ids(limit: int = 500) -> list[int]:
    due = FormatReport.objects.due(clock.now()).order_by("queued_at")
    return list(due.values_list("pk", flat=True)[:limit])
