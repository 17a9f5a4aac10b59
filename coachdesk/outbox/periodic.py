"""Periodic work: a row in the outbox whenever the schedule says that its time has come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from coachdesk.outbox.fates import why
from coachdesk.outbox.models import MessageState, OutboxMessage, PeriodicRun
from coachdesk.outbox.services import enqueue

_PREFIX = "periodic:"


@dataclass(frozen=True)
class ScheduledWork:
    """One entry of the schedule: when it was last begun, when it last came to its end, when it is
    due next. ``trouble`` says in words why its newest run has not ended."""

    name: str
    asked_at: datetime | None
    done_at: datetime | None
    next_at: datetime
    trouble: str


def scheduled_work() -> list[ScheduledWork]:
    """Every entry of the schedule by name; two queries. Nothing is begun by asking."""
    now = timezone.now()
    schedules = {name: entry["schedule"] for name, entry in settings.CELERY_BEAT_SCHEDULE.items()}
    runs = PeriodicRun.objects.in_bulk(list(schedules))
    failing = OutboxMessage.objects.filter(
        task__in=list(schedules),
        state__in=[MessageState.WAITING, MessageState.DEAD],
        failing_since__isnull=False,
    ).order_by("created_at")
    newest = {row.task: row for row in failing.defer("secret")}
    work = []
    for name in sorted(schedules):
        run, failed = runs.get(name), newest.get(name)
        asked_at = run.last_at if run else None
        done_at = run.done_at if run else None
        made_good = failed is None or (done_at is not None and done_at > failed.created_at)
        state = schedules[name].is_due(min(asked_at or now, now))
        work.append(
            ScheduledWork(
                name,
                asked_at,
                done_at,
                now if state.is_due else _whole_second(now + timedelta(seconds=state.next)),
                "" if failed is None or made_good else why(failed),
            )
        )
    return work


def _whole_second(moment: datetime) -> datetime:
    """The nearest second: the schedule counts from a clock of its own, a little later than ours."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def note_done(message: OutboxMessage) -> None:
    """A run of the schedule came to its end."""
    if message.dedupe_key.startswith(_PREFIX):
        PeriodicRun.objects.filter(name=message.task).update(done_at=timezone.now())


def enqueue_due(names: Collection[str] | None = None) -> list[str]:
    """Write the row of each periodic task that is due; gives the names of those written.

    ``names`` limits it to some entries of the schedule; all by default. The last run is stored and
    moved by compare-and-set in the transaction that writes the row: once per period, however many
    workers and beats ask. What fell due while nobody asked is made up once. A task that is new
    waits for its next time.
    """
    schedules = {
        name: entry["schedule"]
        for name, entry in settings.CELERY_BEAT_SCHEDULE.items()
        if names is None or name in names
    }
    now = timezone.now()
    last_runs = dict(PeriodicRun.objects.values_list("name", "last_at"))
    PeriodicRun.objects.bulk_create(
        [PeriodicRun(name=name, last_at=now) for name in schedules if name not in last_runs],
        ignore_conflicts=True,
    )
    written = []
    for name, schedule in schedules.items():
        last = last_runs.get(name, now)
        if last > now:  # the clock was ahead then: without this the task waits for that time
            _move(name, last, now)
        elif schedule.is_due(last).is_due and _write(name, last, now):
            written.append(name)
    return written


@transaction.atomic
def _write(name: str, last: datetime, now: datetime) -> bool:
    if not _move(name, last, now):
        return False
    enqueue(name, dedupe_key=f"{_PREFIX}{name}:{now:%Y%m%d%H%M%S%f}")
    return True


def _move(name: str, last: datetime, now: datetime) -> bool:
    """Move the last run from ``last`` to ``now``; False when somebody else did."""
    return PeriodicRun.objects.filter(name=name, last_at=last).update(last_at=now) == 1
