"""Reads for Today, the notes list and the session page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from coachdesk.outbox.models import Channel, Permission, SafeContact
from coachdesk.users.models import Role, User
from sessions.models import (
    BUSY,
    ENDED,
    UPCOMING,
    CoachingSession,
    CoachingSessionQuerySet,
    Note,
    NoteState,
    SessionState,
)
from sessions.walltime import day_bounds, on_wall

S = SessionState
QUARTER = timedelta(minutes=15)
_AGENDA_ROWS = 56


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
class Agenda:
    """The chosen day, its hours, and the week around it."""

    days: list[Day]
    rows: list[AgendaRow]
    hours: list[tuple[int, str]]
    now_at: int
    next: CoachingSession | None  # of the same week, after the chosen day


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
            phone_safe=Exists(_safe_phones().filter(person_id=OuterRef("client_id"))),
            note_state=Subquery(
                Note.objects.filter(coaching_session=OuterRef("pk"))
                .exclude(state=NoteState.VOIDED)
                .values("state")[:1]
            ),
        )
        .select_related("client", "case")
    )
    return list(rows.order_by("starts_at"))


def _safe_phones() -> QuerySet[SafeContact]:
    return SafeContact.objects.filter(
        channel=Channel.PHONE, permission__in=[Permission.SAFE, Permission.HOURS]
    )


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
    begin, end = day_bounds(on, zone)
    first, last = _grid(mine, begin, end, zone)
    rows = [_row(m, first, last, now) for m in mine]
    hours = []
    moment = first
    while moment < last:
        hours.append((1 + (moment - first) // QUARTER, f"{on_wall(moment, zone):%H:%M}"))
        moment += timedelta(hours=1)
    now_at = 1 + (now - first) // QUARTER if on == today and first <= now < last else 0
    ahead = (
        m for m in week if m.starts_at >= max(end, now) and m.state in (S.REQUESTED, *UPCOMING)
    )
    return Agenda(days, rows, hours, now_at, next(ahead, None))


def _grid(
    mine: Sequence[CoachingSession], begin: datetime, end: datetime, zone: str
) -> tuple[datetime, datetime]:
    """The hours shown: from the first to the last appointment, 9 to 17 at least, 14 at most."""
    first, last = begin + timedelta(hours=9), begin + timedelta(hours=17)
    for meeting in mine:
        whole = meeting.starts_at - timedelta(minutes=on_wall(meeting.starts_at, zone).minute)
        first = min(first, whole)
        last = max(last, meeting.ends_at + timedelta(minutes=59))
    return first, min(last, first + QUARTER * _AGENDA_ROWS, max(end, first))


def _row(meeting: Any, first: datetime, last: datetime, now: datetime) -> AgendaRow:
    at = 1 + (meeting.starts_at - first) // QUARTER
    until = min(meeting.ends_at, last)
    length = max(2, -(-(until - meeting.starts_at) // QUARTER))
    past = meeting.ends_at < now
    hue = "is-plum" if meeting.state == S.REQUESTED else ("is-past" if past else "")
    return AgendaRow(
        meeting, min(at, 64), min(length, 24), hue, not meeting.phone_safe, meeting.note_state or ""
    )


def never_call(client_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Clients whose phone is not marked safe; one query."""
    ids = set(client_ids)
    safe = _safe_phones().filter(person_id__in=ids).values_list("person_id", flat=True)
    return ids - set(safe)


def notes_of(user: User, session_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Note]:
    """The notes of these sessions that the person may read; one query."""
    rows = Note.objects.visible_to(user).filter(coaching_session__in=session_ids)
    return {
        note.coaching_session_id: note
        for note in rows.exclude(state=NoteState.VOIDED).defer("sections", "summary", "risk_why")
    }


def without_signed_note(user: User) -> CoachingSessionQuerySet:
    """Completed sessions of a coach whose note nobody has signed, and open drafts."""
    signed = Note.objects.filter(coaching_session=OuterRef("pk")).exclude(
        state__in=(NoteState.DRAFT, NoteState.VOIDED)
    )
    return (
        CoachingSession.objects.editable_by(user)
        .filter(_without_note(timezone.now()), coach=user)
        .exclude(Exists(signed))
    )


def notes_to_finish(user: User, limit: int = 20) -> list[CoachingSession]:
    """What a coach has still to write, the oldest first; one query."""
    rows = without_signed_note(user).numbered().select_related("client", "case")
    return list(rows.order_by("starts_at")[:limit])


def count_for_nav(user: Any) -> int | None:
    """For the side bar: notes to finish, capped."""
    if not isinstance(user, User) or user.is_client or not user.has_role(Role.COACH):
        return None
    return len(without_signed_note(user).values_list("pk")[:100]) or None


def follow_ups(user: User, limit: int = 10) -> list[CoachingSession]:
    """No-shows nobody has followed up; one query."""
    rows = CoachingSession.objects.editable_by(user).filter(
        coach=user, state=S.NO_SHOW, follow_up_done_at=None
    )
    return list(rows.select_related("client").order_by("starts_at")[:limit])


@dataclass(frozen=True)
class Waiting:
    """What waits for a coach: times clients asked for, notes to finish, no-shows to follow up."""

    asked: list[CoachingSession]
    unfinished: list[CoachingSession]
    follow_ups: list[CoachingSession]


def waiting(user: User, limit: int = 60) -> Waiting:
    """All three in one query, the oldest first."""
    signed = Note.objects.filter(coaching_session=OuterRef("pk")).exclude(
        state__in=(NoteState.DRAFT, NoteState.VOIDED)
    )
    now = timezone.now()
    rows = (
        CoachingSession.objects.editable_by(user)
        .filter(coach=user)
        .filter(
            Q(state=S.REQUESTED, starts_at__gt=now)
            | Q(state=S.NO_SHOW, follow_up_done_at=None)
            | (_without_note(now) & ~Q(Exists(signed)))
        )
        .numbered()
        .select_related("client", "case")
        .order_by("starts_at")[:limit]
    )
    found = Waiting([], [], [])
    for row in rows:
        if row.state == S.REQUESTED:
            found.asked.append(row)
        elif row.state == S.NO_SHOW:
            found.follow_ups.append(row)
        else:
            found.unfinished.append(row)
    return found


def _without_note(now: datetime) -> Q:
    return (
        Q(state=S.COMPLETED)
        | Q(state__in=(S.SCHEDULED, S.CONFIRMED, S.CHECKED_IN), ends_at__lt=now)
        | Q(state=S.CHECKED_IN)
    )


def to_cosign(user: User, limit: int = 50) -> list[Note]:
    """Signed notes of the supervised coaches that wait for the supervisor; one query."""
    if not user.has_role(Role.SUPERVISOR):
        return []
    rows = Note.objects.supervised_by(user).filter(
        needs_cosign=True, cosigned_at=None, voided_at=None
    )
    return list(
        rows.select_related("coaching_session__client", "author")
        .defer("sections", "summary")
        .order_by("revision_asked_at", "signed_at")[:limit]
    )


def sent_back(user: User, limit: int = 20) -> list[Note]:
    """Own notes the supervisor sent back; one query."""
    rows = Note.objects.visible_to(user).filter(author=user, revision_asked_at__isnull=False)
    return list(
        rows.select_related("coaching_session__client").defer("sections", "summary")[:limit]
    )


def last_note(user: User, meeting: CoachingSession) -> Note | None:
    """The newest signed note of the same case before this session that the person may read."""
    rows = Note.objects.visible_to(user).filter(
        coaching_session__case=meeting.case_id,
        coaching_session__starts_at__lt=meeting.starts_at,
    )
    return (
        rows.exclude(state__in=(NoteState.DRAFT, NoteState.VOIDED))
        .select_related("coaching_session")
        .order_by("-coaching_session__starts_at")
        .first()
    )


def next_meeting(meeting: CoachingSession) -> CoachingSession | None:
    """The case's next appointment after this one."""
    rows = CoachingSession.objects.filter(
        case=meeting.case_id, starts_at__gt=max(meeting.starts_at, timezone.now())
    ).exclude(state__in=ENDED)
    return rows.order_by("starts_at").first()
