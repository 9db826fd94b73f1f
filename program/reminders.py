"""Contact authors whose final version is missing hear of it four times, and then no more."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from dtms_site.clock import time_left
from dtms_site.mail import reminders
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from program import policy
from program.services.camera_ready import camera_url, zone_of
from submissions.enums import SubmissionStatus
from submissions.models import Submission
from submissions.services.authors import tell_author

AFTER_RELEASE = timedelta(days=1)
BEFORE = [timedelta(days=7), timedelta(days=2)]
LATE = timedelta(days=1)
# A moment that was missed by more than this is let go, so that nobody hears of old editions.
FRESH = timedelta(days=2)


def register() -> None:
    reminders.register("final versions due", remind)


def remind(instant: datetime) -> int:
    """Returns how many mails were written. `instant` is the site's; each edition has its clock."""
    past = instant - LATE - FRESH
    coming = Q(
        workshop__deadlines__kind=DeadlineKind.CAMERA_READY, workshop__deadlines__at__gt=past
    )
    elsewhen = ~Q(workshop__clock_offset=timedelta())
    missing = Submission.objects.filter(
        coming | Q(final__open_until__gt=past) | elsewhen, status=SubmissionStatus.ACCEPTED
    )
    papers = missing.distinct().select_related("workshop", "final", "paper_type")
    return sum(_remind(paper) for paper in papers.prefetch_related("decisions"))


def _remind(paper: Submission) -> int:
    due, now = policy.due_of(paper), paper.workshop.now()
    if due is None:
        return 0
    come = [(at, name) for name, at in _moments(paper, due) if at <= now < at + FRESH]
    if not come:
        return 0
    _, name = max(come)
    written = 0
    for author in paper.authors.confirmed().filter(is_contact=True).select_related("user"):
        values = {
            "due": dates.in_mail(due, zone_of(author)),
            "left": f"due in {time_left(due, now)}" if due > now else "overdue",
            "camera_url": camera_url(paper),
        }
        key = f"{name}:{due.timestamp():.0f}"
        written += tell_author("camera_ready.reminder", author, values, key=key)
    return written


def _moments(paper: Submission, due: datetime) -> Iterator[tuple[str, datetime]]:
    released = [d.released_at for d in paper.decisions.all() if d.released_at]
    if released:
        yield "told", max(released) + AFTER_RELEASE
    for lead in BEFORE:
        yield f"{lead.days} days before", due - lead
    yield "late", due + LATE
