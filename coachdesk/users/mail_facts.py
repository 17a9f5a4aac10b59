"""What the floor of the outbox tells the team's page about mail; it registers itself here."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from coachdesk.users.models import Invitation

Trouble = Callable[[], str]
Fates = Callable[[Iterable[Invitation]], dict[uuid.UUID, str]]
_told: dict[str, tuple[Trouble, Fates]] = {}


def register_mail_facts(trouble: Trouble, fates: Fates) -> None:
    """Let ``trouble()`` say in words why mail does not leave now, blank when it does, and
    ``fates(invitations)`` what became of the mail of each, by the invitation's id."""
    _told["outbox"] = (trouble, fates)


def mail_trouble() -> str:
    """In words, why mail does not leave now; blank when it does."""
    return _told["outbox"][0]()


def mail_fates(invitations: Iterable[Invitation]) -> dict[uuid.UUID, str]:
    """In words, what became of the mail of each invitation, by its id."""
    return _told["outbox"][1](invitations)
