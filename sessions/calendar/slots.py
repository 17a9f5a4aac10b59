"""Times: what a slot is, whether it is free or taken, and why it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from coachdesk.users.models import User
from sessions.calendar.session_types import lengths
from sessions.models import BUSY, CoachingSession
from sessions.wall_time import day_bounds, instant, is_zone, on_wall

LONGEST = 600


class Refused(Exception):
    """The time can't be had; ``str()`` says why, ``clash`` is the appointment in the way."""

    def __init__(self, reason: str, clash: CoachingSession | None = None) -> None:
        super().__init__(reason)
        self.clash = clash


@dataclass(frozen=True)
class Slot:
    """A wall time in a zone, its length, and what it blocks."""

    on: date
    at: time
    zone: str
    minutes: int
    before: int = 0
    after: int = 0

    @property
    def starts_at(self) -> datetime:
        return instant(self.on, self.at, self.zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def busy_from(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.before)

    @property
    def busy_until(self) -> datetime:
        return self.ends_at + timedelta(minutes=self.after)


def slot_for(kind: str, on: date, at: time, zone: str, minutes: int | None = None) -> Slot:
    """The slot a type of session takes. Raises Refused for an unknown zone, an odd length or a
    year that nobody means."""
    length = lengths()[kind]
    if not 2000 <= on.year <= 2100:
        raise Refused(_("Please check the year."))
    if not is_zone(zone):
        raise Refused(_("We don’t know this time zone."))
    wanted = length.minutes if minutes is None else minutes
    if not 5 <= wanted <= LONGEST:
        raise Refused(_("A session lasts between 5 minutes and 10 hours."))
    return Slot(on, at.replace(second=0, microsecond=0), zone, wanted, length.before, length.after)


def at_day(slot: Slot, on: date) -> Slot:
    """The same wall time on another day."""
    return Slot(on, slot.at, slot.zone, slot.minutes, slot.before, slot.after)


def lock_coach(coach: User) -> None:
    """One at a time books for a coach: the row lock on PostgreSQL, the write lock on SQLite."""
    User.objects.select_for_update().get(pk=coach.pk)


def clash_of(
    coach: User, slot: Slot, *, leave_out: Iterable[CoachingSession] = ()
) -> CoachingSession | None:
    """The appointment that the slot, with both buffers, would run into."""
    rows = CoachingSession.objects.filter(
        coach=coach,
        state__in=BUSY,
        busy_from__lt=slot.busy_until,
        busy_until__gt=slot.busy_from,
    ).exclude(pk__in=[row.pk for row in leave_out])
    return rows.order_by("starts_at").first()


def reason_for(clash: CoachingSession, slot: Slot) -> str:
    """Why a slot is refused, with the hours but without a name."""
    begins, ends = on_wall(clash.starts_at, slot.zone), on_wall(clash.ends_at, slot.zone)
    told = {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    if clash.starts_at < slot.ends_at and clash.ends_at > slot.starts_at:
        return _("There is another appointment from %(begins)s to %(ends)s.") % told
    return _("Too close to the appointment from %(begins)s to %(ends)s: the break is missing.") % (
        told
    )


def check_free(coach: User, slot: Slot, *, leave_out: Iterable[CoachingSession] = ()) -> None:
    """Raises Refused with the reason when the slot is taken. Call with the coach locked."""
    clash = clash_of(coach, slot, leave_out=leave_out)
    if clash is not None:
        raise Refused(reason_for(clash, slot), clash)


def booked_days(coach: User, zone: str, first: date, last: date) -> dict[date, int]:
    """How many appointments a coach has on each day of a zone."""
    begin, _end = day_bounds(first, zone)
    _begin, end = day_bounds(last, zone)
    rows = CoachingSession.objects.filter(
        coach=coach, state__in=BUSY, starts_at__gte=begin, starts_at__lt=end
    )
    found: dict[date, int] = {}
    for starts in rows.values_list("starts_at", flat=True):
        day = on_wall(starts.astimezone(UTC), zone).date()
        found[day] = found.get(day, 0) + 1
    return found
