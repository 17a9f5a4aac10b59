"""Numbers beside the desk's rooms: each floor brings its own, the page asks for all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import cache

_KEEP_SECONDS = 20
_counters: dict[str, Callable[[Any], int | None]] = {}


def register_count(name: str, count: Callable[[Any], int | None]) -> None:
    """Let ``count(user)`` give the number shown as ``nav_counts.<name>``; None shows nothing.

    Called from an app's ``ready``. A count must be cheap: capped, over a partial index.
    """
    _counters[name] = count


def nav_counts(user: Any) -> dict[str, int | None]:
    """All numbers for one person, kept for 20 s so that a page costs one look-up."""
    key = f"nav:{user.pk}"
    kept: dict[str, int | None] | None = cache.get(key)
    if kept is None:
        kept = {name: count(user) for name, count in _counters.items()}
        cache.set(key, kept, _KEEP_SECONDS)
    return kept
