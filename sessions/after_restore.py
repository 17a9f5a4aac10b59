"""What was destroyed or revoked after a backup stays so after its restore."""

from __future__ import annotations

from typing import Any

from coachdesk.audit.models import AuditEvent
from coachdesk.operation.journal import Line, register_act
from sessions.models import FeedAddress, ProcessNote


def register() -> None:
    """Process notes and the addresses of calendars."""
    register_act("process_note.destroyed", _destroy)
    register_act("feed.revoked", _revoke, facts=_whose)


def _destroy(line: Line) -> None:
    for note in ProcessNote.objects.filter(pk=line.object_id, destroyed_at=None):
        note.text, note.destroyed_at = "", line.at
        note.save(update_fields=["text", "destroyed_at"])


def _whose(event: AuditEvent) -> list[Any]:
    return [str(event.actor_id)]


def _revoke(line: Line) -> None:
    """The address of that day; one made later is not in the copy."""
    rows = FeedAddress.objects.filter(user_id__in=line.facts, revoked_at=None)
    rows.filter(created_at__lt=line.at).update(revoked_at=line.at)
