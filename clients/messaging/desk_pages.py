"""Messages in the desk's navigation."""

from __future__ import annotations

from coachdesk.users.desk_nav import PRACTICE, register_place


def register() -> None:
    """A thread belongs to its client, the list of threads to what waits."""
    register_place(("clients", PRACTICE), "messaging:")
    register_place(("waiting",), "messaging:pile")
