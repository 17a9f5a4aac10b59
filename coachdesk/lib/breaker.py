"""Leaving a service alone for a while after it failed, so that waiting for it is paid seldom."""

from __future__ import annotations

import logging
import threading
import time

log = logging.getLogger("coachdesk.breaker")


class Breaker:
    """One service of which the process knows whether it answered last time.

    After a failure nobody asks for ``rest`` seconds; then one caller tries, and the others go on
    without. Threads share one breaker, each process has its own.
    """

    def __init__(self, name: str, rest: float = 5.0) -> None:
        self.name, self.rest = name, rest
        self._lock = threading.Lock()
        self._failed = False
        self._until = 0.0

    def may_try(self) -> bool:
        """Whether to ask the service now; who is told yes after a rest is the only one."""
        with self._lock:
            if not self._failed:
                return True
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + self.rest
            return True

    def worked(self) -> None:
        """The service answered."""
        if self._failed:
            with self._lock:
                self._failed = False
            log.warning("%s is back", self.name)

    def failed(self, error: Exception) -> None:
        """The service did not answer, or with a failure of its own."""
        with self._lock:
            first, self._failed = not self._failed, True
            self._until = time.monotonic() + self.rest
        if first:
            log.warning("%s is away: %s", self.name, type(error).__name__)

    def forget(self) -> None:
        """As on the first day."""
        with self._lock:
            self._failed = False
