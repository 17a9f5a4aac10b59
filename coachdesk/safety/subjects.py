"""Whom a flag is about, as far as the one who looks may know it (SEC-00).

The floors above register how they find out; this floor knows ids only.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import User


@dataclass(frozen=True)
class Subject:
    """One flag as one person sees it. ``who`` and ``url`` are blank, and ``readable`` false, where
    the person may not know more than the code, the urgency and ``call``, whom to ask."""

    who: str = ""
    where: str | Promise = ""
    url: str = ""
    call: str = ""
    readable: bool = False


Lookup = Callable[[User, list[SafetyFlag]], dict[uuid.UUID, Subject]]
_lookups: list[Lookup] = []


def register_subjects(lookup: Lookup) -> None:
    """Let a floor say whom flags are about. ``lookup`` takes the viewer and the flags, and gives
    what it knows by the flag's id, in a number of queries that does not grow with the flags."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def subjects_of(user: User, flags: Iterable[SafetyFlag]) -> dict[uuid.UUID, Subject]:
    """What the person may know of each flag, by its id; unknown ones are not readable."""
    rows = list(flags)
    found: dict[uuid.UUID, Subject] = {}
    for lookup in _lookups:
        found |= lookup(user, [flag for flag in rows if flag.pk not in found])
    return {flag.pk: found.get(flag.pk, Subject()) for flag in rows}


# Where the words or answers stand, by the kind of a flag's subject.
WHERE: dict[str, str | Promise] = {
    "question": _("In a letter"),
    "writer_message": _("In what a writer added"),
    "comment": _("In a comment"),
    "screening": _("In a screening"),
    "session": _("In a session note"),
    "words": _("In the client’s words"),
    "worry": _("In a worry"),
    "measures.afraid": _("Answered in a check-in"),
    "measures.check_in": _("In a check-in"),
    "measures.item": _("Answered in a questionnaire"),
    "messaging.message": _("In a message"),
    "homework.task": _("In a task"),
    "homework.journal": _("In the journal"),
}


def where_of(flag: SafetyFlag) -> str | Promise:
    """Where the flag comes from, in words; a floor's own kind is named by its first part."""
    if flag.subject_kind in WHERE:
        return WHERE[flag.subject_kind]
    return _("In a step of a program") if flag.subject_kind.startswith("homework") else ""
