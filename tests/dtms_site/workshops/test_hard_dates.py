"""A hard date holds to the second, wherever clocks change in the days before it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dtms_site import clock
from dtms_site.workshops.dates import in_mail
from dtms_site.workshops.enums import GRACE_MINUTES, HARD_KINDS
from dtms_site.workshops.services import set_deadline
from tests.editions import make_edition

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
# The last day AoE, the zone in which clocks changed during it, and its end on the wall there.
CHANGES = [
    (date(2027, 3, 13), "America/New_York", "Sun 14 Mar, 07:59 in New York"),
    (date(2027, 3, 27), "Europe/Berlin", "Sun 28 Mar, 13:59 in Berlin"),
    (date(2027, 4, 3), "Australia/Sydney", "Sun 4 Apr, 21:59 in Sydney"),
    (date(2027, 10, 2), "Australia/Sydney", "Sun 3 Oct, 22:59 in Sydney"),
    (date(2027, 10, 30), "Europe/Berlin", "Sun 31 Oct, 12:59 in Berlin"),
    (date(2027, 11, 6), "America/New_York", "Sun 7 Nov, 06:59 in New York"),
]


@pytest.mark.parametrize("kind", sorted(HARD_KINDS))
@pytest.mark.parametrize(("day", "zone", "wall"), CHANGES)
def test_it_closes_at_the_end_of_its_grace_and_not_a_second_later(kind, day, zone, wall):
    workshop = make_edition()
    bound, grace = clock.end_of_day_aoe(day), timedelta(minutes=GRACE_MINUTES.get(kind, 0))
    set_deadline(workshop=workshop, by=None, kind=kind, at=bound,
                 grace_minutes=GRACE_MINUTES.get(kind, 0), is_hard=True)  # fmt: skip
    moments = {bound - SECOND: True, bound: bool(grace), bound + grace - SECOND: True,
               bound + grace: False, bound + grace + SECOND: False}  # fmt: skip
    for instant, is_open in moments.items():
        # As a clock on the wall in that zone, so that its change takes part.
        with clock.at(instant.astimezone(ZoneInfo(zone))):
            assert workshop.schedule.accepts(kind) is is_open, instant
            assert workshop.schedule.passed(kind) is not is_open, instant
            assert workshop.schedule.in_grace(kind) is (bound <= instant < bound + grace)


@pytest.mark.parametrize(("day", "zone", "wall"), CHANGES)
def test_mail_tells_the_last_minute_on_the_readers_wall_after_the_change(day, zone, wall):
    bound = clock.end_of_day_aoe(day)
    assert bound == datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=36)
    assert wall in in_mail(bound, zone)
    assert f"{day:%a} {day.day} {day:%b %Y}, 23:59 AoE" in in_mail(bound, zone)
