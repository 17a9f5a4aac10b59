"""A coach's own hours, leave and rules."""

from __future__ import annotations

from datetime import date, time

from django.db import transaction

from coachdesk.audit.services import record
from coachdesk.users.models import User
from sessions.models import CoachingSession, CoachRules, DayException, Opening, SessionState
from sessions.wall_time import day_bounds


def add_opening(*, coach: User, weekday: int, opens: time, closes: time) -> Opening:
    """A weekly window more."""
    return Opening.objects.create(coach=coach, weekday=weekday, opens=opens, closes=closes)


@transaction.atomic
def add_exception(
    *, coach: User, first_day: date, last_day: date, opens: time | None, closes: time | None
) -> list[CoachingSession]:
    """Days that differ; gives the appointments that already lie in a leave, to be moved by hand."""
    made = DayException.objects.create(
        coach=coach, first_day=first_day, last_day=last_day, opens=opens, closes=closes
    )
    record(action="calendar.exception", actor=coach, target=made)
    if opens is not None:
        return []
    begin, _unused = day_bounds(first_day, coach.time_zone)
    _unused, end = day_bounds(last_day, coach.time_zone)
    rows = CoachingSession.objects.filter(
        coach=coach,
        state__in=(SessionState.REQUESTED, SessionState.SCHEDULED, SessionState.CONFIRMED),
        starts_at__gte=begin,
        starts_at__lt=end,
    )
    return list(rows.order_by("starts_at"))


@transaction.atomic
def set_rules(*, coach: User, time_zone: str, **rules: int) -> None:
    """Store the rules and the coach's zone; appointments that stand keep theirs."""
    CoachRules.objects.update_or_create(coach=coach, defaults=rules)
    if coach.time_zone != time_zone:
        coach.time_zone = time_zone
        coach.save(update_fields=["time_zone"])
    record(action="calendar.rules", actor=coach, fields=sorted(rules))
