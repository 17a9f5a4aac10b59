"""The audit log in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.users.desk_nav import PRACTICE, PracticePage, register_place, register_practice_page


def register() -> None:
    """The log, under Practice."""
    register_practice_page(
        PracticePage(
            "audit:log",
            _("Audit log"),
            _("Who did and read what, and when."),
            "oversight",
            90,
        )
    )
    register_place((PRACTICE,), "audit:")
