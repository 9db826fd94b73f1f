"""Members hear that papers wait for their bids, and again before the date if they placed none."""

from datetime import datetime, timedelta

from django.urls import reverse

from dtms_site.accounts.models import User
from dtms_site.clock import time_left
from dtms_site.mail import reminders
from dtms_site.mail import services as mail
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Deadline, Workshop
from dtms_site.workshops.services import recipient
from reviews.models import Bid
from reviews.services.bids import bidding_is_open

BEFORE = [timedelta(hours=12), timedelta(days=2)]
# Nobody is reminded of what they were asked on the day before.
RESPITE = timedelta(hours=20)


def register() -> None:
    reminders.register("bids due", ask_for_bids)


def ask_for_bids(instant: datetime) -> int:
    """Returns how many mails were written."""
    coming = Deadline.objects.filter(kind=DeadlineKind.BIDDING, at__gt=instant)
    return sum(_ask(d) for d in coming.select_related("workshop") if bidding_is_open(d.workshop))


def _ask(deadline: Deadline) -> int:
    workshop, written = deadline.workshop, 0
    left = deadline.at - workshop.now()
    step = next((b for b in BEFORE if left <= b), None)
    if step is not None and deadline.at - step < _opened(workshop) + RESPITE:
        step = None
    bidders = Bid.objects.filter(submission__workshop=workshop).values("member")
    members = workshop.memberships.members().select_related("user")
    for membership in members.exclude(user__in=bidders):
        written += _tell(deadline, membership.user, step)
    return written


def _opened(workshop: Workshop) -> datetime:
    submission = workshop.schedule.get(DeadlineKind.SUBMISSION)
    return submission.closes_at if submission else workshop.opens_at


def _tell(deadline: Deadline, member: User, step: timedelta | None) -> int:
    """The opening is told first; a reminder only to whom it was told at an earlier moment."""
    workshop = deadline.workshop
    values = {
        "due": dates.deadline_in_mail(deadline, member.time_zone),
        "left": time_left(deadline.at, workshop.now()),
        "bids_url": mail.address(reverse("reviews:bids", args=[workshop.slug])),
    }
    opened = mail.tell("bidding.open", recipient(member), values,
                       key=f"{deadline.pk}:{member.pk}", edition=workshop)  # fmt: skip
    if opened or step is None:
        return int(opened is not None)
    row = mail.tell("bidding.reminder", recipient(member), values,
                    key=f"{deadline.pk}:{deadline.sequence}:{step}:{member.pk}",
                    edition=workshop)  # fmt: skip
    return int(row is not None)
