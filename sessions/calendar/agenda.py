"""Reads for the calendar: whose appointments, with which names, at a constant cost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date

from clients.models import Client
from coachdesk.users.models import Role, User
from sessions.calendar.availability import OpenHours, open_hours
from sessions.calendar.grid import SHORTEST, Axis, HourLine, Place, by_the_hour, lanes, without
from sessions.models import BUSY, CoachingSession, SessionState
from sessions.wall_time import ClockChange, change_on, day_bounds, instant, on_wall

_MOST = 2000
_LANES = 4  # of a day's column in the team's week; what goes beyond is counted
_LEAST = timedelta(minutes=20)  # the shortest type
_DAY = timedelta(days=1)
_USUAL = (time(9), time(17))


@dataclass(frozen=True)
class Entry:
    """One appointment as this person may see it: ``name`` is blank where it is only "busy"."""

    meeting: CoachingSession
    name: str
    opens: bool
    moves: bool
    place: Place | None = None


@dataclass(frozen=True)
class Free:
    """A free time that can be booked, as wall time of the coach's zone."""

    starts_at: datetime
    on: date
    at: str
    coach: User
    place: Place | None


@dataclass(frozen=True)
class More:
    """Appointments for which the column has no lane: how many there are from when on."""

    count: int
    starts_at: datetime
    place: Place | None


@dataclass(frozen=True)
class CalendarDay:
    """A day of the list; ``away`` names those on leave."""

    on: date
    is_today: bool
    entries: list[Entry]
    away: list[str]
    change: ClockChange | None = None


@dataclass
class Column:
    """A day on the grid, or one coach's day when the team's day is asked for."""

    on: date
    is_today: bool
    change: ClockChange | None
    coach: User | None = None
    away: list[str] = field(default_factory=list)
    is_away: bool = False
    open: list[Place] = field(default_factory=list)
    quiet: list[Place] = field(default_factory=list)
    items: list[Entry | Free | More] = field(default_factory=list)
    missing: Place | None = None
    now: Place | None = None
    lanes: int = 1


@dataclass(frozen=True)
class Grid:
    """Columns beside the hours; ``height`` is a place as long as the whole day shown."""

    columns: list[Column]
    hours: list[HourLine]
    height: Place


def _entries(
    user: User, first: date, last: date, coaches: Sequence[User], *, everybody: bool
) -> list[Entry]:
    """The appointments of these days that still mean something, in order; one query.

    A coach sees the own appointments; supervisor and owner all as busy or free, with names where
    the record is theirs to open; the front desk all names and times (SEC-00).
    """
    zone = user.time_zone
    rows = CoachingSession.objects.filter(
        Q(state__in=BUSY) | Q(state=SessionState.NO_SHOW),
        starts_at__gte=day_bounds(first, zone)[0],
        starts_at__lt=day_bounds(last, zone)[1],
    )
    if not everybody:
        rows = rows.filter(coach__in=coaches)
    rows = rows.annotate(
        opens=Exists(Client.objects.visible_to(user).filter(pk=OuterRef("client_id")))
    ).select_related("client", "coach")
    names_all = user.has_role(Role.FRONT_DESK)
    found = []
    for row in rows.order_by("starts_at", "pk")[:_MOST]:
        opens = bool(row.opens)  # type: ignore[attr-defined]
        name = row.client.name if opens or names_all else ""
        moves = names_all or (opens and row.coach_id == user.pk)
        found.append(Entry(row, name, opens, moves))
    return found


def list_of(
    user: User, first: date, last: date, coaches: Sequence[User], *, everybody: bool = False
) -> list[CalendarDay]:
    """The calendar from one day to another in the person's zone as a list; three queries."""
    zone = user.time_zone
    by_day: dict[date, list[Entry]] = {}
    for entry in _entries(user, first, last, coaches, everybody=everybody):
        day = on_wall(entry.meeting.starts_at, zone).date()
        by_day.setdefault(day, []).append(entry)
    hours = open_hours(coaches, first, last)
    today = on_wall(timezone.now(), zone).date()
    return [
        CalendarDay(
            day,
            day == today,
            by_day.get(day, []),
            [coach.display_name for coach in coaches if hours.is_away(coach, day)],
            change_on(day, zone),
        )
        for day in _days(first, last)
    ]


def grid_of(
    user: User,
    first: date,
    last: date,
    coaches: Sequence[User],
    *,
    everybody: bool = False,
    bookable: Collection[User] = (),
    now: datetime | None = None,
) -> Grid:
    """The calendar from one day to another as columns beside the hours; three queries.

    One day of several coaches has a column for each who works, is away or sees somebody; several
    days have a column a day. Free times are shown of those who are ``bookable`` and stand alone.
    """
    now = now or timezone.now()
    axis = Axis(_days(first, last), user.time_zone)
    today = on_wall(now, axis.zone).date()
    entries = _entries(user, first, last, coaches, everybody=everybody)
    # Who left the team may still have appointments that are to be moved.
    gone = {e.meeting.coach_id: e.meeting.coach for e in entries}
    known = {coach.pk for coach in coaches}
    coaches = [*coaches, *(coach for pk, coach in gone.items() if pk not in known)]
    # A day of another zone may begin on the day before and end on the one after.
    hours = open_hours(coaches, first - _DAY, last + _DAY)
    each = first == last and everybody
    columns = []
    for day in _days(first, last):
        mine = [e for e in entries if on_wall(e.meeting.starts_at, axis.zone).date() == day]
        for who in [[coach] for coach in coaches] if each else [list(coaches)]:
            column = Column(day, day == today, axis.changes.get(day))
            column.coach = who[0] if each else None
            column.away = [] if each else [c.display_name for c in who if hours.is_away(c, day)]
            column.is_away = len(who) == 1 and hours.is_away(who[0], day)
            theirs = [e for e in mine if e.meeting.coach_id == who[0].pk] if each else mine
            busy = theirs or column.is_away or _open_on(axis, hours, who[0], day)
            if busy or not each:
                columns.append((column, who, theirs))
    for column, who, theirs in columns:
        _reach(axis, column, hours, who, theirs)
    for column, who, theirs in columns:
        _fill(axis, column, hours, who, theirs, now)
        if len(who) == 1 and who[0] in bookable:
            column.items += _free(axis, column, hours, who[0], theirs, now)
            column.items.sort(key=_begins)
    return Grid([c for c, _w, _t in columns], axis.hours(), Place(0, axis.length))


def _begins(item: Entry | Free | More) -> datetime:
    return item.meeting.starts_at if isinstance(item, Entry) else item.starts_at


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _open_on(
    axis: Axis, hours: OpenHours, coach: User, day: date
) -> list[tuple[datetime, datetime]]:
    """The coach's windows inside a day of the viewer's zone."""
    begin, end = axis.bounds(day)
    return [
        (max(opens, begin), min(closes, end))
        for opens, closes in hours.windows[coach.pk]
        if opens < end and closes > begin
    ]


def _stretch(axis: Axis, day: date, meeting: CoachingSession) -> tuple[int, int]:
    """From when to when a meeting is drawn."""
    first = axis.minute(day, meeting.starts_at)
    return first, max(axis.minute(day, meeting.ends_at), first + SHORTEST)


def _reach(
    axis: Axis, column: Column, hours: OpenHours, who: Sequence[User], entries: Sequence[Entry]
) -> None:
    """Show the hours in which something is."""
    for entry in entries:
        axis.reach(*_stretch(axis, column.on, entry.meeting))
    for coach in who:
        for opens, closes in _open_on(axis, hours, coach, column.on):
            axis.reach(axis.minute(column.on, opens), axis.minute(column.on, closes))


def _fill(
    axis: Axis,
    column: Column,
    hours: OpenHours,
    who: Sequence[User],
    entries: Sequence[Entry],
    now: datetime,
) -> None:
    """Lay the appointments side by side, with the breaks around them and the open hours below."""
    day = column.on
    column.missing = axis.missing(day)
    if column.is_today:
        minute = axis.minute(day, now)
        column.now = axis.place(minute, minute + 1)
    # Whoever keeps no weekly hours, or stands beside others, is not drawn as closed.
    if len(who) == 1 and (who[0].pk in hours.keeping or hours.windows[who[0].pk]):
        stretches = _open_on(axis, hours, who[0], day)
    else:
        stretches = [] if column.is_away else [axis.bounds(day)]
    for opens, closes in stretches:
        place = axis.place(axis.minute(day, opens), axis.minute(day, closes))
        column.open += [place] if place else []
    drawn = [_stretch(axis, day, entry.meeting) for entry in entries]
    beyond: dict[int, list[int]] = {}
    for number, (lane, of) in enumerate(lanes(drawn)):
        entry = entries[number]
        if of > _LANES and lane >= _LANES - 1:
            # One chip counts the overlapping ones that have no lane of their own.
            near = next((n for n in beyond if drawn[number][0] < drawn[n][0] + 60), number)
            beyond.setdefault(near, []).append(number)
            continue
        of = min(of, _LANES)
        column.lanes = max(column.lanes, of)
        place = axis.place(*drawn[number], lane, of)
        column.items.append(Entry(entry.meeting, entry.name, entry.opens, entry.moves, place))
        meeting = entry.meeting
        if meeting.state in BUSY and meeting.busy_until - meeting.busy_from > (
            meeting.ends_at - meeting.starts_at
        ):
            around = axis.place(
                axis.minute(day, meeting.busy_from),
                axis.minute(day, meeting.busy_until),
                lane,
                of,
            )
            column.quiet += [around] if around else []
    for near, numbers in beyond.items():
        first, _last = drawn[near]
        place = axis.place(first, first + 60, _LANES - 1, _LANES)
        column.items.append(More(len(numbers), entries[near].meeting.starts_at, place))
    column.items.sort(key=_begins)


def _free(
    axis: Axis,
    column: Column,
    hours: OpenHours,
    coach: User,
    entries: Sequence[Entry],
    now: datetime,
) -> list[Free]:
    """Times of the coach nobody has taken, from now on; for those without weekly hours, the hours
    shown."""
    day = column.on
    if column.is_away:
        return []
    windows = _open_on(axis, hours, coach, day)
    if not windows and coach.pk not in hours.keeping:
        windows = [(instant(day, _USUAL[0], axis.zone), instant(day, _USUAL[1], axis.zone))]
    soon = now.replace(second=0, microsecond=0) + timedelta(minutes=15 - now.minute % 15)
    windows = [(max(opens, soon), closes) for opens, closes in windows if closes > soon]
    busy = sorted(
        (e.meeting.busy_from, e.meeting.busy_until) for e in entries if e.meeting.state in BUSY
    )
    found = []
    for opens, closes in without(windows, busy):
        for begin, end in by_the_hour(opens, closes, axis.zone, least=_LEAST):
            wall = on_wall(begin, coach.time_zone)
            place = axis.place(axis.minute(day, begin), axis.minute(day, end))
            found.append(Free(begin, wall.date(), f"{wall:%H:%M}", coach, place))
    return found


def day_asked(request: HttpRequest) -> date:
    """The day asked for; today for anything unreadable or far away."""
    try:
        wanted = parse_date(request.GET.get("day", ""))
    except ValueError:
        wanted = None
    today = timezone.localdate()
    return wanted if wanted and abs((wanted - today).days) < 3660 else today
