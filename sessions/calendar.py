"""Reads for the calendar: whose appointments, with which names, at a constant cost."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from clients.models import Client
from coachdesk.users.models import Role, User
from sessions.models import BUSY, CoachingSession, DayException, SessionState
from sessions.walltime import day_bounds, on_wall


@dataclass(frozen=True)
class Entry:
    """One appointment as this person may see it: ``name`` is blank where it is only "busy"."""

    meeting: CoachingSession
    name: str
    opens: bool
    moves: bool


@dataclass(frozen=True)
class CalendarDay:
    """A day of the calendar; ``away`` names those on leave."""

    on: date
    is_today: bool
    entries: list[Entry]
    away: list[str]


def days_between(
    user: User, first: date, last: date, *, coach_id: uuid.UUID | None = None
) -> list[CalendarDay]:
    """The calendar from one day to another in the person's zone; two queries.

    A coach sees the own appointments; supervisor and owner all as busy or free, with names where
    the record is theirs to open; the front desk all names and times (SECURITY section 2).
    """
    zone = user.time_zone
    begin, _unused = day_bounds(first, zone)
    _unused, end = day_bounds(last, zone)
    rows = CoachingSession.objects.filter(
        Q(state__in=BUSY) | Q(state=SessionState.NO_SHOW), starts_at__gte=begin, starts_at__lt=end
    )
    sees_all = user.has_role(Role.FRONT_DESK, Role.SUPERVISOR, Role.OWNER)
    if not sees_all:
        rows = rows.filter(coach=user)
    if coach_id is not None:
        rows = rows.filter(coach=coach_id)
    rows = rows.annotate(
        opens=Exists(Client.objects.visible_to(user).filter(pk=OuterRef("client_id")))
    ).select_related("client", "coach")
    names_all = user.has_role(Role.FRONT_DESK)
    by_day: dict[date, list[Entry]] = {}
    for row in rows.order_by("starts_at")[:2000]:
        opens = bool(row.opens)  # type: ignore[attr-defined]
        name = row.client.name if opens or names_all else ""
        moves = names_all or (opens and row.coach_id == user.pk)
        day = on_wall(row.starts_at, zone).date()
        by_day.setdefault(day, []).append(Entry(row, name, opens, moves))
    away = _away(user, first, last, sees_all)
    today = on_wall(timezone.now(), zone).date()
    return [
        CalendarDay(day, day == today, by_day.get(day, []), away.get(day, []))
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
    ]


def _away(user: User, first: date, last: date, sees_all: bool) -> dict[date, list[str]]:
    rows = DayException.objects.filter(first_day__lte=last, last_day__gte=first, opens=None)
    if not sees_all:
        rows = rows.filter(coach=user)
    found: dict[date, list[str]] = {}
    for row in rows.select_related("coach")[:200]:
        day = max(row.first_day, first)
        while day <= min(row.last_day, last):
            found.setdefault(day, []).append(row.coach.display_name)
            day += timedelta(days=1)
    return found
