"""The outbox in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.users.desk_nav import PRACTICE, PracticePage, register_place, register_practice_page


def register() -> None:
    """Sent, waiting, withheld and failed mail, under Practice."""
    register_practice_page(
        PracticePage(
            "outbox:messages",
            _("Outbox"),
            _("Mail that is waiting, sent, withheld or failed."),
            "oversight",
            70,
        )
    )
    register_place((PRACTICE,), "outbox:")
