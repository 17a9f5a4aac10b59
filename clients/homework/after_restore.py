"""What a client deleted after a backup stays deleted after its restore."""

from __future__ import annotations

from clients.homework.models import JournalEntry
from coachdesk.operation.journal import Line, register_act


def register() -> None:
    """Pages of the client's own journal."""
    register_act("journal.removed", _remove)


def _remove(line: Line) -> None:
    JournalEntry.objects.filter(pk=line.object_id).delete()
