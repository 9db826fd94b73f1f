"""What time it is: for the site, for an edition, and on the calendar of "anywhere on Earth".

Within a request, time stands still at the arrival of its first byte, so that a deadline is
judged by when the author pressed the button and not by how long the upload took.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

# The sign is inverted in this name: it is UTC-12.
AOE = ZoneInfo("Etc/GMT+12")
LATEST_BODY = timedelta(minutes=15)

_instant: ContextVar[datetime | None] = ContextVar("instant", default=None)


class HasClock(Protocol):
    clock_offset: timedelta


def now(edition: HasClock | None = None) -> datetime:
    """The present instant in UTC, moved by the edition's own clock where it has one."""
    instant = _instant.get() or datetime.now(UTC)
    return instant + edition.clock_offset if edition is not None else instant


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold time still at `instant` for the code inside."""
    token = _instant.set(instant)
    try:
        yield
    finally:
        _instant.reset(token)


def end_of_day_aoe(day: date) -> datetime:
    """The exclusive bound of a day anywhere on Earth: the next day, 12:00 UTC."""
    return datetime.combine(day + timedelta(days=1), time(), AOE).astimezone(UTC)


def last_minute(bound: datetime) -> datetime:
    """The minute to print for an exclusive bound: 12:00:00 is shown as 11:59."""
    return bound - timedelta(minutes=1)


def time_left(bound: datetime, instant: datetime) -> str:
    """How long until `bound`, in the two largest units that matter: "2 d 4 h", "14 min"."""
    seconds = int((bound - instant).total_seconds())
    if seconds <= 0:
        return "closed"
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    if days >= 14:
        return f"{days} d"
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {rest // 60} min"
    return f"{max(1, rest // 60)} min"
