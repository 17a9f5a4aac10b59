"""Work that leaves the request: reminders, and offers to the waiting list."""

from __future__ import annotations

import uuid

from sessions import reminders


def remind() -> None:
    """Reminders of appointments and of open notes that are due; each leaves once."""
    reminders.remind_clients()
    reminders.remind_authors()


def offer(coaching_session_id: str) -> None:
    """A time became free: ask the one who waits longest."""
    from sessions.waiting import offer_freed

    offer_freed(uuid.UUID(coaching_session_id))
