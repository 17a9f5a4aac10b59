"""Work that leaves the request: reminders, and offers to the waiting list."""

from __future__ import annotations

import uuid

from sessions.calendar import reminders, waiting_list


def remind() -> None:
    """Reminders of appointments and of open notes that are due; each leaves once."""
    reminders.remind_clients()
    reminders.remind_authors()
    waiting_list.close_run_out_offers()


def offer(coaching_session_id: str) -> None:
    """A time became free: ask the one who waits longest."""
    waiting_list.offer_freed(uuid.UUID(coaching_session_id))
