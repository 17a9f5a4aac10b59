"""The letters in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.users.desk_nav import (
    Entry,
    PracticePage,
    register_entry,
    register_place,
    register_practice_page,
)


def register() -> None:
    """The inbox, and the saved replies under Practice."""
    register_entry(
        Entry(
            "letters",
            "questions:inbox",
            _("Letters"),
            "inbox",
            20,
            counts=("questions",),
            hot=True,
            bar=2,
        )
    )
    register_place(("letters",), "questions:")
    register_practice_page(
        PracticePage(
            "questions:passages",
            _("Saved replies"),
            _("Pieces of answers that everybody may insert."),
            "forms",
            54,
        ),
        otherwise="letters",
    )
