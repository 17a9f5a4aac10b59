"""Work that nobody waits for: done when the answer has left, or at once where there is no request."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db import connections

log = logging.getLogger("coachdesk.after_answer")
_request = Local()


def in_request() -> bool:
    """Whether somebody waits for an answer here."""
    return getattr(_request, "waiting", None) is not None


def after_answer(call: Callable[[], None], *, level: int = logging.WARNING) -> None:
    """Let ``call`` run after the answer; what it raises is logged at ``level`` and reaches nobody.

    Outside a request it runs now, and what it raises passes through.
    """
    waiting: list[tuple[Callable[[], None], int]] | None = getattr(_request, "waiting", None)
    if waiting is None:
        call()
    else:
        waiting.append((call, level))


def _begin(**_kwargs: Any) -> None:
    _request.waiting = []


def _finish(**_kwargs: Any) -> None:
    waiting, _request.waiting = getattr(_request, "waiting", None), None
    for call, level in waiting or ():
        try:
            call()
        except Exception as error:
            log.log(level, "work after the answer failed", exc_info=error)
    for connection in connections.all(initialized_only=True) if waiting else ():
        if not connection.in_atomic_block:  # the request's own clean-up was before
            connection.close_if_unusable_or_obsolete()


request_started.connect(_begin, dispatch_uid="after_answer.begin")
request_finished.connect(_finish, dispatch_uid="after_answer.finish")
