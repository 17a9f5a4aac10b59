"""Prompts for the known traps of one-partner work (DOMAIN-1), shown beside the note."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from clients.models import CaseKind
from sessions.models import CoachingSession


@dataclass(frozen=True)
class Trap:
    """A trap and the question that helps to see it."""

    name: str
    ask: str


def traps_of(meeting: CoachingSession) -> list[Trap]:
    """The prompts for a one-partner case; none for other kinds."""
    if meeting.case.kind != CaseKind.ONE_PARTNER:
        return []
    return [
        Trap(_("One side heard"), _("What would the absent one say about this week?")),
        Trap(_("Taking sides"), _("Did I agree with a verdict on somebody I have not met?")),
        Trap(_("Wrong picture"), _("What did the client see or hear, and what is a guess?")),
        Trap(_("Drifting focus"), _("Was it about what the client can do?")),
        Trap(_("Duties to the absent one"), _("Is there anything I must do, or must not do?")),
    ]
