"""What the practice decides about appointments: reminders, approval, what a no-show uses up."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from coachdesk.users.models import User
from coachdesk.users.practice import change_setting, practice_setting

MOST_HOURS_BEFORE = 336  # a reminder leaves two weeks before at the most
NAMES = ("reminder_hours", "client_requests_need_approval", "no_show_uses_credit")


def rules_in_force() -> dict[str, Any]:
    """The three settings by name."""
    return {name: practice_setting(name) for name in NAMES}


@transaction.atomic
def set_practice_rules(*, actor: User, **rules: Any) -> None:
    """Store what differs from before; each change is noted with who made it. Raises KeyError for
    an unknown name."""
    before = rules_in_force()
    for name, value in rules.items():
        if value != before[name]:
            change_setting(name=name, value=value, actor=actor)
