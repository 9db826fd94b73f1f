"""What an author's own calendar holds once decisions are released: final versions due."""

from collections.abc import Iterator
from dataclasses import replace

from django.urls import reverse

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.workshops import feeds
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from program import policy
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.policy import papers_of

MISSING = [SubmissionStatus.ACCEPTED, SubmissionStatus.CONDITIONALLY_ACCEPTED]


def register() -> None:
    feeds.register(final_versions_due)


def final_versions_due(user: User) -> Iterator[feeds.Entry]:
    mine = {"submissions__authors__user": user, "submissions__status__in": MISSING}
    for workshop in Workshop.objects.live().filter(**mine).distinct():
        papers = papers_of(user, workshop).filter(status__in=MISSING).select_related("final")
        for paper in papers:
            paper.workshop = workshop
            yield from _entry(paper)


def _entry(paper: Submission) -> Iterator[feeds.Entry]:
    due = paper.dates.get(DeadlineKind.CAMERA_READY)
    if due is None:
        return
    if paper.status == SubmissionStatus.CONDITIONALLY_ACCEPTED:
        name, path = "revision", paper.get_absolute_url()
    else:
        name = "final version"
        path = reverse("program:camera-ready", args=[paper.workshop.slug, paper.number])
    summary = f"{name} of “{paper.shown_title}”"
    entry = feeds.until(due, f"paper-{paper.number}", summary, path)
    yield _moved(entry, paper)


def _moved(entry: feeds.Entry, paper: Submission) -> feeds.Entry:
    """With the paper's own date, where it has one. Nobody counts those: a later one counts more."""
    final = policy.final_of(paper)
    if final is None or final.open_until is None:
        return entry
    minutes = int(final.open_until.timestamp()) // 60
    bound = policy.due_of(paper) or final.open_until
    return replace(entry, shown=clock.last_minute(bound), sequence=entry.sequence + minutes)
