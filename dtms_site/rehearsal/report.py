"""Whether the plan holds, as far as the rehearsal has come: counts over what was done when."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Max

from dtms_site.rehearsal import committee
from dtms_site.rehearsal.charts import Chart, Column, chart
from dtms_site.rehearsal.reading import mails_of
from dtms_site.rehearsal.stage import DAY, HOUR, Stage
from dtms_site.web.text import counted
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Rehearsal
from reviews.enums import ACTIVE
from reviews.models import Assignment, Decision
from submissions.enums import SubmissionStatus

HOURS_SHOWN = 24
MOST_DAYS = 60


@dataclass(frozen=True)
class Finding:
    words: str
    holds: bool


class Report:
    """All of it is of the rehearsal's own papers, read in a handful of queries."""

    def __init__(self, play: Rehearsal) -> None:
        self.play, self.workshop = play, play.workshop
        self.now = play.stands_at
        schedule = self.workshop.schedule
        self.due: datetime | None = schedule.at(DeadlineKind.SUBMISSION)
        self.review_due: datetime | None = schedule.at(DeadlineKind.REVIEW)
        self.told: datetime | None = schedule.at(DeadlineKind.NOTIFICATION)

    # ---- reviews

    @cached_property
    def assignments(self) -> list[tuple[int, datetime | None]]:
        """(paper, when its review came) of everything that reviewers were told of and kept."""
        rows = Assignment.objects.filter(
            submission__workshop=self.workshop, told_at__isnull=False, status__in=sorted(ACTIVE)
        )
        return list(rows.values_list("submission_id", "review__submitted_at"))

    @cached_property
    def sent(self) -> list[datetime]:
        return sorted(at for _, at in self.assignments if at is not None)

    @cached_property
    def to_come(self) -> list[datetime]:
        """When those that are missing will be sent, of those that ever will be."""
        if self.told is not None and self.now >= self.told:
            return []
        return committee.reviews_to_come(Stage(self.play))

    @property
    def late(self) -> int:
        return sum(self.review_due is not None and at > self.review_due for at in self.sent)

    @property
    def missing(self) -> int:
        return len(self.assignments) - len(self.sent)

    @cached_property
    def by_day(self) -> Chart:
        """Reviews by the day on which they came, with a line at their date."""
        if not self.sent or self.review_due is None:
            return chart([])
        first = self.sent[0].date()
        last = max(self.sent[-1], self.review_due).date()
        days = [first + n * DAY for n in range(min(MOST_DAYS, (last - first).days + 1))]
        found = Counter(at.date() for at in self.sent)
        late = Counter(at.date() for at in self.sent if at > self.review_due)
        columns = [Column(f"{day:%a} {day.day} {day:%b}", found[day], late[day]) for day in days]
        midnight = datetime.combine(first, datetime.min.time(), UTC)
        return chart(columns, line_after=(self.review_due - midnight) / DAY)

    # ---- papers

    @cached_property
    def by_reviews(self) -> Chart:
        """Papers by how many reviews they had when it was decided on them, or have now."""
        decided = dict(
            Decision.objects.filter(submission__workshop=self.workshop)
            .values_list("submission_id").annotate(at=Max("decided_at"))
        )  # fmt: skip
        had = {
            pk: sum(
                at is not None and at <= decided.get(pk, self.now)
                for paper, at in self.assignments if paper == pk
            )
            for pk in self._reviewed_papers
        }  # fmt: skip
        counts, wanted = Counter(had.values()), self.workshop.reviews_per_paper
        most = max([wanted, *counts])
        return chart([
            Column(counted(n, "review"), counts[n], counts[n] if n < wanted else 0)
            for n in range(most + 1)
        ])  # fmt: skip

    @cached_property
    def _reviewed_papers(self) -> list[int]:
        before = [SubmissionStatus.DRAFT, SubmissionStatus.SUBMITTED, SubmissionStatus.WITHDRAWN,
                  SubmissionStatus.DESK_REJECTED]  # fmt: skip
        rows = self.workshop.submissions.exclude(status__in=before)
        return list(rows.values_list("pk", flat=True))

    @property
    def short(self) -> int:
        return sum(column.marked for column in self.by_reviews.columns)

    # ---- the last hours

    @cached_property
    def by_hour(self) -> Chart:
        """Submissions in the hours before the date; the last one is marked."""
        if self.due is None:
            return chart([])
        times = self.workshop.submissions.filter(submitted_at__isnull=False)
        hours: Counter[int] = Counter()
        for at in times.values_list("submitted_at", flat=True):
            if at is None:
                continue
            left = self.due - at
            if timedelta() <= left < HOURS_SHOWN * HOUR:
                hours[int(left / HOUR)] += 1
        return chart([
            Column(f"{n + 1} h before" if n else "last hour", hours[n], 0 if n else hours[n])
            for n in reversed(range(HOURS_SHOWN))
        ])  # fmt: skip

    @cached_property
    def submitted(self) -> int:
        return int(self.workshop.submissions.filter(submitted_at__isnull=False).count())

    @property
    def last_hour(self) -> int:
        return self.by_hour.columns[-1].value if self.by_hour.columns else 0

    # ---- what it comes to

    @cached_property
    def refused(self) -> list[Any]:
        """What somebody could not do when its time had come."""
        return list(self.workshop.rehearsal_acts.exclude(trouble="")[:50])

    @cached_property
    def most_mail(self) -> tuple[str, int]:
        """Who got the most mails in one day, and how many. Nobody: ("", 0)."""
        rows = mails_of(self.workshop).values_list("to_name", "created_at")
        counts = Counter((name, at.date()) for name, at in rows)
        (name, _), most = max(counts.items(), key=lambda item: item[1], default=(("", None), 0))
        return name, most

    @cached_property
    def findings(self) -> list[Finding]:
        return list(self._findings())

    def _findings(self) -> Iterator[Finding]:
        if self.submitted:
            share = round(100 * self.last_hour / self.submitted)
            words = f"{counted(self.submitted, 'paper')} came in, {self.last_hour} of them "
            yield Finding(f"{words}({share} %) in the last hour.", holds=True)
        if self.assignments:
            yield self._of_reviews()
        if self.sent and self.told and self.now >= self.told:
            yield self._of_time_left(self.told)
        if self._reviewed_papers and self.review_due and self.now >= self.review_due:
            words = (
                f"{counted(self.short, 'paper')} of {len(self._reviewed_papers)} had fewer than "
            )
            wanted = counted(self.workshop.reviews_per_paper, "review")
            yield Finding(f"{words}{wanted} when it was decided, or have now.", self.short == 0)
        if self.refused:
            count = counted(len(self.refused), "thing")
            yield Finding(f"{count} could not be done at the time meant for it.", holds=False)

    def _of_reviews(self) -> Finding:
        """Those that came, those that will come too late, and those that never will."""
        words = f"{len(self.sent)} of {counted(len(self.assignments), 'review')} came"
        words += f", {self.late} of them late." if self.late else "."
        late = sum(self.review_due is not None and at > self.review_due for at in self.to_come)
        never = self.missing - len(self.to_come)
        if late:
            words += f" {late} will come late."
        if never > 0:
            words += f" {never} will never come."
        return Finding(words, holds=late == 0 and never <= 0)

    def _of_time_left(self, told: datetime) -> Finding:
        hours = int((told - self.sent[-1]) / HOUR)
        if hours < 0:
            return Finding("The last review came after the decisions were due.", holds=False)
        left = f"{hours // 24} d {hours % 24} h"
        return Finding(f"The last review came {left} before decisions are due.", hours >= 48)

    @property
    def holds(self) -> bool:
        return all(finding.holds for finding in self.findings)
