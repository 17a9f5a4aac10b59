"""Programs of the demo practice beside the shipped ones: a newer version that is offered, and a
translation that has only begun."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from clients.homework.editor.drafts import change_draft, translate_version
from clients.homework.editor.plain_data import find, to_yaml
from clients.homework.editor.translation import put_words
from clients.homework.library import import_program
from clients.homework.models import Assignment, ProgramVersion
from clients.homework.upgrades import offer_upgrade
from clients.models import Client
from coachdesk.users.models import User

_SLUG, _NEXT = "steady-yourself", "1.1.0"
_GERMAN = {
    "title": "Fester Stand",
    "summary": "Ein kurzes Programm für die ersten Wochen, nachdem {partner} gehen will, unsicher ist "
    "oder jede Hilfe ablehnt. Es gilt, ob {partner} mitmacht oder nicht.",
    "placeholders/partner/default": "dein Gegenüber",
    "steps/give-room/title": "Raum geben",
    "steps/give-room/aim": "Zwei Wochen lang nicht nachlaufen und ruhig ansehen, was gesagt und was getan wird.",
    "steps/give-room/activities/chase-list/title": "Meine Liste des Nachlaufens",
}


def load_programs(team: dict[str, User], clients: dict[str, Client]) -> None:
    """Load what is not there yet; after the clients, who are given the shipped versions."""
    versions = ProgramVersion.objects.filter(program__slug=_SLUG)
    shipped = versions.filter(locale="en").earliest("published_at")
    if not versions.filter(locale="de").exists():
        draft = translate_version(version=shipped, locale="de", actor=team["priya"])
        change_draft(
            version=draft,
            seen=draft.edit_version,
            change=lambda data: put_words(data, _GERMAN),
            actor=team["priya"],
        )
    if not versions.filter(locale="en", version=_NEXT).exists():
        newer = import_program(
            source=to_yaml(_newer(shipped.data)), actor=team["morgan"], publish=True
        )
        for given in Assignment.objects.filter(client=clients["luis"], version=shipped):
            offer_upgrade(assignment=given, version=newer, actor=team["tomas"])


def _newer(data: dict[str, Any]) -> dict[str, Any]:
    """The next version: one text easier, one activity shorter, one question more."""
    made = deepcopy(data) | {"version": _NEXT}
    step = find(made["steps"], "look-at-yourself")
    step["aim"] = "See one habit of your own clearly, and change one small thing about it."
    activity = step["activities"][0]
    activity["estimated_minutes"] = 10
    activity["instructions"] = f"Ten minutes are enough. {activity['instructions']}"
    step["reflection"].append(
        {
            "key": "who-noticed",
            "type": "text",
            "label": "Did anybody notice, and what did they say?",
            "required": False,
            "max_length": 1000,
        }
    )
    return made
