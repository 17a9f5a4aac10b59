"""This floor's part of a client's export, and of erasing a client."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, Erasure
from clients.record.erase import PlanLine
from clients.record.export import Part
from coachdesk.exports import Key, Keys
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
    """Dates, how they ended, and what was agreed."""
    rows = CoachingSession.objects.filter(client=client).order_by("starts_at")
    return [
        {
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "zone": row.zone,
            "kind": row.kind,
            "mode": row.mode,
            "state": row.state,
            "what_we_agreed": row.shared_summary,
        }
        for row in rows
    ]


def notes_part(client: Client) -> Part:
    """Signed notes with their addenda: for a reviewed request only (SEC-62). Drafts and what a
    supervisor asked about them are no part of the record; process notes never leave."""
    notes = Note.objects.filter(coaching_session__client=client).exclude(state=NoteState.DRAFT)
    return [
        {
            "session": note.coaching_session.starts_at,
            "by": note.author.display_name,
            "signed": note.signed_at,
            "state": note.state,
            "sections": {
                heading: note.sections.get(key, "")
                for key, heading in note.headings
                if note.sections.get(key)
            }
            if note.sections
            else {},
            "void_reason": note.void_reason,
            "addenda": [
                {"kind": more.kind, "at": more.at, "text": more.text, "reason": more.reason}
                for more in note.addenda.all()
            ],
        }
        for note in notes.select_related("coaching_session", "author")
        .prefetch_related("addenda")
        .order_by("coaching_session__starts_at")
    ]


_MEETING = "coaching_sessions.CoachingSession"
_NOTE, _MORE = "coaching_sessions.Note", "coaching_sessions.Addendum"
KEYS: Keys = {
    "starts_at": Key(f"{_MEETING}.starts_at", gettext_lazy("From")),
    "ends_at": Key(f"{_MEETING}.ends_at", gettext_lazy("To")),
    "zone": Key(f"{_MEETING}.zone", gettext_lazy("Time zone")),
    "kind": Key(f"{_MEETING}.kind", gettext_lazy("Kind")),
    "mode": Key(f"{_MEETING}.mode", gettext_lazy("How")),
    "state": Key(f"{_MEETING}.state", gettext_lazy("State")),
    "what_we_agreed": Key(f"{_MEETING}.shared_summary", gettext_lazy("What we agreed")),
}
_ADDENDUM: Keys = {
    "kind": Key(f"{_MORE}.kind"),
    "at": Key(f"{_MORE}.at", gettext_lazy("On")),
    "text": Key(f"{_MORE}.text", gettext_lazy("Text")),
    "reason": Key(f"{_MORE}.reason", gettext_lazy("Reason")),
}
NOTE_KEYS: Keys = {
    "session": Key(f"{_MEETING}.starts_at", gettext_lazy("Session of")),
    "by": Key("users.User.display_name", gettext_lazy("By"), staff=True),
    "signed": Key(f"{_NOTE}.signed_at", gettext_lazy("Signed")),
    "state": Key(f"{_NOTE}.state", gettext_lazy("State")),
    "sections": Key(f"{_NOTE}.sections"),
    "void_reason": Key(f"{_NOTE}.void_reason", gettext_lazy("Why it is void")),
    "addenda": Key(keys=_ADDENDUM),
}


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
