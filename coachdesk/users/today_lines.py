"""Lines of Today that are about no single client: each app brings its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coachdesk.users.models import User


@dataclass(frozen=True)
class TodayLine:
    """Something that waits: in words, since when, and the page where it is done."""

    words: str
    url: str
    act: str
    icon: str
    since: datetime | None = None
    detail: str = ""


Lines = Callable[[User, Mapping[str, Any]], list[TodayLine]]
_makers: list[tuple[int, Lines]] = []


def register_today_lines(lines: Lines, *, position: int) -> None:
    """Let an app add lines to Today, the lowest ``position`` first. ``lines`` takes the person and the numbers of ``nav_counts``,
    and asks a number of queries that does not grow with the rows."""
    if (position, lines) not in _makers:
        _makers.append((position, lines))
        _makers.sort(key=lambda made: made[0])


def today_lines(user: User, counts: Mapping[str, Any]) -> list[TodayLine]:
    """All lines for one person, in their order."""
    return [line for _position, make in _makers for line in make(user, counts)]
