"""What check-ins add to the timeline and to the reasons on the caseload."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.models import CheckIn
from clients.measures.queries import check_ins_since
from clients.measures.schedules import due
from clients.measures.sliders import SLIDERS, three_low
from clients.models import Client
from clients.page.timeline import TimelineEntry


def timeline_entries(client: Client, before: datetime, limit: int) -> list[TimelineEntry]:
    """Check-ins in one line each, newest first."""
    rows = CheckIn.objects.filter(client=client, created_at__lt=before).order_by("-created_at")
    url = reverse("measures:client", args=[client.pk])
    entries = []
    for row in rows[:limit]:
        said = [f"{s.name} {row.values[s.key]}" for s in SLIDERS if s.key in row.values]
        afraid = row.values.get("afraid") in ("sometimes", "yes")
        line = _("Check-in: %(values)s") % {"values": ", ".join(said) or _("no numbers")}
        entries.append(
            TimelineEntry(
                row.created_at,
                "check_in",
                line,
                url=url,
                icon="chart-line",
                hue="rose" if afraid else "brand",
                tag=_("Was afraid at home") if afraid else "",
            )
        )
    return entries


def attention(client_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """Three low answers in a row about the own days (DOMAIN-7)."""
    since = timezone.localdate() - timedelta(weeks=8)
    return {
        client_id: [_("Own contentment was 2 or less three times in a row.")]
        for client_id, rows in check_ins_since(client_ids, since).items()
        if three_low([(row.on, row.values) for row in rows])
    }


def scores_due(client_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """Questionnaires whose day has come."""
    reasons = {}
    for client_id, waiting in due(client_ids).items():
        names = ", ".join(line.instrument.title for line in waiting)
        reasons[client_id] = [_("A score is due: %(names)s.") % {"names": names}]
    return reasons
