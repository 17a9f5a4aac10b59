"""What the practice decides about appointments: reminders, approval, what a no-show uses up."""

from __future__ import annotations

from typing import Any

from coachdesk.users.practice_settings import practice_setting

MOST_HOURS_BEFORE = 336  # a reminder leaves two weeks before at the most
NAMES = ("reminder_hours", "client_requests_need_approval", "no_show_uses_credit")


def rules_in_force() -> dict[str, Any]:
    """The three settings by name."""
    return {name: practice_setting(name) for name in NAMES}
