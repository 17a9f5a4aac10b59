"""A coach's rules, openings and exceptions, and the free times that follow from them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.users.models import User
from sessions.calendar.session_types import Length
from sessions.calendar.slots import Refused, Slot, booked_days
from sessions.models import BUSY, CoachingSession, CoachRules, DayException, Opening
from sessions.wall_time import day_bounds, instant, on_wall

STEP = timedelta(minutes=15)
Window = tuple[datetime, datetime]


def rules_of(coach: User) -> CoachRules:
    """The coach's rules; the defaults where none are set."""
    return CoachRules.objects.filter(coach=coach).first() or CoachRules(coach=coach)


def windows(coach: User, first: date, last: date) -> list[tuple[datetime, datetime]]:
    """When the coach is open between two days: instants, exceptions and leave taken into account."""
    return open_hours([coach], first, last).windows[coach.pk]


@dataclass(frozen=True)
class OpenHours:
    """Windows of coaches as instants, in order; who has weekly hours at all; who is away when."""

    windows: dict[uuid.UUID, list[Window]]
    keeping: set[uuid.UUID]
    leave: dict[uuid.UUID, list[tuple[date, date]]]

    def is_away(self, coach: User, day: date) -> bool:
        return any(first <= day <= last for first, last in self.leave.get(coach.pk, ()))


def open_hours(coaches: Sequence[User], first: date, last: date) -> OpenHours:
    """The windows of several coaches between two days of their own zones; two queries."""
    weekly: dict[tuple[uuid.UUID, int], list[Opening]] = {}
    for opening in Opening.objects.filter(coach__in=coaches).order_by("opens"):
        weekly.setdefault((opening.coach_id, opening.weekday), []).append(opening)
    exceptions: dict[uuid.UUID, list[DayException]] = {}
    rows = DayException.objects.filter(coach__in=coaches, first_day__lte=last, last_day__gte=first)
    for row in rows:
        exceptions.setdefault(row.coach_id, []).append(row)
    found = OpenHours({}, {coach_id for coach_id, _day in weekly}, {})
    for coach in coaches:
        special = exceptions.get(coach.pk, [])
        found.leave[coach.pk] = [(e.first_day, e.last_day) for e in special if e.is_leave]
        found.windows[coach.pk] = [
            (instant(day, opens, coach.time_zone), instant(day, closes, coach.time_zone))
            for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
            for opens, closes in _hours_of(day, weekly.get((coach.pk, day.weekday()), ()), special)
        ]
    return found


def _hours_of(
    day: date, weekly: Iterable[Opening], exceptions: Iterable[DayException]
) -> list[tuple[time, time]]:
    special = [e for e in exceptions if e.first_day <= day <= e.last_day]
    if any(e.is_leave for e in special):
        return []
    if special:
        return [(e.opens, e.closes) for e in special if e.opens and e.closes]
    return [(o.opens, o.closes) for o in weekly]


def free_slots(
    coach: User, length: Length, *, first: date, last: date, now: datetime | None = None
) -> list[datetime]:
    """Beginnings a client may ask for: inside the openings, with both buffers free, after the
    minimum notice, on days that are not full. A constant number of queries."""
    now = now or timezone.now()
    rules = rules_of(coach)
    earliest = now + timedelta(hours=rules.notice_hours)
    zone = coach.time_zone
    begin, _unused = day_bounds(first, zone)
    _unused, end = day_bounds(last, zone)
    busy = list(
        CoachingSession.objects.filter(
            coach=coach, state__in=BUSY, busy_from__lt=end, busy_until__gt=begin
        ).values_list("busy_from", "busy_until")
    )
    full = {
        day for day, n in booked_days(coach, zone, first, last).items() if n >= rules.most_a_day
    }
    found = []
    for opens, closes in windows(coach, first, last):
        for start in _steps(opens, closes - timedelta(minutes=length.minutes)):
            if start < earliest or on_wall(start, zone).date() in full:
                continue
            from_, until = (
                start - timedelta(minutes=length.before),
                start + timedelta(minutes=length.minutes + length.after),
            )
            if not any(b < until and e > from_ for b, e in busy):
                found.append(start)
    return found


def _steps(first: datetime, last: datetime) -> Iterator[datetime]:
    while first <= last:
        yield first
        first += STEP


def check_rules(coach: User, slot: Slot, *, now: datetime | None = None) -> None:
    """Whether a client may ask for this slot. Raises Refused with the rule that stands against it."""
    now = now or timezone.now()
    rules = rules_of(coach)
    if slot.starts_at < now + timedelta(hours=rules.notice_hours):
        raise Refused(_("This is too soon. Please choose a later time."))
    if slot.starts_at > now + timedelta(days=rules.ahead_days):
        raise Refused(_("This is too far ahead. Please choose an earlier time."))
    day = on_wall(slot.starts_at, coach.time_zone).date()
    if not any(o <= slot.starts_at and slot.ends_at <= c for o, c in windows(coach, day, day)):
        raise Refused(_("Your coach does not see people at this time."))
    if booked_days(coach, coach.time_zone, day, day).get(day, 0) >= rules.most_a_day:
        raise Refused(_("This day is full. Please choose another one."))


def away(coach: User, slot: Slot) -> bool:
    """Whether the slot falls on a day of leave; the desk warns, it does not refuse."""
    day = on_wall(slot.starts_at, coach.time_zone).date()
    return DayException.objects.filter(
        coach=coach, first_day__lte=day, last_day__gte=day, opens=None
    ).exists()
