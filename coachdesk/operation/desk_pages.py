"""The operator's page in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.users.desk_nav import PRACTICE, PracticePage, register_place, register_practice_page


def register() -> None:
    """How the installation is, under Practice."""
    register_practice_page(
        PracticePage(
            "operation:state",
            _("Operation"),
            _("Backups, queues, scheduled work, disk and versions."),
            "oversight",
            80,
        )
    )
    register_place((PRACTICE,), "operation:")
