"""What homework adds to the client's timeline and to the caseload's reasons."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.models import Assignment, AssignmentState, LogEntry, StepEvent
from clients.homework.queries import waiting_for_coach
from clients.models import Client
from clients.timeline import TimelineEntry

_SILENT_AFTER = timedelta(days=10)


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
        titles = {s["key"]: s["title"] for s in event.assignment.version.data["steps"]}
        line, icon, hue = lines[StepEvent.Kind(event.kind)]
        url = reverse("homework:review", args=[event.assignment_id, event.step_key])
        step = titles.get(event.step_key, event.step_key)
        entries.append(
            TimelineEntry(event.at, "homework", line % {"step": step}, url=url, icon=icon, hue=hue)
        )
    return entries


def attention(client_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """Who wrote something that waits, who has gone silent, with the evidence in the sentence."""
    reasons: dict[uuid.UUID, list[str]] = {}
    for assignment, step_key, at in waiting_for_coach(client_ids):
        titles = {s["key"]: s["title"] for s in assignment.version.data["steps"]}
        days = (timezone.now() - at).days
        said = (
            _("“%(step)s” waits for your answer, for %(days)d days.")
            if days
            else _("“%(step)s” waits for your answer.")
        )
        reasons.setdefault(assignment.client_id, []).append(
            said % {"step": titles.get(step_key, step_key), "days": days}
        )
    active = Assignment.objects.filter(client__in=client_ids, state=AssignmentState.ACTIVE)
    last = dict(
        LogEntry.objects.filter(assignment__in=active)
        .values_list("assignment_id")
        .annotate(last=Max("created_at"))
    )
    for pk, client_id, started in active.values_list("pk", "client_id", "started_at"):
        quiet = timezone.now() - last.get(pk, started)
        if quiet > _SILENT_AFTER:
            reasons.setdefault(client_id, []).append(
                _("Nothing noted for %(days)d days.") % {"days": quiet.days}
            )
    return reasons
