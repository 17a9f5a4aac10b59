"""The consent forms in the desk's navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coachdesk.users.desk_nav import PRACTICE, PracticePage, register_place, register_practice_page


def register() -> None:
    """The texts that people agree to, under Practice."""
    register_practice_page(
        PracticePage(
            "consents:texts",
            _("Consent forms"),
            _("The texts that writers and clients agree to, by version."),
            "forms",
            50,
        )
    )
    register_place((PRACTICE,), "consents:")
