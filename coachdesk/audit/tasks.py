"""The chain's linker; the outbox worker runs it every minute."""

from __future__ import annotations

from coachdesk.audit.services import link_new_events


def link() -> None:
    """Put all new events into the chain."""
    while link_new_events():
        pass
