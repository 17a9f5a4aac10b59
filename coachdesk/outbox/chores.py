"""Small work that the outbox worker does between messages; the floors above say what."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError

log = logging.getLogger("coachdesk.outbox")
PAUSE_AFTER_FAILURE = 60.0
_chores: dict[str, tuple[float, Callable[[], object]]] = {}
_next: dict[str, float] = {}


def register_chore(name: str, chore: Callable[[], object], *, seconds: float) -> None:
    """Have ``chore`` called about every so many seconds by each outbox worker, whichever way the
    messages go. It must bear being called by several at once. Called from an app's ``ready``."""
    _chores[name] = (seconds, chore)


def do_chores() -> None:
    """Do what is due; one that fails is left alone for a minute and stops no other.

    Raises DatabaseError, as everything in the worker does.
    """
    for name, (seconds, chore) in _chores.items():
        if time.monotonic() < _next.get(name, 0.0):
            continue
        pause = seconds
        try:
            chore()
        except DatabaseError:
            raise
        except Exception:
            log.exception("a chore failed", extra={"task": name})
            pause = PAUSE_AFTER_FAILURE
        _next[name] = time.monotonic() + pause
