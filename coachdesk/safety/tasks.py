"""Work by the clock on the safety floor."""

from __future__ import annotations

from coachdesk.safety.services import escalate_overdue


def escalate() -> None:
    """Every ten minutes: flags nobody has seen go to the next in the chain."""
    escalate_overdue()
