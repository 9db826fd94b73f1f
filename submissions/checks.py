"""The format check of a stored version: queued as a row, done by a worker, kept as a report."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from dtms_site import clock
from dtms_site.mail import services as mail
from dtms_site.web import doorbell
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from submissions import files
from submissions.enums import CheckState, SubmissionStatus, VersionPurpose
from submissions.models import FormatReport, FormatRules, PaperVersion
from submissions.pdfcheck.check import judge
from submissions.pdfcheck.measurement import Measurement
from submissions.pdfcheck.rules import RuleSet
from submissions.pdfcheck.sandboxed import measure_in_sandbox

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
    now = clock.now()
    taken = (
        FormatReport.objects.filter(pk=report_id)
        .due(now)
        .update(state=CheckState.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1)
    )
    if not taken:
        return
    report = FormatReport.objects.select_related("version__submission__workshop").get(pk=report_id)
    version = report.version
    rules = rules_for(version)
    if report.attempts > MOST_ATTEMPTS:
        measured = Measurement(version.sha256, unreadable=GAVE_UP)
    else:
        measured = measure_in_sandbox(files.read(version.file))
    _keep(report, judge(measured, rules).to_dict())


def rules_for(version: PaperVersion) -> RuleSet:
    paper = version.submission
    return rules_of(paper.workshop, paper.paper_type)


def rules_of(workshop: Workshop, paper_type: Any = None) -> RuleSet:
    """The edition's rule set, with the page limit of the paper's type."""
    own = FormatRules.objects.filter(workshop=workshop).first()
    rules = dict(own.rules) if own else {}
    if paper_type is not None:
        rules["max_pages"] = paper_type.max_pages
    return RuleSet.from_dict(rules)


@transaction.atomic
def _keep(report: FormatReport, found: dict[str, Any]) -> None:
    FormatReport.objects.filter(pk=report.pk).update(
        state=CheckState.DONE, leased_until=None, finished_at=clock.now(),
        overall=found["overall"], pages=found["pages"], result=found,
    )  # fmt: skip
    report.refresh_from_db()
    version, paper = report.version, report.version.submission
    counts = version.purpose == VersionPurpose.REVIEW and version == paper.current
    if report.is_refused and counts and paper.status == SubmissionStatus.SUBMITTED:
        _tell_authors(report)


def _tell_authors(report: FormatReport) -> None:
    paper = report.version.submission
    deadline = paper.workshop.schedule.get(DeadlineKind.SUBMISSION, paper.paper_type_id)
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
