"""The relay: carries out due messages and enqueues periodic work, with or without a broker."""

from __future__ import annotations

import logging
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from kombu.exceptions import OperationalError

from coachdesk.audit.services import link_new_events
from coachdesk.outbox.relay import carry_out, claim_due, overdue
from coachdesk.outbox.tasks import enqueue_periodic, run

log = logging.getLogger("coachdesk.outbox")
_POLL = 0.5
_THREADS = 2


class Command(BaseCommand):
    help = "Carries out outbox messages and periodic work until it is told to stop."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--until-empty", action="store_true", help="stop when nothing is due")

    def handle(self, *args: Any, until_empty: bool = False, **options: Any) -> None:
        self.stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: self.stop.set())
        last_tick = datetime.now(UTC)
        linked_at = 0.0
        with ThreadPoolExecutor(_THREADS) as pool:
            while not self.stop.is_set():
                try:
                    count = self._round(pool)
                    if until_empty and not count:
                        break
                    now = datetime.now(UTC)
                    if settings.TASKS == "local" and now.minute != last_tick.minute:
                        self._periodic(now)
                        last_tick = now
                    if time.monotonic() - linked_at > 60:
                        link_new_events()
                        linked_at = time.monotonic()
                except DatabaseError:
                    log.exception("the database is away; trying again")
                    count = 0
                    close_old_connections()
                    if until_empty:
                        raise
                if not count:
                    self.stop.wait(_POLL)

    def _round(self, pool: ThreadPoolExecutor) -> int:
        if settings.TASKS == "celery" and self._hand_over():
            return 0
        ids = claim_due()
        running: list[Future[None]] = [pool.submit(_run, message_id) for message_id in ids]
        for future in running:
            future.result()
        return len(ids)

    def _hand_over(self) -> bool:
        """Send what Celery has not taken by itself; False when the broker is away (REL-12, REL-13)."""
        try:
            for message_id in overdue():
                run.apply_async((str(message_id),), retry=False)
        except OperationalError:
            log.warning("the broker is away; the relay delivers alone")
            return False
        return True

    def _periodic(self, now: datetime) -> None:
        """Ask Celery's own schedules whether an entry is due this minute."""
        for entry in settings.CELERY_BEAT_SCHEDULE.values():
            schedule = entry["schedule"]
            if (
                now.minute in schedule.minute
                and now.hour in schedule.hour
                and (now.weekday() + 1) % 7 in schedule.day_of_week
                and now.day in schedule.day_of_month
            ):
                enqueue_periodic(*entry["args"])


def _run(message_id: Any) -> None:
    try:
        carry_out(message_id)
    finally:
        close_old_connections()
