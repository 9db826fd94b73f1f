"""The mail of a whole edition: only of what is not done, and foretold to the minute."""

import random
import re
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dtms_site import clock
from dtms_site.mail import services as outbox
from dtms_site.mail.enums import MailState
from dtms_site.mail.models import OutboxMessage
from dtms_site.workshops import forecasts, reminding
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from reviews.models import Assignment, Bid
from submissions.models import Submission
from tests.life.edition import DAY, Life, live

PAPERS, MEMBERS = 40, 12
BY_DAYLIGHT = (
    "bidding.open", "bidding.reminder", "review.reminder", "review.overdue", "discussion.digest",
    "camera_ready.open", "camera_ready.reminder", "digest.open_work", "chair.digest",
    "decision.reviewer_notice", "review.revised", "submission.updated", "presenter.reminder",
)  # fmt: skip
REMINDERS = (*BY_DAYLIGHT, "submission.draft_reminder", "submission.closed_unsubmitted")


class Watch:
    """Runs schedulers between the acts of people, and holds what was foretold against it."""

    def __init__(self, life):
        self.life, self.differing, self.compared = life, [], 0
        self.finished_work: list[str] = []

    def between(self, begin, end):
        workshop = Workshop.objects.get(pk=self.life.workshop.pk)
        with clock.at(begin):
            plans = forecasts.forecast(workshop, end)
            foretold = [
                (p.at, p.to.email, p.kind, forecasts.letter_of(workshop, p).text) for p in plans
            ]
        seen = OutboxMessage.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        moments = {p.at for p in plans} | set(self.grid(begin, end))
        for instant in sorted(moments):
            with clock.at(instant):
                reminding.run(instant)
                self.deliver()
        new = OutboxMessage.objects.filter(pk__gt=seen, kind__in=REMINDERS)
        sent = [(m.created_at, m.to_email, m.kind, m.text) for m in new]
        self.compared += len(sent)
        if sorted(foretold) != sorted(sent):
            self.differing.append((begin, end, foretold, sent))

    def grid(self, begin, end):
        """Some more ticks, as a scheduler has them whether there is something to do or not."""
        instant = begin + timedelta(hours=11)
        while instant < end:
            yield instant
            instant += timedelta(hours=11)

    def deliver(self):
        for pk in outbox.due_ids():
            outbox.send(pk)
            row = OutboxMessage.objects.get(pk=pk)
            if row.state == MailState.SENT and not open_for(row):
                self.finished_work.append(f"{row.kind} to {row.to_email}: {row.text}")


def open_for(row):
    """Is what a reminder asks for still to be done? Asked of the tables, not of the reminders."""
    if row.kind in {"submission.draft_reminder", "submission.closed_unsubmitted"}:
        return Submission.objects.get(pk=row.about_id).status == "draft"
    if row.kind == "camera_ready.reminder":
        return Submission.objects.get(pk=row.about_id).status == "accepted"
    if row.kind.startswith("bidding"):
        return not Bid.objects.filter(member=row.to_user_id).exists()
    if row.kind in {"review.reminder", "review.overdue", "digest.open_work"}:
        listed = [int(n) for n in re.findall(r"^  (\d+)  Replica", row.text, re.MULTILINE)]
        rows = Assignment.objects.filter(reviewer=row.to_user_id, submission__number__in=listed)
        return row.kind == "digest.open_work" or all(
            not hasattr(r, "review") or r.review.status == "draft" for r in rows
        )
    return True


def one_a_day(rows):
    """Those that came at night where their reader lives, and days with more than one."""
    zones = dict(rows.values_list("to_email", "to_user_id"))
    from dtms_site.accounts.models import User

    zone_of = {
        email: ZoneInfo(User.objects.get(pk=pk).time_zone or "UTC") for email, pk in zones.items()
    }
    locals_ = [(m.to_email, m.created_at.astimezone(zone_of[m.to_email])) for m in rows]
    night = [(email, at) for email, at in locals_ if not 8 <= at.hour < 20]
    days = Counter((email, at.date()) for email, at in locals_)
    return night, [day for day, count in days.items() if count > 1]


def table_of(life):
    """kind -> how many people got how many."""
    sent = OutboxMessage.objects.filter(state=MailState.SENT)
    counts = defaultdict(Counter)
    for email, kind in sent.values_list("to_email", "kind"):
        counts[email][kind] += 1
    groups = {
        "members": [m.email for m in life.committee],
        "authors": [a.email for a in life.authors],
        "chair": [life.chair.email],
    }
    lines = []
    for group, emails in groups.items():
        kinds = sorted({kind for email in emails for kind in counts[email]})
        total = [sum(counts[e].values()) for e in emails]
        lines.append(f"{group}: {len(emails)} people, {sum(total)} mails, "
                     f"{min(total)} to {max(total)} each")  # fmt: skip
        for kind in kinds:
            each = [counts[e][kind] for e in emails]
            lines.append(f"  {kind:32} {sum(each):4} in all, at most {max(each)} each")
    return "\n".join(lines)


@pytest.mark.django_db
def test_the_mail_of_a_whole_edition():
    life = Life(PAPERS, MEMBERS, random.Random(7))
    watch = Watch(life)
    live(life, watch.between, life.at(DeadlineKind.WORKSHOP) + DAY)
    sys.stdout.write(f"{table_of(life)}\n{watch.compared} reminders foretold and sent\n")
    assert watch.differing == []
    assert watch.compared > 100
    assert watch.finished_work == []
    for row in OutboxMessage.objects.filter(to_user_id__in=[m.pk for m in life.committee]):
        kept_apart = Submission.objects.filter(conflicts__user=row.to_user_id)
        for title in kept_apart.values_list("title", flat=True):
            assert title not in row.subject + row.text, row
    daylight = OutboxMessage.objects.filter(kind__in=BY_DAYLIGHT)
    assert one_a_day(daylight) == ([], [])
    assert not OutboxMessage.objects.exclude(
        state__in=[MailState.SENT, MailState.CANCELLED]
    ).exists()
