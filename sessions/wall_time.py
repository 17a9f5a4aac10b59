"""Wall time and time zones: what a clock on the wall says, and which instant that is (REL-22).

Two days a year are odd. In the *gap* (clocks go forward) a wall time does not exist: the appointment
begins as much later as the clock jumps, so 02:30 becomes 03:30. In the *double hour* (clocks go back)
a wall time happens twice: the first one counts. Both are named wherever the time is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

GAP, DOUBLE = "gap", "double"
_MINUTE, _QUARTER = timedelta(minutes=1), timedelta(minutes=15)


def instant(on: date, at: time, zone: str) -> datetime:
    """The instant in UTC of a wall time in a zone, by the rule above."""
    local = datetime.combine(on, at.replace(tzinfo=None, fold=0), tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def oddity(on: date, at: time, zone: str) -> str:
    """``gap`` or ``double`` for a wall time that is not there or is there twice, else blank."""
    place = ZoneInfo(zone)
    first = datetime.combine(on, at.replace(tzinfo=None, fold=0), tzinfo=place)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return ""
    back = first.astimezone(UTC).astimezone(place)
    return DOUBLE if back.replace(tzinfo=None) == first.replace(tzinfo=None) else GAP


def on_wall(moment: datetime, zone: str) -> datetime:
    """What the wall shows at an instant."""
    return moment.astimezone(ZoneInfo(zone))


def day_bounds(on: date, zone: str) -> tuple[datetime, datetime]:
    """First instant of a day in a zone and of the next one; 23 to 25 hours apart."""
    return instant(on, time(0), zone), instant(on + timedelta(days=1), time(0), zone)


def is_zone(name: str) -> bool:
    """Whether the name is an IANA zone we know."""
    return name in available_timezones()


@dataclass(frozen=True)
class ClockChange:
    """The clocks jump on a day: when their hands stand at ``at`` (minutes after midnight), ``by``
    so many minutes, forward above nought and back below."""

    at: int
    by: int

    @property
    def forward(self) -> bool:
        return self.by > 0

    @property
    def reads(self) -> str:
        """What the wall showed when they jumped."""
        return f"{self.at // 60 % 24:02d}:{self.at % 60:02d}"


def change_on(on: date, zone: str) -> ClockChange | None:
    """The jump of the clocks on a day in a zone, if there is one; 23 and 25 hours come from it."""
    place = ZoneInfo(zone)
    moment, end = day_bounds(on, zone)
    # A quarter hour before the day: some places jump at midnight itself.
    before = (moment - _QUARTER).astimezone(place).utcoffset() or timedelta(0)
    while moment < end:
        after = moment.astimezone(place).utcoffset() or timedelta(0)
        if after != before:
            shown = moment.replace(tzinfo=None) + before - datetime.combine(on, time(0))
            return ClockChange(shown // _MINUTE, (after - before) // _MINUTE)
        moment += _QUARTER
    return None
