from datetime import UTC, date, datetime, timedelta

import pytest

from dtms_site import clock


@pytest.mark.parametrize(
    ("day", "bound"),
    [
        (date(2027, 1, 15), datetime(2027, 1, 16, 12, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 3, 1, 12, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2027, 1, 1, 12, tzinfo=UTC)),
        (date(2027, 3, 27), datetime(2027, 3, 28, 12, tzinfo=UTC)),
    ],
)
def test_a_day_aoe_ends_at_noon_utc_of_the_next(day, bound):
    assert clock.end_of_day_aoe(day) == bound


def test_time_stands_still_inside_at():
    instant = datetime(2027, 2, 5, 8, tzinfo=UTC)
    with clock.at(instant):
        assert clock.now() == instant
    assert clock.now() != instant


def test_an_edition_may_have_a_clock_of_its_own():
    class Edition:
        clock_offset = timedelta(days=3)

    with clock.at(datetime(2027, 2, 5, tzinfo=UTC)):
        assert clock.now(Edition()) == datetime(2027, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=20, hours=3), "20 d"),
        (timedelta(days=2, hours=4, minutes=50), "2 d 4 h"),
        (timedelta(hours=5, minutes=7), "5 h 7 min"),
        (timedelta(minutes=3, seconds=50), "3 min"),
        (timedelta(seconds=9), "1 min"),
        (timedelta(), "closed"),
    ],
)
def test_time_left_names_the_two_largest_units(left, words):
    now = datetime(2027, 2, 5, tzinfo=UTC)
    assert clock.time_left(now + left, now) == words
