"""One client's data as a file: as JSON and as pages to read; each floor adds its part (SEC-62).

Two receivers: the client, and a member of the team whose request a second person approved
(SEC-17). Each part names the fields behind its keys, and ``coachdesk.exports`` decides what goes.
Signed notes are in the second only; process notes never.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client, WordsEntry, Worry
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentGrant
from coachdesk.exports import Key, Keys, Receiver, field_at, kept
from coachdesk.lib.pdf import make_pdf
from coachdesk.outbox.models import SafeContact
from coachdesk.users.models import User

Part = dict[str, Any] | list[dict[str, Any]]
BOTH = (Receiver.CLIENT, Receiver.TWO_PERSONS)


@dataclass(frozen=True)
class ExportPart:
    """One part: what makes its rows, the fields behind their keys, and who receives it."""

    label: str | Promise
    make: Callable[[Client], Part]
    keys: Keys
    receivers: Collection[Receiver]


_parts: dict[str, ExportPart] = {}
_HEAD: Keys = {"made_at": Key("audit.AuditEvent.at"), "code": Key("clients.Client.code")}


def register_export(
    name: str,
    make: Callable[[Client], Part],
    label: str | Promise,
    *,
    keys: Keys,
    receivers: Collection[Receiver] = BOTH,
) -> None:
    """Let ``make(client)`` give one part: plain values, dates and times as they are.

    A key that ``keys`` does not tie to a field the receiver may have is left out.
    """
    _parts[name] = ExportPart(label, make, keys, receivers)


def parts_for(receiver: Receiver) -> dict[str, ExportPart]:
    """The parts a receiver gets, in their order."""
    return {name: part for name, part in _parts.items() if receiver in part.receivers}


def build_export(client: Client, *, actor: User, receiver: Receiver) -> dict[str, Any]:
    """What the receiver may have of the client, by part; the making is noted."""
    record(
        action="export", actor=actor, target=client, person_id=client.pk, fields=[receiver.value]
    )
    head: dict[str, Any] = kept({"made_at": timezone.now(), "code": client.code}, _HEAD, receiver)
    found = parts_for(receiver).items()
    return head | {name: kept(part.make(client), part.keys, receiver) for name, part in found}


def as_json(export: dict[str, Any]) -> str:
    """The export as a file for machines."""

    def plain(value: object) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)

    return json.dumps(export, ensure_ascii=False, indent=2, default=plain)


def as_sections(export: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The export as headings and lines in words, for a page or a PDF."""
    sections = []
    for name, part in _parts.items():
        if name in export:
            rows = export[name] if isinstance(export[name], list) else [export[name]]
            lines = [line for row in rows for line in _lines(row, part.keys)]
            sections.append((str(part.label), lines or [_("Nothing.")]))
    return sections


def _lines(row: dict[str, Any], keys: Keys, before: str = "") -> list[str]:
    """One row in words; the rows below it follow, each with a dash."""
    own = [(keys[name], value) for name, value in row.items() if not keys[name].keys]
    words = [(str(key.label), _in_words(key, value)) for key, value in own]
    told = "; ".join(f"{label}: {said}" if label else said for label, said in words if said)
    lines = [before + told] if told else []
    for name, value in row.items():
        for below in value if keys[name].keys else ():
            lines += _lines(below, keys[name].keys, before + "– ")
    return lines


def _in_words(key: Key, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, dict):
        told = [f"{str(name).replace('_', ' ')}: {said}" for name, said in value.items()]
        return ("\n" if any(isinstance(said, str) for said in value.values()) else ", ").join(told)
    choices = dict(field_at(key.fields).flatchoices) if " " not in key.fields else {}
    return str(choices.get(value, value))


def as_file(export: dict[str, Any], kind: str) -> HttpResponse:
    """The export as a download that no page can run: "json", or else a PDF to read."""
    if kind == "json":
        response = HttpResponse(as_json(export), content_type="application/json")
    else:
        kind = "pdf"
        parts = [(title, "\n".join(lines)) for title, lines in as_sections(export)]
        response = HttpResponse(
            make_pdf(_("Copy of the record"), parts), content_type="application/pdf"
        )
    response["Content-Disposition"] = f'attachment; filename="copy.{kind}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def own_profile(client: Client) -> Part:
    """Name, state and cases without anything staff wrote for themselves."""
    cases = client.cases.select_related("owner").prefetch_related("goals__ratings")
    return {
        "name": client.name,
        "status": client.status,
        "country": client.country,
        "since": client.created_at,
        "cases": [
            {
                "kind": case.kind,
                "status": case.status,
                "opened": case.opened_at,
                "closed": case.closed_at,
                "with": case.owner.display_name,
                "brings": case.presenting_concern,
                "goals": [
                    {
                        "text": goal.text,
                        "state": goal.state,
                        "ratings": [
                            {"value": rating.value, "on": rating.at.date()}
                            for rating in goal.ratings.all()
                        ],
                    }
                    for goal in case.goals.all()
                ],
            }
            for case in cases
        ],
    }


_RATING = {
    "value": Key("clients.GoalRating.value", gettext_lazy("Own rating, 0 to 10")),
    "on": Key("clients.GoalRating.at", gettext_lazy("on")),
}
_GOAL = {
    "text": Key("clients.Goal.text", gettext_lazy("Goal")),
    "state": Key("clients.Goal.state", gettext_lazy("State")),
    "ratings": Key(keys=_RATING),
}
_CASE = {
    "kind": Key("clients.Case.kind", gettext_lazy("Our work")),
    "status": Key("clients.Case.status", gettext_lazy("State")),
    "opened": Key("clients.Case.opened_at", gettext_lazy("Begun")),
    "closed": Key("clients.Case.closed_at", gettext_lazy("Ended")),
    "with": Key("users.User.display_name", gettext_lazy("With"), staff=True),
    "brings": Key("clients.Case.presenting_concern", gettext_lazy("What brought you")),
    "goals": Key(keys=_GOAL),
}
PROFILE: Keys = {
    "name": Key("clients.Client.name", gettext_lazy("Name")),
    "status": Key("clients.Client.status", gettext_lazy("State")),
    "country": Key("clients.Client.country", gettext_lazy("Country")),
    "since": Key("clients.Client.created_at", gettext_lazy("Since")),
    "cases": Key(keys=_CASE),
}


def own_contact(client: Client) -> Part:
    """What the client said about each channel."""
    return [
        {
            "channel": row.channel,
            "address": row.address,
            "permission": row.permission,
            "who_else": row.who_else,
            "confirmed": row.confirmed_at,
        }
        for row in SafeContact.objects.filter(person_id=client.pk)
    ]


CONTACT: Keys = {
    "channel": Key("outbox.SafeContact.channel", gettext_lazy("Channel")),
    "address": Key("outbox.SafeContact.address", gettext_lazy("Address or number")),
    "permission": Key("outbox.SafeContact.permission", gettext_lazy("May we use it?")),
    "who_else": Key("outbox.SafeContact.who_else", gettext_lazy("Who else sees it")),
    "confirmed": Key("outbox.SafeContact.confirmed_at", gettext_lazy("Last confirmed")),
}


def own_consents(client: Client) -> Part:
    """Every yes and no, with the version it was given to."""
    rows = ConsentGrant.objects.filter(person_id=client.pk).select_related("text").order_by("at")
    return [
        {
            "text": row.text.title,
            "version": row.text.version,
            "state": row.state,
            "at": row.at,
        }
        for row in rows
    ]


CONSENTS: Keys = {
    "text": Key("consents.ConsentText.title"),
    "version": Key("consents.ConsentText.version", gettext_lazy("Version")),
    "state": Key("consents.ConsentGrant.state", gettext_lazy("State")),
    "at": Key("consents.ConsentGrant.at", gettext_lazy("On")),
}


def own_releases(client: Client) -> Part:
    """Whom we may tell what, and until when."""
    return [
        {"recipient": row.recipient, "what": row.what, "until": row.ends_on, "ended": row.ended_at}
        for row in client.releases.order_by("ends_on")
    ]


RELEASES: Keys = {
    "recipient": Key("clients.Release.recipient", gettext_lazy("Whom")),
    "what": Key("clients.Release.what", gettext_lazy("What")),
    "until": Key("clients.Release.ends_on", gettext_lazy("Until")),
    "ended": Key("clients.Release.ended_at", gettext_lazy("Ended")),
}


def own_words(client: Client) -> Part:
    """The words-and-actions log."""
    rows = WordsEntry.objects.filter(client=client, hidden_at=None).order_by("on")
    return [
        {"on": row.on, "lane": row.lane, "text": row.text, "announced_for": row.announced_for}
        for row in rows
    ]


WORDS: Keys = {
    "on": Key("clients.WordsEntry.on"),
    "lane": Key("clients.WordsEntry.lane"),
    "text": Key("clients.WordsEntry.text"),
    "announced_for": Key("clients.WordsEntry.announced_for", gettext_lazy("Announced for")),
}


def own_worries(client: Client) -> Part:
    """The sorter."""
    rows = Worry.objects.filter(client=client).order_by("created_at")
    return [
        {"text": row.text, "whose": row.bucket, "let_go": row.let_go_at is not None} for row in rows
    ]


WORRIES: Keys = {
    "text": Key("clients.Worry.text"),
    "whose": Key("clients.Worry.bucket"),
    "let_go": Key("clients.Worry.let_go_at", gettext_lazy("Let go")),
}


def own_requests(client: Client) -> Part:
    """What was asked of the record, and a disagreement that stays with it."""
    return [
        {
            "kind": row.kind,
            "state": row.state,
            "received": row.received_at,
            "words": row.words,
            "answer": row.answer,
            "disagreement": row.disagreement,
        }
        for row in client.record_requests.order_by("received_at")
    ]


REQUESTS: Keys = {
    "kind": Key("clients.RecordRequest.kind"),
    "state": Key("clients.RecordRequest.state", gettext_lazy("State")),
    "received": Key("clients.RecordRequest.received_at", gettext_lazy("Received")),
    "words": Key("clients.RecordRequest.words", gettext_lazy("What you wrote")),
    "answer": Key("clients.RecordRequest.answer", gettext_lazy("Our answer")),
    "disagreement": Key("clients.RecordRequest.disagreement", gettext_lazy("Your disagreement")),
}


def closings(client: Client) -> Part:
    """How each closed case ended, as the team wrote it."""
    rows = client.cases.exclude(closed_at=None).order_by("closed_at")
    return [
        {"on": row.closed_at, "reason": row.closing_reason, "summary": row.closing_summary}
        for row in rows
    ]


CLOSINGS: Keys = {
    "on": Key("clients.Case.closed_at", gettext_lazy("Ended")),
    "reason": Key("clients.Case.closing_reason", gettext_lazy("Reason")),
    "summary": Key("clients.Case.closing_summary", gettext_lazy("Summary")),
}


def register_own_parts() -> None:
    """The parts of this floor."""
    register_export("profile", own_profile, gettext_lazy("You and our work"), keys=PROFILE)
    register_export("safe_contact", own_contact, gettext_lazy("How we may reach you"), keys=CONTACT)
    register_export("consents", own_consents, gettext_lazy("What you agreed to"), keys=CONSENTS)
    register_export("releases", own_releases, gettext_lazy("Whom we may tell"), keys=RELEASES)
    register_export("words_and_actions", own_words, gettext_lazy("Words and actions"), keys=WORDS)
    register_export("worries", own_worries, gettext_lazy("Whose is it?"), keys=WORRIES)
    register_export("requests", own_requests, gettext_lazy("What you asked of us"), keys=REQUESTS)
    register_export(
        "closings",
        closings,
        gettext_lazy("How the work ended"),
        keys=CLOSINGS,
        receivers=(Receiver.TWO_PERSONS,),
    )
