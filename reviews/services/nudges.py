"""A chair's word to members whose reviews are missing: written, held, read again, then sent."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail import services as mail
from dtms_site.mail.models import OutboxMessage
from dtms_site.web.text import counted
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from dtms_site.workshops.services import recipient
from reviews.models import Assignment
from reviews.sets import papers_for_chair


@transaction.atomic
def nudge(*, workshop: Workshop, by: User, members: Iterable[User]) -> list[OutboxMessage]:
    """One held mail to each of these who owes a review of a paper that this chair handles.

    Nobody gets two in an hour. Returns the mails, which leave when the chair sends them.
    """
    owed: dict[User, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.unfinished().filter(
        submission__in=papers_for_chair(by, workshop), reviewer__in=list(members)
    )
    for row in rows.select_related("reviewer", "submission").order_by("submission__number"):
        owed[row.reviewer].append(row)
    mails = {member: _write(workshop, by, member, mine) for member, mine in owed.items()}
    for member in (member for member, row in mails.items() if row):
        for assignment in owed[member]:
            record("reviewer nudged", actor=by, edition=workshop, about=assignment.submission,
                   of=member.pk)  # fmt: skip
    return [row for row in mails.values() if row]


def _write(
    workshop: Workshop, by: User, member: User, owed: list[Assignment]
) -> OutboxMessage | None:
    due = workshop.schedule.of_person(member).get(DeadlineKind.REVIEW)
    values = {
        "chair": str(by),
        "count": counted(len(owed), "review"),
        "papers": "\n".join(f"  {r.submission.number}  {r.submission.shown_title}" for r in owed),
        "due": dates.deadline_in_mail(due, member.time_zone) if due else "as soon as you can",
        "reviews_url": mail.address(reverse("reviews:mine", args=[workshop.slug])),
    }
    hour = f"{workshop.now():%Y%m%d%H}"
    return mail.tell("review.nudge", recipient(member), values, key=f"{member.pk}:{by.pk}:{hour}",
                     edition=workshop, about=by, held=True)  # fmt: skip
