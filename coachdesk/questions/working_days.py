"""Due dates by the practice's working days."""

from __future__ import annotations

from datetime import date, timedelta

from coachdesk.users.practice_settings import practice_setting


def add_working_days(start: date, days: int) -> date:
    """The day that is ``days`` working days after ``start``."""
    working = set(practice_setting("working_days")) or {0, 1, 2, 3, 4}
    day, left = start, days
    while left > 0:
        day += timedelta(days=1)
        if day.weekday() in working:
            left -= 1
    return day


def due_date(received: date) -> date:
    """DOMAIN-3: the next working day, plus the practice's number of working days."""
    return add_working_days(received, 1 + int(practice_setting("due_working_days")))
