"""The relay: carries out due messages and enqueues periodic work, with or without a broker."""

from __future__ import annotations

import logging
import signal
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from kombu.exceptions import OperationalError

from coachdesk.audit.services import link_new_events
from coachdesk.outbox.broker import hand_over
from coachdesk.outbox.chores import do_chores
from coachdesk.outbox.periodic import enqueue_due
from coachdesk.outbox.relay import carry_out, claim_due, overdue

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
        asked_at = -1  # the minute in which the schedule was last asked; at once at the start
        linked_at = 0.0
        with ThreadPoolExecutor(_THREADS) as pool:
            while not self.stop.is_set():
                try:
                    if asked_at != (minute := int(time.time() // 60)):
                        enqueue_due()
                        asked_at = minute
                    count = self._round(pool)
                    do_chores()
                    if until_empty and not count:
                        break
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
        ids = claim_due(_THREADS)  # a lease lasts a minute: none is taken to lie and wait
        running: list[Future[None]] = [pool.submit(_run, message_id) for message_id in ids]
        for future in running:
            future.result()
        return len(ids)

    def _hand_over(self) -> bool:
        """Send what Celery has not taken by itself; False when the broker is away (REL-12, REL-13)."""
        try:
            for message_id in overdue():
                hand_over(message_id)
        except OperationalError:
            log.warning("the broker is away; the relay delivers alone")
            return False
        return True


def _run(message_id: Any) -> None:
    try:
        carry_out(message_id)
    finally:
        close_old_connections()
