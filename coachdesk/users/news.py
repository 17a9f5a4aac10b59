"""What has come since yesterday, for one person: each app brings its own lines.

Today lists them, and the daily mail is sent where there are any. Lines name people only on the
page; the mail says neither what came nor from whom.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from coachdesk.lib.nav_counts import CAP
from coachdesk.users.models import User

AT_MOST = 20  # lines of one app


@dataclass(frozen=True)
class News:
    """Something that came: when (the newest of several), in words, its page; ``who`` is a name that
    stands before the words."""

    at: datetime
    words: str
    url: str
    icon: str
    who: str = ""
    hue: str = ""


Maker = Callable[[User, datetime], list[News]]
_makers: dict[Maker, bool] = {}


def register_news(maker: Maker, *, mail_only: bool = False) -> None:
    """Let ``maker(user, since)`` give what came since then and concerns this person, 20 lines at
    most, with a number of queries that does not grow with the rows. ``mail_only``: Today says it
    already in a line of its own."""
    _makers[maker] = mail_only


def news_since(user: User, since: datetime, *, on_today: bool = False) -> list[News]:
    """Everything that came since then, newest first; ``on_today`` without what Today says anyway."""
    makers = [make for make, mail_only in _makers.items() if not (on_today and mail_only)]
    found = [line for make in makers for line in make(user, since)]
    return sorted(found, key=lambda line: line.at, reverse=True)


def one_line(
    rows: QuerySet[Any], at: str, words: Callable[[int], str], url: str, icon: str, hue: str = ""
) -> list[News]:
    """One line for all of ``rows``, dated as the newest by its column ``at``; nothing for none.
    ``words`` says how many, up to CAP. One query."""
    came = list(rows.order_by(f"-{at}").values_list(at, flat=True)[:CAP])
    return [News(came[0], words(len(came)), url, icon, hue=hue)] if came else []


def yesterday(user: User) -> datetime:
    """When yesterday began where the person is."""
    zone = ZoneInfo(user.time_zone)
    day = timezone.now().astimezone(zone).date() - timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=zone)
