"""A client's own data: as JSON and as pages to read; each floor adds its part (SEC-62).

Signed notes are not here: they go out through a reviewed record request. Process notes never.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, WordsEntry, Worry
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentGrant
from coachdesk.outbox.models import SafeContact
from coachdesk.users.models import User

Part = dict[str, Any] | list[dict[str, Any]]
_parts: dict[str, tuple[str | Promise, Callable[[Client], Part]]] = {}


def register_export(name: str, fn: Callable[[Client], Part], label: str | Promise = "") -> None:
    """Let ``fn(client)`` give one part of the export: plain values, dates as ISO text."""
    _parts[name] = (label or name, fn)


def build_export(client: Client, *, actor: User) -> dict[str, Any]:
    """Everything the client gave or may see, by part; the making is noted."""
    parts = {name: fn(client) for name, (_label, fn) in _parts.items()}
    record(action="export", actor=actor, target=client, person_id=client.pk)
    return {"made_at": timezone.now().isoformat(), "code": client.code, **parts}


def as_json(export: dict[str, Any]) -> str:
    """The export as a file for machines."""
    return json.dumps(export, ensure_ascii=False, indent=2, default=str)


def as_sections(export: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The export as headings and lines, for a page or a PDF."""
    sections = []
    for name, (label, _fn) in _parts.items():
        part = export.get(name, [])
        rows = part if isinstance(part, list) else [part]
        lines = [
            "; ".join(f"{key}: {value}" for key, value in row.items() if value not in ("", None))
            for row in rows
        ]
        sections.append((str(label), lines or [_("Nothing.")]))
    return sections


def own_profile(client: Client) -> Part:
    """Name, state and cases without anything staff wrote."""
    return {
        "name": client.name,
        "status": client.status,
        "country": client.country,
        "since": client.created_at.isoformat(),
        "cases": [
            {
                "kind": case.kind,
                "status": case.status,
                "opened": case.opened_at.isoformat(),
                "closed": case.closed_at.isoformat() if case.closed_at else None,
                "with": case.owner.display_name,
                "brings": case.presenting_concern,
                "goals": [
                    {
                        "text": goal.text,
                        "state": goal.state,
                        "ratings": [
                            {"value": r.value, "on": r.at.date().isoformat()}
                            for r in goal.ratings.all()
                        ],
                    }
                    for goal in case.goals.all()
                ],
            }
            for case in client.cases.select_related("owner").prefetch_related("goals__ratings")
        ],
    }


def own_contact(client: Client) -> Part:
    """What the client said about each channel."""
    return [
        {
            "channel": row.channel,
            "address": row.address,
            "permission": row.permission,
            "who_else": row.who_else,
            "confirmed": row.confirmed_at.isoformat() if row.confirmed_at else None,
        }
        for row in SafeContact.objects.filter(person_id=client.pk)
    ]


def own_consents(client: Client) -> Part:
    """Every yes and no, with the version it was given to."""
    rows = ConsentGrant.objects.filter(person_id=client.pk).select_related("text").order_by("at")
    return [
        {
            "text": row.text.title,
            "version": row.text.version,
            "state": row.state,
            "at": row.at.isoformat(),
        }
        for row in rows
    ]


def own_words(client: Client) -> Part:
    """The words-and-actions log."""
    rows = WordsEntry.objects.filter(client=client, hidden_at=None).order_by("on")
    return [
        {
            "on": row.on.isoformat(),
            "lane": row.lane,
            "text": row.text,
            "announced_for": row.announced_for.isoformat() if row.announced_for else None,
        }
        for row in rows
    ]


def own_worries(client: Client) -> Part:
    """The sorter."""
    rows = Worry.objects.filter(client=client).order_by("created_at")
    return [{"text": row.text, "whose": row.bucket, "let_go": bool(row.let_go_at)} for row in rows]


def own_requests(client: Client) -> Part:
    """What was asked of the record."""
    return [
        {
            "kind": row.kind,
            "state": row.state,
            "received": row.received_at.isoformat(),
            "answer": row.answer,
        }
        for row in client.record_requests.order_by("received_at")
    ]


def register_own_parts() -> None:
    """The parts of this floor."""
    register_export("profile", own_profile, gettext_lazy("You and our work"))
    register_export("safe_contact", own_contact, gettext_lazy("How we may reach you"))
    register_export("consents", own_consents, gettext_lazy("What you agreed to"))
    register_export("words_and_actions", own_words, gettext_lazy("Words and actions"))
    register_export("worries", own_worries, gettext_lazy("Whose is it?"))
    register_export("requests", own_requests, gettext_lazy("What you asked of us"))
