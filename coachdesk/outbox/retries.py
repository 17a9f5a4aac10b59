"""How long a failed message waits for its next try (REL-18), with chance, so that not all come at once."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
TRIED_FOR = timedelta(hours=72)
JOB_TRIES = 6
# Far more than 72 hours can hold: only a mail that ends its worker each time gets so far.
MAIL_CLAIMS = 100
_CHANCE = 0.2


def _a_little_more(pause: timedelta) -> timedelta:
    return pause * (1 + random.uniform(0, _CHANCE))  # noqa: S311 - no secret


def next_mail_try(since: datetime, now: datetime) -> datetime | None:
    """When a mail that has failed since ``since`` is tried again; None after 72 hours.

    Each pause is as long as all before it together, from one minute up to six hours. The last try
    comes when the 72 hours end.
    """
    if now - since >= TRIED_FOR:
        return None
    pause = min(max(now - since, FIRST_PAUSE), LONGEST_PAUSE)
    return min(now + _a_little_more(pause), since + TRIED_FOR)


def next_job_try(attempts: int, now: datetime) -> datetime | None:
    """When a job that has failed so many times is tried again; None after six tries."""
    if attempts >= JOB_TRIES:
        return None
    return now + _a_little_more(timedelta(seconds=5 * 2**attempts))
