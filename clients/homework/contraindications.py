"""What the safety records say about many clients at once, for the engine and for proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from clients.homework.engine import COUPLE_BLOCK
from clients.models import Client, Outcome, SafetyOverride, Screening
from coachdesk.safety.models import STILL_OPEN, SafetyFlag

FRESH_FOR = timedelta(days=60)  # DOMAIN-5, "safety_clear"


@dataclass(frozen=True)
class Gate:
    """One client: codes of open flags, codes a supervisor set aside, and whether the newest
    screening is clear and not older than 60 days."""

    codes: frozenset[str] = frozenset()
    overridden: frozenset[str] = frozenset()
    screening_clear: bool = False


def safety_gates(client_ids: Iterable[UUID]) -> dict[UUID, Gate]:
    """The gates of clients in one query; one more where a flag is open."""
    now = timezone.now()
    newest = Screening.objects.filter(client=OuterRef("pk")).order_by("-taken_at", "-id")
    standing = SafetyOverride.objects.filter(client=OuterRef("pk"), until__gt=now)
    flags = SafetyFlag.objects.filter(person_id=OuterRef("pk"), state__in=STILL_OPEN)
    rows = list(
        Client.objects.filter(pk__in=list(client_ids))
        .order_by()
        .values_list(
            "pk",
            Subquery(newest.values("outcome")[:1]),
            Subquery(newest.values("taken_at")[:1]),
            Exists(standing),
            Exists(flags),
        )
    )
    codes = _open_codes([pk for pk, *_rest, flagged in rows if flagged])
    return {
        pk: Gate(
            codes=codes[pk],
            overridden=COUPLE_BLOCK if set_aside else frozenset(),
            screening_clear=outcome == Outcome.CLEAR and taken_at >= now - FRESH_FOR,
        )
        for pk, outcome, taken_at, set_aside, _flagged in rows
    }


def _open_codes(client_ids: list[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    if client_ids:
        flags = SafetyFlag.objects.filter(person_id__in=client_ids, state__in=STILL_OPEN)
        for flag in flags.only("id", "person_id", "codes"):
            found[flag.person_id] |= set(flag.codes)
    return defaultdict(frozenset, {key: frozenset(value) for key, value in found.items()})
