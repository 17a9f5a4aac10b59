"""What homework adds to the client's timeline and to the caseload's reasons."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.homework.models import StepEvent
from clients.homework.progress import standings
from clients.models import Client
from clients.page.timeline import TimelineEntry


def timeline_entries(client: Client, before: datetime, limit: int) -> list[TimelineEntry]:
    """Steps handed in, returned, done or left out, newest first."""
    lines = {
        StepEvent.Kind.SUBMITTED: (_("Handed in “%(step)s”"), "pen-line", "lamp"),
        StepEvent.Kind.DONE: (_("Finished “%(step)s”"), "check", "leaf"),
        StepEvent.Kind.RETURNED: (_("“%(step)s” went back with a reason"), "undo-2", "lamp"),
        StepEvent.Kind.SKIPPED: (_("“%(step)s” was left out"), "footprints", "brand"),
        StepEvent.Kind.RELEASED: (_("“%(step)s” was released"), "door-open", "brand"),
        StepEvent.Kind.OPTED_IN: (_("Wanted “%(step)s”"), "sprout", "brand"),
    }
    events = (
        StepEvent.objects.filter(assignment__client=client, at__lt=before)
        .select_related("assignment__version")
        .order_by("-at")[:limit]
    )
    entries = []
    for event in events:
        titles = {s["key"]: s["title"] for s in event.assignment.plan["steps"]}
        line, icon, hue = lines[StepEvent.Kind(event.kind)]
        url = reverse("homework:review", args=[event.assignment_id, event.step_key])
        step = titles.get(event.step_key, event.step_key)
        entries.append(
            TimelineEntry(event.at, "homework", line % {"step": step}, url=url, icon=icon, hue=hue)
        )
    return entries


def attention(client_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """Who waits, is ready, is stuck or has gone silent, with the evidence in the sentence."""
    reasons: dict[uuid.UUID, list[str]] = {}
    for standing in standings(client_ids):
        reasons.setdefault(standing.client_id, []).append(standing.sentence)
    return reasons
