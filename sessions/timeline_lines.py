"""What this floor adds to the client's timeline and to the caseload's reasons."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.measures.queries import Mark
from clients.models import Client
from clients.page.timeline import TimelineEntry
from sessions.models import CoachingSession, Note, NoteState, SessionState

S = SessionState


def timeline_entries(client: Client, before: datetime, limit: int) -> list[TimelineEntry]:
    """Sessions that took place or did not, newest first; the note's words stay in the note."""
    lines = {
        S.COMPLETED: (_("Session %(number)s: %(kind)s"), "notebook-pen", "brand"),
        S.NO_SHOW: (_("Didn’t come: %(kind)s"), "circle-x", "lamp"),
        S.CANCELLED: (_("Cancelled: %(kind)s"), "calendar", "sky"),
        S.LATE_CANCELLED: (_("Cancelled late: %(kind)s"), "calendar", "lamp"),
        S.ENTERED_IN_ERROR: (_("Entered in error: %(kind)s"), "x", "sky"),
    }
    rows = (
        CoachingSession.objects.filter(client=client, starts_at__lt=before, state__in=list(lines))
        .numbered()
        .order_by("-starts_at")[:limit]
    )
    entries = []
    for row in rows:
        line, icon, hue = lines[S(row.state)]
        entries.append(
            TimelineEntry(
                row.starts_at,
                "sessions",
                line % {"kind": row.get_kind_display(), "number": row.number},
                url=reverse("sessions:detail", args=[row.pk]),
                icon=icon,
                hue=hue,
            )
        )
    return entries


def attention(client_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """Notes overdue, sessions without an outcome, no-shows to follow up; one query."""
    now = timezone.now()
    late = Note.objects.filter(
        coaching_session=OuterRef("pk"), state=NoteState.DRAFT, due_at__lt=now
    )
    rows = (
        CoachingSession.objects.filter(client__in=client_ids)
        .annotate(late=Exists(late))
        .filter(
            Q(state__in=(S.SCHEDULED, S.CONFIRMED), ends_at__lt=now)
            | Q(state=S.NO_SHOW, follow_up_done_at=None)
            | Q(late=True)
        )
    )
    found: dict[uuid.UUID, dict[str, int]] = {}
    for client_id, state, is_late in rows.values_list("client_id", "state", "late"):
        key = "late" if is_late else ("follow" if state == S.NO_SHOW else "outcome")
        counts = found.setdefault(client_id, {})
        counts[key] = counts.get(key, 0) + 1
    return {client_id: _sentences(counts) for client_id, counts in found.items()}


def _sentences(counts: dict[str, int]) -> list[str]:
    said = []
    if n := counts.get("late"):
        said.append(
            ngettext("A session note is overdue.", "%(n)d session notes are overdue.", n) % {"n": n}
        )
    if n := counts.get("outcome"):
        said.append(
            ngettext("A session needs an outcome.", "%(n)d sessions need an outcome.", n) % {"n": n}
        )
    if n := counts.get("follow"):
        said.append(
            ngettext(
                "Didn’t come; a follow-up is open.", "%(n)d follow-ups are open after no-shows.", n
            )
            % {"n": n}
        )
    return said


def marks(client: Client, since: date) -> list[Mark]:
    """The days of sessions that took place, for the charts of the measures."""
    rows = CoachingSession.objects.filter(
        client=client, state=S.COMPLETED, starts_at__date__gte=since
    )
    days = rows.values_list("starts_at", flat=True)
    return [Mark(timezone.localdate(at), "•", _("session")) for at in days]
