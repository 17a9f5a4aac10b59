"""This floor's part of a client's export, and of erasing a client."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.erase import PlanLine
from clients.export import Part
from clients.models import Client, Erasure
from sessions.models import (
    Addendum,
    Attendance,
    CaseReviewItem,
    CoachingSession,
    Invoice,
    Note,
    NoteComment,
    NoteState,
    Package,
    Payment,
    ProcessNote,
    WaitEntry,
)

COVERED = tuple(
    model._meta.label
    for model in (CoachingSession, WaitEntry, CaseReviewItem, Package, Payment, Invoice)
)


def export_part(client: Client) -> Part:
    """Dates, how they ended, and what was agreed. Signed notes go out by record request only,
    process notes never."""
    rows = CoachingSession.objects.filter(client=client).order_by("starts_at")
    return [
        {
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat(),
            "zone": row.zone,
            "kind": row.get_kind_display(),
            "mode": row.get_mode_display(),
            "state": row.get_state_display(),
            "what_we_agreed": row.shared_summary,
        }
        for row in rows
    ]


def _rows(client: Client) -> list[tuple[str, QuerySet[Any], str, str]]:
    notes = Note.objects.filter(coaching_session__client=client)
    books = _("kept for the books; no work contents")
    return [
        ("coaching_sessions.session", client.coaching_sessions.all(), "blank", _("dates stay")),
        (
            "coaching_sessions.attendance",
            Attendance.objects.filter(coaching_session__client=client),
            "blank",
            "",
        ),
        ("coaching_sessions.draft", notes.filter(state=NoteState.DRAFT), "erase", ""),
        (
            "coaching_sessions.note",
            notes.exclude(state=NoteState.DRAFT),
            "blank",
            _("author, time and hash stay"),
        ),
        (
            "coaching_sessions.addendum",
            Addendum.objects.filter(note__coaching_session__client=client),
            "blank",
            "",
        ),
        (
            "coaching_sessions.comment",
            NoteComment.objects.filter(note__coaching_session__client=client),
            "erase",
            "",
        ),
        (
            "coaching_sessions.process_note",
            ProcessNote.objects.filter(coaching_session__client=client),
            "blank",
            "",
        ),
        ("coaching_sessions.wait", WaitEntry.objects.filter(client=client), "erase", ""),
        (
            "coaching_sessions.supervision",
            CaseReviewItem.objects.filter(client=client),
            "erase",
            "",
        ),
        ("coaching_sessions.package", Package.objects.filter(client=client), "keep", books),
        ("coaching_sessions.payment", Payment.objects.filter(client=client), "blank", books),
        ("coaching_sessions.invoice", Invoice.objects.filter(client=client), "keep", books),
    ]


def erase_plan(client: Client) -> list[PlanLine]:
    """What this floor holds of a client and what becomes of it."""
    return [PlanLine(name, rows.count(), act, note) for name, rows, act, note in _rows(client)]


def erase_run(client: Client) -> None:
    """Blank and erase inside the caller's transaction; a signed note's text goes only in the name
    of an erasure that two persons approved."""
    erasure = Erasure.objects.filter(client=client, done_at=None).latest("proposed_at")
    for _name, rows, act, _note in _rows(client):
        if act == "erase":
            rows.delete()
    meetings = CoachingSession.objects.filter(client=client)
    meetings.update(
        shared_summary="", shared_at=None, cancel_reason="", error_reason="", video_link=""
    )
    Attendance.objects.filter(coaching_session__client=client).update(label="")
    Addendum.objects.filter(note__coaching_session__client=client, erasure=None).update(
        text="", reason="", erasure=erasure
    )
    Note.objects.filter(coaching_session__client=client, erasure=None).update(
        sections="", summary="", risk_why="", interventions=[], goals=[], erasure=erasure
    )
    ProcessNote.objects.filter(coaching_session__client=client).update(
        text="", destroyed_at=timezone.now()
    )
    Payment.objects.filter(client=client).update(note="")
