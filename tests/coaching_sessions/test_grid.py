"""Where things stand on the calendar's hours: side by side, in order, on days of 23 to 25 hours too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.calendar.grid import Axis, by_the_hour, lanes, without
from sessions.wall_time import ClockChange, change_on, day_bounds

CHANGES = [
    ("America/New_York", date(2026, 3, 8), ClockChange(120, 60)),
    ("America/New_York", date(2026, 11, 1), ClockChange(120, -60)),
    ("Europe/Berlin", date(2026, 3, 29), ClockChange(120, 60)),
    ("Europe/Berlin", date(2026, 10, 25), ClockChange(180, -60)),
    ("Australia/Lord_Howe", date(2026, 4, 5), ClockChange(120, -30)),
    ("Australia/Lord_Howe", date(2026, 10, 4), ClockChange(120, 30)),
    ("Asia/Beirut", date(2026, 3, 29), ClockChange(0, 60)),
    ("Asia/Beirut", date(2026, 10, 24), ClockChange(1440, -60)),
    ("Asia/Kathmandu", date(2026, 3, 29), None),
]

stretches = st.lists(
    st.tuples(st.integers(0, 1400), st.integers(1, 200)).map(lambda x: (x[0], x[0] + x[1])),
    max_size=30,
).map(sorted)


@given(rows=stretches)
def test_what_overlaps_stands_side_by_side_and_never_one_upon_the_other(rows):
    found = lanes(rows)
    for one, (first, last) in enumerate(rows):
        lane, of = found[one]
        assert lane < of
        for other in range(one):
            if first < rows[other][1]:
                assert found[other][0] != lane
                assert found[other][1] == of
        if all(last <= f or first >= e for n, (f, e) in enumerate(rows) if n != one):
            assert found[one] == (0, 1)


@pytest.mark.parametrize(("zone", "day", "change"), CHANGES)
def test_the_jump_of_the_clocks_is_found_wherever_it_lies(zone, day, change):
    assert change_on(day, zone) == change
    if day != date(2026, 10, 24):  # Beirut's hands stand at the end of the day before
        assert change_on(day - timedelta(days=1), zone) is None
    assert change_on(day + timedelta(days=1), zone) is None


@pytest.mark.parametrize(("zone", "day", "change"), CHANGES)
def test_every_moment_of_a_changing_day_has_a_place_of_its_own_in_order(zone, day, change):
    days = [day - timedelta(days=n) for n in (2, 1, 0)]
    axis = Axis(days, zone)
    begin, end = day_bounds(day, zone)
    quarters = [begin + timedelta(minutes=15 * n) for n in range((end - begin) // QUARTER + 1)]
    places = [axis.minute(day, moment) for moment in quarters]
    assert places == sorted(set(places))
    jump = change.by if change else 0
    assert places[-1] == 24 * 60 + max(-jump, 0)


def test_the_hour_that_is_not_there_and_the_hour_more_are_drawn():
    spring = Axis([date(2026, 3, 7), date(2026, 3, 8)], "America/New_York")
    spring.reach(60, 17 * 60)
    gap = spring.missing(date(2026, 3, 8))
    assert (gap.at, gap.length) == (60, 60)
    assert spring.missing(date(2026, 3, 7)) is None
    autumn = Axis([date(2026, 10, 31), date(2026, 11, 1)], "America/New_York")
    autumn.reach(0, 17 * 60)
    lines = [(line.reads, line.again) for line in autumn.hours()]
    assert lines[:4] == [("00:00", False), ("01:00", False), ("01:00", True), ("02:00", False)]
    assert autumn.missing(date(2026, 11, 1)) is None
    more = autumn.missing(date(2026, 10, 31))
    assert (more.at, more.length) == (120, 60)


def test_only_the_hours_in_which_something_is_are_shown():
    axis = Axis([date(2026, 5, 4)], "UTC")
    axis.reach(8 * 60 + 30, 18 * 60 + 10)
    assert axis.hours()[0].reads == "08:00"
    assert axis.length == 11 * 60
    assert axis.place(0, 7 * 60) is None
    assert axis.place(7 * 60, 9 * 60).css == "top-h0 top-m0 len-h1 len-m0 lane-0 of-1"


QUARTER = timedelta(minutes=15)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, 4, hour, minute, tzinfo=UTC)


def test_free_times_are_what_nobody_took_cut_at_whole_hours():
    free = list(
        without([(at(9), at(13))], [(at(8), at(9, 10)), (at(10), at(11)), (at(12, 50), at(14))])
    )
    assert free == [(at(9, 10), at(10)), (at(11), at(12, 50))]
    pieces = [
        piece
        for begin, end in free
        for piece in by_the_hour(begin, end, "UTC", least=timedelta(minutes=20))
    ]
    assert pieces == [(at(9, 10), at(10)), (at(11), at(12)), (at(12), at(12, 50))]
    assert list(by_the_hour(at(9), at(10, 10), "UTC", least=timedelta(minutes=20))) == [
        (at(9), at(10, 10))
    ]
