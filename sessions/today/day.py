"""A coach's day on a grid of quarter hours, long gaps folded, with the week's strip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from coachdesk.users.models import User
from sessions.log.queries import safe_phones
from sessions.models import BUSY, UPCOMING, CoachingSession, Note, NoteState, SessionState
from sessions.wall_time import day_bounds, on_wall

S = SessionState
QUARTER = timedelta(minutes=15)
FOLD_OVER = timedelta(hours=2)  # a longer gap is drawn as one line
_FOLD_ROWS = 3
_ROWS = 64  # the style sheet knows so many rows


@dataclass(frozen=True)
class AgendaRow:
    """One appointment as Today draws it; ``at`` and ``length`` are quarter hours."""

    meeting: CoachingSession
    at: int
    length: int
    hue: str
    never_call: bool
    note_state: str

    @property
    def note_open(self) -> bool:
        return self.note_state == NoteState.DRAFT

    @property
    def note_signed(self) -> bool:
        return bool(self.note_state) and not self.note_open


@dataclass(frozen=True)
class Day:
    """A day of the week strip."""

    on: date
    count: int
    is_today: bool

    @property
    def dots(self) -> range:
        return range(min(self.count, 6))


@dataclass(frozen=True)
class Gap:
    """A folded gap: the row it stands on and when it ends, on the wall clock."""

    at: int
    until: str


@dataclass(frozen=True)
class Agenda:
    """The chosen day, its hours, its folded gaps, and the week around it."""

    days: list[Day]
    rows: list[AgendaRow]
    hours: list[tuple[int, str]]
    gaps: list[Gap]
    now_at: int
    next: CoachingSession | None  # of the same week, after the chosen day


@dataclass(frozen=True)
class _Stretch:
    """Time drawn to scale from a row on; ``folded`` ones take a fixed number of rows."""

    begin: datetime
    end: datetime
    row: int
    folded: bool

    def row_of(self, moment: datetime) -> int:
        return self.row if self.folded else self.row + (moment - self.begin) // QUARTER


def week_of(coach: User, on: date) -> list[CoachingSession]:
    """A coach's appointments of the week of a day, in order, with ``phone_safe`` and
    ``note_state``; one query."""
    zone = coach.time_zone
    monday = on - timedelta(days=on.weekday())
    begin, _unused = day_bounds(monday, zone)
    _unused, end = day_bounds(monday + timedelta(days=6), zone)
    rows = (
        CoachingSession.objects.visible_to(coach)
        .filter(coach=coach, starts_at__gte=begin, starts_at__lt=end)
        .filter(Q(state__in=BUSY) | Q(state=S.NO_SHOW))
        .numbered()
        .annotate(
            phone_safe=Exists(safe_phones().filter(person_id=OuterRef("client_id"))),
            note_state=Subquery(
                Note.objects.filter(coaching_session=OuterRef("pk"))
                .exclude(state=NoteState.VOIDED)
                .values("state")[:1]
            ),
        )
        .select_related("client", "case")
    )
    return list(rows.order_by("starts_at"))


def agenda(coach: User, on: date, *, now: datetime | None = None) -> Agenda:
    """A coach's day drawn on a grid of quarter hours, with the week's strip; one query."""
    now = now or timezone.now()
    zone = coach.time_zone
    today = on_wall(now, zone).date()
    week = week_of(coach, on)
    monday = on - timedelta(days=on.weekday())
    per_day: dict[date, int] = {}
    for meeting in week:
        day = on_wall(meeting.starts_at, zone).date()
        per_day[day] = per_day.get(day, 0) + 1
    days = [
        Day(d, per_day.get(d, 0), d == on) for d in (monday + timedelta(days=n) for n in range(7))
    ]
    mine = [m for m in week if on_wall(m.starts_at, zone).date() == on]
    _begin, end = day_bounds(on, zone)
    stretches = _stretches(mine, end, zone)
    hours = []
    for stretch in stretches:
        moment = stretch.begin
        while moment < stretch.end and not stretch.folded:
            hours.append((stretch.row_of(moment), f"{on_wall(moment, zone):%H:%M}"))
            moment += timedelta(hours=1)
    ahead = (
        m for m in week if m.starts_at >= max(end, now) and m.state in (S.REQUESTED, *UPCOMING)
    )
    return Agenda(
        days=days,
        rows=[_row(m, stretches, now) for m in mine],
        hours=hours,
        gaps=[Gap(s.row, f"{on_wall(s.end, zone):%H:%M}") for s in stretches if s.folded],
        now_at=_row_of(stretches, now) if on == today else 0,
        next=next(ahead, None),
    )


def _stretches(mine: Sequence[CoachingSession], end: datetime, zone: str) -> list[_Stretch]:
    """The day from the whole hour of the first appointment to the end of the last one."""
    found: list[_Stretch] = []
    row = 1
    for meeting in mine:
        begin = meeting.starts_at - timedelta(minutes=on_wall(meeting.starts_at, zone).minute)
        until = min(meeting.ends_at, end)
        last = found[-1] if found else None
        if last is not None and begin - last.end <= FOLD_OVER:
            found[-1] = _Stretch(last.begin, max(last.end, until), last.row, folded=False)
        else:
            if last is not None:
                found.append(_Stretch(last.end, begin, row, folded=True))
                row += _FOLD_ROWS
            found.append(_Stretch(begin, until, row, folded=False))
        last = found[-1]
        row = last.row - (last.begin - last.end) // QUARTER
    return found


def _row_of(stretches: Sequence[_Stretch], moment: datetime) -> int:
    """The row where a moment is drawn; 0 where it is not drawn."""
    for stretch in stretches:
        if stretch.begin <= moment < stretch.end:
            return min(stretch.row_of(moment), _ROWS)
    return 0


def _row(meeting: Any, stretches: Sequence[_Stretch], now: datetime) -> AgendaRow:
    length = max(2, -(-(meeting.ends_at - meeting.starts_at) // QUARTER))
    hue = (
        "is-plum" if meeting.state == S.REQUESTED else ("is-past" if meeting.ends_at < now else "")
    )
    return AgendaRow(
        meeting,
        _row_of(stretches, meeting.starts_at) or 1,
        min(length, 24),
        hue,
        not meeting.phone_safe,
        meeting.note_state or "",
    )
