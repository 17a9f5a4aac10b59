"""Safety in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.users.desk_nav import (
    PRACTICE,
    Entry,
    PracticePage,
    register_entry,
    register_place,
    register_practice_page,
)


def register() -> None:
    """The open flags, and the help numbers under Practice."""
    register_entry(
        Entry(
            "safety", "safety:flags", _("Safety"), "shield-alert", 60, counts=("flags",), hot=True
        )
    )
    register_place(("safety", PRACTICE), "safety:")
    register_practice_page(
        PracticePage(
            "safety:numbers",
            _("Help numbers"),
            _("Numbers that readers and clients are given, by country."),
            "rules",
            25,
        ),
        otherwise="safety",
    )
