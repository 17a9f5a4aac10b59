"""The team's pages in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.users.desk_nav import (
    ACCOUNT,
    HOUSE,
    PRACTICE,
    Entry,
    PracticePage,
    register_entry,
    register_place,
    register_practice_page,
)


def register() -> None:
    """Practice itself, the team and the settings."""
    register_entry(
        Entry(
            PRACTICE,
            "users:practice_index",
            _("Practice"),
            "settings",
            100,
            group=HOUSE,
            counts=("role_changes", "erasures", "copies"),
        )
    )
    register_practice_page(
        PracticePage(
            "users:team",
            _("Team"),
            _("Who works here, roles, invitations, supervision."),
            "people",
            10,
            count="role_changes",
        )
    )
    register_practice_page(
        PracticePage(
            "users:practice",
            _("Settings"),
            _("Name, sender, zone; letters, promises, second reading, safety hours."),
            "rules",
            20,
        )
    )
    register_practice_page(
        PracticePage(
            "users:assistant",
            _("Set-up"),
            _("Everything a new practice sets once, one subject a page."),
            "rules",
            15,
        )
    )
    register_place((PRACTICE,), "users:")
    register_place((ACCOUNT,), "users:on_team_page", "users:news_mail", "users:session_end")
