"""Small reads about the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coachdesk.audit.models import AuditEvent, AuditLink


@dataclass(frozen=True)
class ChainState:
    """How many events are linked, and since when the oldest one waits to be."""

    linked: int
    waiting_since: datetime | None


def chain_state() -> ChainState:
    """Where the chain stands now; the full check is a command of the operator."""
    last = AuditLink.objects.order_by("-number").values_list("number", flat=True).first()
    oldest = AuditEvent.objects.filter(link=None).order_by("at").values_list("at", flat=True)
    return ChainState(linked=last or 0, waiting_since=oldest.first())
