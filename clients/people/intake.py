"""The intake bundle: what is still open, for both sides; floors above add their own parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clients.models import Client, ClientStatus, Goal


@dataclass(frozen=True)
class Todo:
    """One part of the bundle, with the names of the portal page where the client does it and of the
    desk's page about it, or blank."""

    done: bool
    words: str
    portal_page: str = ""
    desk_page: str = ""


_parts: dict[str, Callable[[Client], Todo]] = {}


def register_intake(name: str, part: Callable[[Client], Todo]) -> None:
    """Let a floor add a part, such as the baseline measures; one query each."""
    _parts[name] = part


def intake_todo(client: Any) -> list[Todo]:
    """The bundle of a client with its state (``with_state``); empty once the work is past intake."""
    if client.status not in (ClientStatus.PROSPECT, ClientStatus.INTAKE):
        return []
    own = [
        Todo(client.has_agreement, _("Agreement"), "portal:welcome", "clients:documents"),
        Todo(client.has_privacy, _("Privacy notice"), "portal:welcome", "clients:documents"),
        Todo(
            client.contact_confirmed_at is not None,
            _("Safe contact"),
            "portal:me",
            "clients:contact",
        ),
        Todo(
            client.screening_outcome is not None,
            _("A first talk about safety, with your coach"),
            desk_page="clients:safety",
        ),
        Todo(
            Goal.objects.filter(case__client_id=client.pk).exists(),
            _("A goal of your own"),
            "portal:goals",
            "clients:work",
        ),
    ]
    return own + [part(client) for part in _parts.values()]
