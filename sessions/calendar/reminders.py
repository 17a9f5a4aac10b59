"""Reminders: neutral, through the gate, once each, nothing after a cancellation."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.practice_settings import practice_setting
from sessions.calendar.booking import reminder_key
from sessions.models import CoachingSession, Note, NoteState, SessionState
from sessions.wall_time import on_wall

_NOTE_HOURS = (24, 72)  # DOMAIN-3
_BATCH = 500


def remind_clients(now: datetime | None = None) -> int:
    """Write the reminders that are due; gives how many appointments were looked at.

    Of several times before, only the latest that has come counts, so that a late run never sends
    two. What was booked after its reminder time gets none: the booking itself was told.
    """
    now = now or timezone.now()
    hours = sorted(int(h) for h in practice_setting("reminder_hours"))
    if not hours:
        return 0
    rows = CoachingSession.objects.filter(
        state__in=(SessionState.SCHEDULED, SessionState.CONFIRMED),
        starts_at__gt=now,
        starts_at__lte=now + timedelta(hours=hours[-1]),
    )
    due = list(rows.values_list("pk", flat=True)[:_BATCH])
    for pk in due:
        with transaction.atomic():
            _remind_one(pk, hours, now)
    return len(due)


def _remind_one(pk: uuid.UUID, hours: list[int], now: datetime) -> None:
    meeting = (
        CoachingSession.objects.select_for_update(of=("self",))
        .select_related("client", "client__user")
        .get(pk=pk)
    )
    if meeting.state not in (SessionState.SCHEDULED, SessionState.CONFIRMED):
        return
    for before in hours:
        at = meeting.starts_at - timedelta(hours=before)
        if at <= now:
            if meeting.created_at <= at:
                enqueue_mail(
                    "session.reminder",
                    person_id=meeting.client_id,
                    user=meeting.client.user,
                    secret=_when(meeting),
                    good_until=meeting.starts_at,
                    dedupe_key=reminder_key(meeting, before),
                )
            return


def _when(meeting: CoachingSession) -> str:
    """Day and wall time in the client's own zone, which is named (REL-22)."""
    zone = meeting.client.time_zone
    local = on_wall(meeting.starts_at, zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M} ({zone.replace('_', ' ')})"


def remind_authors(now: datetime | None = None) -> int:
    """Tell authors of drafts 24 and 72 hours after the session; once each."""
    now = now or timezone.now()
    told = 0
    drafts = Note.objects.filter(state=NoteState.DRAFT, due_at__lt=now + timedelta(hours=48))
    for note in drafts.select_related("author").only("id", "due_at", "author")[:_BATCH]:
        since = now - (note.due_at - timedelta(hours=72))
        passed = [hours for hours in _NOTE_HOURS if since >= timedelta(hours=hours)]
        if passed:
            with transaction.atomic():
                enqueue_mail(
                    "staff.note", user=note.author, dedupe_key=f"note-due:{note.pk}:{passed[-1]}"
                )
            told += 1
    return told
