"""One timeline of everything about a client; each floor brings its own lines.

This floor's part is the record's events and the acts about safety flags. A floor above calls ``register_timeline`` from its app's ``ready``. Its ``fetch(client, before, limit)``
gives at most ``limit`` entries older than ``before``, newest first, in one query.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import BadRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, ClientEvent
from coachdesk.safety.models import EscalationEntry
from coachdesk.users.models import User


@dataclass(frozen=True)
class TimelineEntry:
    """One line that says what matters. ``quote`` are the person's own words, ``tag`` what waits."""

    at: datetime
    kind: str
    line: str
    url: str = ""
    icon: str = "circle-check"
    hue: str = "brand"
    quote: str = ""
    tag: str = ""


Fetch = Callable[[Client, datetime, int], Sequence[TimelineEntry]]
_kinds: dict[str, tuple[str | Promise, Fetch]] = {}


@dataclass(frozen=True)
class TimelinePage:
    """``older`` is the cursor of the next page, or blank."""

    entries: list[TimelineEntry]
    older: str


def register_timeline(kind: str, label: str | Promise, fetch: Fetch) -> None:
    """Let a floor add its lines; ``label`` names the kind in the filter."""
    _kinds[kind] = (label, fetch)


# What the filter names of this floor's own events, with the kinds of ``ClientEvent`` in it.
_OWN: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "record": (
        gettext_lazy("The record"),
        ("status", "case", "goal", "review", "stance", "screening", "team", "record"),
    ),
    "contact": (gettext_lazy("Safe contact"), ("contact",)),
    "documents": (gettext_lazy("Agreements and files"), ("consent", "document")),
}


def timeline_kinds() -> list[tuple[str, str | Promise]]:
    """What the filter offers."""
    own = [(kind, label) for kind, (label, _kinds_in_it) in _OWN.items()]
    return own + [(kind, label) for kind, (label, _fetch) in _kinds.items()]


def timeline(
    client: Client, *, before: str = "", kinds: Iterable[str] = (), limit: int = 30
) -> TimelinePage:
    """A page of the client's timeline, newest first, from ``before`` (a cursor made here) back.

    Raises BadRequest for a foreign cursor. One query a kind, whatever the history's length.
    """
    start = parse_datetime(before) if before else timezone.now() + timedelta(seconds=1)
    if start is None or timezone.is_naive(start):
        raise BadRequest("unknown page")
    known = {kind for kind, _label in timeline_kinds()}
    wanted = set(kinds) & known or known
    lanes = [_kinds[kind][1](client, start, limit + 1) for kind in _kinds if kind in wanted]
    if own := wanted & set(_OWN):
        lanes.append(own_events(client, start, limit + 1, own))
    merged = heapq.merge(*lanes, key=lambda entry: entry.at, reverse=True)
    entries = [entry for entry, _n in zip(merged, range(limit + 1), strict=False)]
    more, entries = len(entries) > limit, entries[:limit]
    return TimelinePage(entries, entries[-1].at.isoformat() if more else "")


_LOOKS = {
    "status": ("user", "brand"),
    "case": ("archive", "brand"),
    "goal": ("sprout", "leaf"),
    "review": ("rotate-ccw", "brand"),
    "stance": ("users", "plum"),
    "contact": ("shield-alert", "rose"),
    "screening": ("shield-check", "rose"),
    "consent": ("file-text", "leaf"),
    "document": ("file-text", "sky"),
    "team": ("users", "plum"),
    "record": ("archive", "sky"),
}


def note_event(*, client: Client, kind: str, line: str, actor: User | None) -> ClientEvent:
    """Write one line of this floor's part of the timeline, in the caller's transaction."""
    return ClientEvent.objects.create(client=client, kind=kind, line=line, actor=actor)


def own_events(
    client: Client, before: datetime, limit: int, kinds: Iterable[str] = tuple(_OWN)
) -> list[TimelineEntry]:
    """What happened to the record itself, of the filter's ``kinds``; one query."""
    rows = ClientEvent.objects.filter(client=client, at__lt=before)
    kinds = set(kinds)
    if kinds != set(_OWN):
        rows = rows.filter(kind__in=[kind for name in kinds for kind in _OWN[name][1]])
    return [
        TimelineEntry(row.at, "record", row.line, "", *_LOOKS.get(row.kind, ("info", "sky")))
        for row in rows.order_by("-at")[:limit]
    ]


def flag_acts(client: Client, before: datetime, limit: int) -> list[TimelineEntry]:
    """What was done about the client's safety flags, with who did it; notes stay with the flag."""
    lines = {
        "opened": _("A safety flag was opened"),
        "acknowledged": _("Safety flag seen by %(name)s"),
        "cleared": _("Safety flag cleared by %(name)s"),
        "contacted": _("Safety flag: somebody was contacted"),
    }
    rows = EscalationEntry.objects.filter(flag__person_id=client.pk, at__lt=before)
    rows = rows.exclude(act="alerted").select_related("flag", "actor").order_by("-at")
    found = []
    for row in rows[:limit]:
        name = row.actor.display_name if row.actor else _("the system")
        line = lines.get(row.act, _("Safety flag: something was noted")) % {"name": name}
        urgent = _("Urgent") if row.act == "opened" and row.flag.urgent else ""
        url = reverse("safety:flag", args=[row.flag_id])
        found.append(TimelineEntry(row.at, "safety", line, url, "shield-alert", "rose", tag=urgent))
    return found
