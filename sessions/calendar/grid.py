"""Where things stand on the calendar's grid of hours: minutes from its top, and the lane beside others.

The hours down the side are wall time. On the day the clocks go forward an hour is not there and is
drawn as missing; when they go back, an hour more is drawn for the whole week, and only that day has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sessions.wall_time import ClockChange, change_on, day_bounds, on_wall

STEP = 5  # minutes; the stylesheet has one class for each
SHORTEST = 25  # what is shorter is drawn this long, so that its words have room
HOUR = 60
_LINE = 35  # minutes in which one line of words has room
_DAY = 24 * HOUR
_USUAL = (9 * HOUR, 17 * HOUR)


@dataclass(frozen=True)
class Place:
    """Top and height in minutes, and which of how many lanes side by side."""

    at: int
    length: int
    lane: int = 0
    lanes: int = 1

    @property
    def css(self) -> str:
        """The classes that put it there; inline styles are not allowed."""
        return (
            f"top-h{self.at // HOUR} top-m{self.at % HOUR}"
            f" len-h{self.length // HOUR} len-m{self.length % HOUR}"
            f" lane-{self.lane} of-{self.lanes}{' is-short' if self.length <= _LINE else ''}"
        )


@dataclass(frozen=True)
class HourLine:
    """A whole hour beside the columns; ``again`` for the second of two equal ones."""

    place: Place
    reads: str
    again: bool


class Axis:
    """The hours down the side for some days of one zone."""

    def __init__(self, days: Sequence[date], zone: str) -> None:
        self.zone = zone
        self.changes: dict[date, ClockChange] = {}
        for day in days:
            change = change_on(day, zone)
            if change is not None:
                self.changes[day] = change
        back = [change for change in self.changes.values() if not change.forward]
        # The hour that is there twice is drawn twice; other days have nothing in the second one.
        self.again_at, self.again = (back[0].at, -back[0].by) if back else (_DAY, 0)
        self.top, self.bottom = _USUAL
        self.bottom += self.again if self.again_at < self.bottom else 0
        self.top += self.again if self.again_at <= self.top else 0
        self._bounds = {day: day_bounds(day, zone) for day in days}

    @property
    def length(self) -> int:
        return self.bottom - self.top

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        return self._bounds[day]

    def minute(self, day: date, moment: datetime) -> int:
        """Minutes from midnight to a moment as they are drawn, held inside the day."""
        begin, end = self._bounds[day]
        if moment >= end:
            return _DAY + self.again
        local = on_wall(max(moment, begin), self.zone)
        wall = local.hour * HOUR + local.minute
        return wall + (self.again if local.fold or wall >= self.again_at else 0)

    def reach(self, first: int, last: int) -> None:
        """Make the hours shown reach from one minute to another, in whole hours."""
        self.top = min(self.top, first // HOUR * HOUR)
        self.bottom = max(self.bottom, min(-(-last // HOUR) * HOUR, _DAY + self.again))

    def place(self, first: int, last: int, lane: int = 0, lanes: int = 1) -> Place | None:
        """The place of a stretch, cut to the hours shown; None when it lies outside them."""
        first, last = max(first, self.top), min(last, self.bottom)
        if first >= last:
            return None
        at = (first - self.top) // STEP * STEP
        return Place(at, max(STEP, -(-(last - self.top) // STEP) * STEP - at), lane, lanes)

    def hours(self) -> list[HourLine]:
        """The lines with what stands beside them."""
        found = []
        for minute in range(self.top, self.bottom):
            again = self.again_at <= minute < self.again_at + self.again
            wall = minute - (self.again if minute >= self.again_at else 0)
            if wall % HOUR == 0:
                place = Place(minute - self.top, STEP)
                found.append(HourLine(place, f"{wall // HOUR:02d}:00", again))
        return found

    def missing(self, day: date) -> Place | None:
        """What of the drawn hours this day does not have."""
        change = self.changes.get(day)
        if change is not None and change.forward:
            return self.place(change.at, change.at + change.by)
        if self.again and change is None:
            return self.place(self.again_at, self.again_at + self.again)
        return None


def lanes(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For stretches in order of their beginning: the lane of each and how many stand side by side.

    What touches in time shares a group; in a group each takes the first lane that is free.
    """
    found: list[tuple[int, int]] = []
    ends: list[int] = []
    group = 0
    for number, (first, last) in enumerate(stretches):
        if ends and first >= max(ends):
            found[group:] = [(lane, len(ends)) for lane, _unused in found[group:]]
            group, ends = number, []
        lane = next((n for n, end in enumerate(ends) if end <= first), len(ends))
        ends[lane : lane + 1] = [last]
        found.append((lane, 0))
    found[group:] = [(lane, len(ends)) for lane, _unused in found[group:]]
    return found


def without(
    windows: Iterable[tuple[datetime, datetime]], busy: Sequence[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    """What of the windows nothing takes up; ``busy`` in order of its beginning."""
    for begin, end in windows:
        for taken, until in busy:
            if taken >= end:
                break
            if until <= begin:
                continue
            if taken > begin:
                yield begin, taken
            begin = max(begin, until)
        if begin < end:
            yield begin, end


def by_the_hour(
    begin: datetime, end: datetime, zone: str, *, least: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """A free stretch cut at whole hours of the wall; a rest too short to use stays with its hour."""
    while end - begin >= least:
        until = begin + timedelta(minutes=HOUR - on_wall(begin, zone).minute)
        if end - until < least:
            until = end
        yield begin, until
        begin = until
