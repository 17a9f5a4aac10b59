"""Settings of the practice: promises of time, windows, switches (ARCH-06)."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.db import transaction

from coachdesk.users.models import PracticeSetting, Role, RoleGrant, User
from coachdesk.users.signals import happened

# Name: (default, what it means). Promises of time are None until the practice sets them.
DEFAULTS: dict[str, tuple[Any, str]] = {
    "answer_within_days": (None, "The promise on the ask page: answered within so many days"),
    "read_within_working_days": (
        None,
        "The promise on the ask page: read within so many working days",
    ),
    "urgent_read_within_hours": (2, "Desk: urgent letters are read within so many hours"),
    "due_working_days": (4, "A letter is due so many working days after the next one"),
    "working_days": ([0, 1, 2, 3, 4], "Working days, Monday is 0"),
    "intake": ("open", "Letters: open, closed, or limited"),
    "intake_per_week": (20, "When limited: so many letters a week"),
    "publish_after_days": (30, "Not before so many days after the letter"),
    "publish_random_days": (30, "plus a random number of days up to this"),
    "change_at_least": (3, "So many facts only the couple knows are changed before publishing"),
    "preview_days": (14, "The writer has so many days to approve; silence means no"),
    "coach_answers_need_review": (False, "A coach’s answer is read by another person first"),
    "undo_seconds": (60, "Answers and cancellations can be taken back for so many seconds"),
    "acknowledge_hours": (4, "A safety flag is acknowledged within so many working hours"),
    "client_requests_need_approval": (True, "Appointments asked for by clients wait for the coach"),
    "contact_budget_per_week": (3, "At most so many messages a week leave for one client"),
    "no_show_uses_credit": (False, "A no-show uses up a session of the package"),
    "reminder_hours": ([24], "Appointment reminders go out so many hours before"),
    "comments_open_days": (90, "Comments close after so many days"),
    "practice_name": (None, "The practice’s name"),
    "practice_tagline": (None, "The line under the name on public pages"),
    "practice_zone": (None, "The zone of the practice and of people who named none"),
    "practice_country": (None, "The practice’s country, as a code"),
    "sender_name": (None, "The neutral sender of mail"),
    "exit_url": (None, "Where the quick exit leads"),
    "home_text": ("", "The words that open the home page; empty: those that ship"),
    "about_text": ("", "The words above the names on the team page"),
    "setup_steps": ({}, "Steps of the set-up assistant: done or put off"),
    "first_steps_away": (False, "The list of first steps was put away"),
    "invoice_next_number": (1, "The next invoice number"),
}
_kept: dict[str, Any] = {}
_kept_until = 0.0


def practice_setting(name: str) -> Any:
    """The value in force, kept for a few seconds a process (SETTINGS_KEPT_SECONDS). Raises KeyError
    for an unknown name."""
    global _kept, _kept_until
    default = DEFAULTS[name][0]
    if time.monotonic() >= _kept_until:
        _kept = dict(PracticeSetting.objects.values_list("name", "value"))
        _kept_until = time.monotonic() + settings.SETTINGS_KEPT_SECONDS
    return _kept.get(name, default)


def forget_kept_settings() -> None:
    """Read the settings afresh next time."""
    global _kept_until
    _kept_until = 0.0


def lock_settings() -> None:
    """Let no other change in until the caller's transaction ends, and read what stands afresh."""
    owners = RoleGrant.objects.filter(role=Role.OWNER, ended_at=None).order_by("pk")
    list(owners.select_for_update().values_list("pk"))  # rows that are there, unlike the settings
    forget_kept_settings()


@transaction.atomic
def change_setting(*, name: str, value: Any, actor: User | None) -> None:
    """Store a setting that differs from its default, forget it otherwise, and note the change.

    Raises KeyError for an unknown name.
    """
    if value == DEFAULTS[name][0]:
        PracticeSetting.objects.filter(name=name).delete()
    else:
        PracticeSetting.objects.update_or_create(
            name=name, defaults={"value": value, "changed_by": actor}
        )
    happened.send(sender=PracticeSetting, action="setting.changed", actor=actor, object_type=name)
    forget_kept_settings()


@transaction.atomic
def change_settings(*, actor: User, **values: Any) -> None:
    """Store those that differ from what is in force. Raises KeyError for an unknown name."""
    for name, value in values.items():
        if value != practice_setting(name):
            change_setting(name=name, value=value, actor=actor)
