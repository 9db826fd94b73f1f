"""Authors whose draft is not submitted hear of it three times, at any hour: it ends with a date."""

from datetime import datetime, timedelta

from dtms_site.clock import time_left
from dtms_site.mail import reminders
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Deadline
from submissions import policy
from submissions.models import Author
from submissions.services.authors import tell_author

BEFORE = [timedelta(hours=72), timedelta(hours=24), timedelta(hours=1)]


def register() -> None:
    reminders.register("drafts before the deadline", remind_of_drafts)
    reminders.register("drafts after the deadline", tell_of_closed_drafts)


def remind_of_drafts(instant: datetime) -> int:
    """Returns how many mails were written."""
    written = 0
    near = Deadline.objects.filter(
        kind=DeadlineKind.SUBMISSION, at__gt=instant, at__lte=instant + BEFORE[0]
    )
    for deadline in near.select_related("workshop", "paper_type"):
        left = deadline.at - deadline.workshop.now()
        step = min((b for b in BEFORE if left <= b), default=None)
        if step is not None:
            written += _remind(deadline, step)
    return written


def _remind(deadline: Deadline, step: timedelta) -> int:
    written = 0
    for author in _authors_of_drafts(deadline):
        lacks = policy.lacks(author.submission)
        values = {
            "lacks": "\n".join(f"- {lack.text}" for lack in lacks) or "- Press “Submit paper”.",
            "deadline": dates.deadline_in_mail(deadline, author.account.time_zone),
            "left": time_left(deadline.at, deadline.workshop.now()),
        }
        key = f"{deadline.pk}:{deadline.sequence}:{step}"
        written += tell_author("submission.draft_reminder", author, values, key=key)
    return written


def _authors_of_drafts(deadline: Deadline) -> list[Author]:
    drafts = deadline.workshop.submissions.drafts().exclude(pk__in=_with_their_own_date(deadline))
    if deadline.paper_type_id:
        drafts = drafts.filter(paper_type_id=deadline.paper_type_id)
    rows = Author.objects.confirmed().filter(submission__in=drafts, is_contact=True)
    return list(rows.select_related("user", "submission__workshop", "submission__paper_type"))


def _with_their_own_date(deadline: Deadline) -> list[int]:
    """Drafts whose type has a date of its own are not bound by the edition's."""
    if deadline.paper_type_id:
        return []
    own = deadline.workshop.deadlines.filter(kind=deadline.kind, paper_type__isnull=False)
    types = own.values_list("paper_type_id", flat=True)
    return list(
        deadline.workshop.submissions.filter(paper_type_id__in=types).values_list("pk", flat=True)
    )


def tell_of_closed_drafts(instant: datetime) -> int:
    """Once the door has closed: what became of the draft, within a day of the deadline."""
    written = 0
    closed = Deadline.objects.filter(
        kind=DeadlineKind.SUBMISSION, at__lte=instant, at__gt=instant - timedelta(days=1)
    )
    for deadline in closed.select_related("workshop", "paper_type"):
        if deadline.workshop.now() < deadline.closes_at:
            continue
        for author in _authors_of_drafts(deadline):
            values = {"deadline": dates.deadline_in_mail(deadline, author.account.time_zone)}
            key = f"{deadline.pk}:{deadline.sequence}:closed"
            written += tell_author("submission.closed_unsubmitted", author, values, key=key)
    return written
