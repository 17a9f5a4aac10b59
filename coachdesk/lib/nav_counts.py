"""Numbers beside the desk's rooms: each floor brings its own, the page asks for all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.db.models import QuerySet

from coachdesk.lib.paging import capped_counts

_KEEP_SECONDS = 20
CAP = 100
Count = Callable[[Any], "QuerySet[Any] | None"]
_counters: dict[str, Count] = {}


def register_count(name: str, count: Count) -> None:
    """Let ``count(user)`` give the rows whose number is shown as ``nav_counts.<name>``; None shows
    nothing. They are counted up to 100, together with those of all others in one query.

    Called from an app's ``ready``. Counting must be cheap: over a partial index.
    """
    _counters[name] = count


def nav_counts(user: Any) -> dict[str, int | None]:
    """All numbers for one person, kept for 20 s so that a page costs one look-up."""
    key = f"nav:{user.pk}"
    kept: dict[str, int | None] | None = caches["speed"].get(key)
    if kept is None:
        found = {name: count(user) for name, count in _counters.items()}
        sets = {name: rows for name, rows in found.items() if rows is not None}
        numbers = capped_counts(sets, cap=CAP)
        kept = {name: numbers.get(name) or None for name in found}
        caches["speed"].set(key, kept, _KEEP_SECONDS)
    return kept


def forget_counts(user: Any) -> None:
    """Count afresh on the person's next page: something that was new has been seen."""
    caches["speed"].delete(f"nav:{user.pk}")
