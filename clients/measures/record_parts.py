"""What check-ins and scores add to a client's own export and to the intake."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from clients.measures.models import CheckIn, MeasureScore
from clients.models import Client
from clients.people.intake import Todo
from coachdesk.exports import Key, Keys


def export_part(client: Client) -> list[dict[str, Any]]:
    """All sliders with their notes, and all scores."""
    rows: list[dict[str, Any]] = [
        {"on": row.on, "sliders": row.values, "note": row.note}
        for row in CheckIn.objects.filter(client=client).order_by("on")
    ]
    scores = MeasureScore.objects.filter(client=client, void_at=None).order_by("taken_on")
    return rows + [
        {"on": row.taken_on, "questionnaire": row.code, "score": row.score} for row in scores
    ]


KEYS: Keys = {
    "on": Key("measures.CheckIn.on measures.MeasureScore.taken_on"),
    "sliders": Key("measures.CheckIn.values"),
    "note": Key("measures.CheckIn.note"),
    "questionnaire": Key("measures.MeasureScore.code"),
    "score": Key("measures.MeasureScore.score"),
}


def intake_part(client: Client) -> Todo:
    """The baseline: one check-in before the work begins."""
    done = CheckIn.objects.filter(client=client).exists()
    return Todo(done, _("A first check-in"), "portal:checkin", "measures:client")
