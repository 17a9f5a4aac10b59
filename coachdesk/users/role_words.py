"""What each role opens, in a line, wherever roles are chosen or told (DOMAIN-2)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from coachdesk.users.models import Role

OPENS: dict[str, str | Promise] = {
    Role.COACH: _("answers letters and works with clients of their own"),
    Role.COUNSELOR: _(
        "a licensed coach; also process notes, clinical measures and countersigning notes"
    ),
    Role.SUPERVISOR: _(
        "the safety lead: safety flags and held letters, gives letters out, countersigns notes"
    ),
    Role.EDITOR: _("gives letters out, edits articles and comments; sees no clients"),
    Role.FRONT_DESK: _("calendar, names and billing; no letters, no notes"),
    Role.OWNER: _("the team, the settings and the audit log; no client’s record by itself"),
}


def role_choices(*roles: str) -> list[tuple[str, str | Promise]]:
    """Choices for a form, each with what the role opens; all roles where none is named."""
    return [
        (role.value, format_lazy("{}: {}", role.label, OPENS[role]))
        for role in Role
        if not roles or role in roles
    ]


def roles_in_words(roles: Iterable[str]) -> list[str]:
    """The same as lines of text, in the order of the roles; unknown ones are left out."""
    held = set(roles)
    return [str(words) for role, words in role_choices() if role in held]
