"""What the safety records say about many clients at once, for the engine and for proposals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from clients.homework.engine import COUPLE_BLOCK
from clients.models import Outcome, SafetyOverride, Screening

FRESH_FOR = timedelta(days=60)  # DOMAIN section 5, "safety_clear"


def screening_is_clear(client_ids: Iterable[UUID]) -> dict[UUID, bool]:
    """Whether the newest screening of each client is clear and not older than 60 days."""
    since = timezone.now() - FRESH_FOR
    rows = Screening.objects.filter(client__in=list(client_ids)).order_by("taken_at")
    newest = {row.client_id: row for row in rows.only("id", "client_id", "taken_at", "outcome")}
    return {
        client_id: row.outcome == Outcome.CLEAR and row.taken_at >= since
        for client_id, row in newest.items()
    }


def overridden_codes(client_ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """Codes that a supervisor set aside for a client, with a written reason, for 30 days."""
    standing = SafetyOverride.objects.filter(client__in=list(client_ids), until__gt=timezone.now())
    return {client_id: COUPLE_BLOCK for client_id in standing.values_list("client_id", flat=True)}
