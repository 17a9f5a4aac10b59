"""What a password must be: long, and none of the words everybody would try (SEC-01, SEC-02)."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.lib.text import words
from coachdesk.users.identity import practice_name
from coachdesk.users.models import Kind, User

_CLIENT_MIN = 12


class LengthByKind:
    """15 characters for the team, 12 for clients; at most 128."""

    def validate(self, password: str, user: User | None = None) -> None:
        least = settings.PASSWORD_MIN_STAFF if user and user.kind == Kind.STAFF else _CLIENT_MIN
        if len(password) < least:
            raise ValidationError(
                ngettext(
                    "Please use at least %(count)d character.",
                    "Please use at least %(count)d characters.",
                    least,
                ),
                code="short",
                params={"count": least},
            )
        if len(password) > 128:
            raise ValidationError(_("Please use at most 128 characters."), code="long")

    def get_help_text(self) -> str:
        return _("A short sentence works well.")


class NotOurNames:
    """The practice's own name and the product's are the first things somebody tries."""

    def validate(self, password: str, user: User | None = None) -> None:
        ours = {w for w in words(practice_name()) if len(w) > 3} | {
            "coachdesk",
            "coach",
            "desk",
        }
        rest = password.lower()
        for word in ours:
            rest = rest.replace(word, "")
        if len(rest) < 6:
            raise ValidationError(_("This is too close to the name of the practice."), code="ours")

    def get_help_text(self) -> str:
        return _("Not the name of the practice.")
