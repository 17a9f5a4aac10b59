"""What messages add to the timeline and to the reasons on the caseload."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.messaging.models import Message
from clients.models import Client
from clients.page.timeline import TimelineEntry


def timeline_entries(client: Client, before: datetime, limit: int) -> list[TimelineEntry]:
    """That something was written and by which side; the words stay in the thread."""
    url = reverse("messaging:client", args=[client.pk])
    rows = Message.objects.filter(client=client, at__lt=before).order_by("-at")[:limit]
    return [
        TimelineEntry(
            row.at,
            "message",
            _("Wrote a message") if row.from_client else _("The team wrote a message"),
            url=url,
            icon="message-circle",
            hue="lamp" if row.from_client else "plum",
            tag=_("Waits for an answer") if row.from_client and row.settled_at is None else "",
        )
        for row in rows
    ]


def attention(client_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """Whose message waits, and since when."""
    oldest = (
        Message.objects.filter(client__in=client_ids, from_client=True, settled_at=None)
        .values_list("client_id")
        .annotate(first=Min("at"))
    )
    now = timezone.now()
    return {
        client_id: [_("A message waits for an answer since %(day)s.") % {"day": f"{first:%d %b}"}]
        for client_id, first in oldest
        if first <= now
    }
