"""Safety in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coachdesk.safety import queries
from coachdesk.users.assistant import Step, register_step
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


def _to_verify() -> str:
    n = queries.unverified_numbers_here().count()
    words = ngettext("%(n)d number to verify.", "%(n)d numbers to verify.", n)
    return words % {"n": n} if n else ""


def register_set_up() -> None:
    """The help numbers are a step of the set-up."""
    register_step(
        Step(
            "help-numbers",
            _("Help numbers"),
            _("Call or look up each number of your country once."),
            20,
            view_name="safety:numbers",
            missing=_to_verify,
        )
    )
