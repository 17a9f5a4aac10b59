"""Summer time: the gap, the double hour, and series across both changes, in four zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions.wall_time import DOUBLE, GAP, day_bounds, instant, oddity, on_wall

ZONES = ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu")
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
times = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@pytest.mark.parametrize("zone", ZONES)
@given(on=days, at=times)
def test_the_wall_shows_what_was_agreed_unless_the_hour_is_not_there(zone, on, at):
    shown = on_wall(instant(on, at, zone), zone).replace(tzinfo=None, fold=0)
    agreed = datetime.combine(on, at)
    if oddity(on, at, zone) == GAP:
        assert timedelta(0) < shown - agreed <= timedelta(hours=1)
    else:
        assert shown == agreed


@pytest.mark.parametrize("zone", ZONES)
@given(on=days, at=times)
def test_the_double_hour_means_the_first_one(zone, on, at):
    moment = instant(on, at, zone)
    if oddity(on, at, zone) == DOUBLE:
        assert moment.astimezone(ZoneInfo(zone)).fold == 0
    else:
        assert moment.tzinfo is UTC


@pytest.mark.parametrize("zone", ZONES)
@given(on=days)
def test_days_join_without_a_hole_and_last_23_to_25_hours(zone, on):
    begin, end = day_bounds(on, zone)
    assert day_bounds(on + timedelta(days=1), zone)[0] == end
    assert timedelta(hours=23) <= end - begin <= timedelta(hours=25)


@pytest.mark.parametrize("zone", ZONES)
@given(on=days, at=times, weeks=st.integers(1, 8), number=st.integers(1, 51))
def test_a_series_keeps_its_wall_time_across_the_changes(zone, on, at, weeks, number):
    later = on + timedelta(weeks=weeks * number)
    if not oddity(later, at, zone):
        assert on_wall(instant(later, at, zone), zone).time() == at


@pytest.mark.proves("REL-22")
@pytest.mark.parametrize(
    ("zone", "on", "at", "kind", "shown"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), GAP, "2026-03-08 03:30 -0400"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), DOUBLE, "2026-11-01 01:30 -0400"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), GAP, "2026-03-29 03:30 +0200"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), DOUBLE, "2026-10-25 02:30 +0200"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), GAP, "2026-10-04 02:45 +1100"),
        ("Asia/Kathmandu", date(2026, 3, 29), time(2, 30), "", "2026-03-29 02:30 +0545"),
    ],
)
def test_the_odd_hours_are_defined(zone, on, at, kind, shown):
    assert oddity(on, at, zone) == kind
    assert f"{on_wall(instant(on, at, zone), zone):%Y-%m-%d %H:%M %z}" == shown
