"""When things happen in the sample edition, so that the asked phase is today."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Phase(StrEnum):
    SUBMISSION = "submission"
    REVIEWING = "reviewing"
    DISCUSSION = "discussion"
    DECIDED = "decided"
    RELEASED = "released"
    PUBLISHED = "published"

    def reached(self, other: "Phase") -> bool:
        order = list(Phase)
        return order.index(self) >= order.index(other)


# Days from the day on which papers are due to today. The dates between are the edition's own.
TODAY = {
    Phase.SUBMISSION: -3,
    Phase.REVIEWING: 7,
    Phase.DISCUSSION: 10,
    Phase.DECIDED: 12,
    Phase.RELEASED: 14,
    Phase.PUBLISHED: 61,
}


@dataclass(frozen=True)
class Moments:
    """The instants at which the sample's people act."""

    submission_day: date
    now: datetime

    @classmethod
    def of(cls, phase: Phase, now: datetime) -> "Moments":
        return cls(now.date() - timedelta(days=TODAY[phase]), now)

    def day(self, offset: float, hour: int = 10) -> datetime:
        """A time so many days from the submission day, never after now."""
        start = datetime.combine(self.submission_day, time(hour), UTC)
        return min(start + timedelta(days=offset), self.now)
