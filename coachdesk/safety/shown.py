"""What a page showed when it offered an act on a flag or a help number: an old page never loosens.

To open a flag, to note what was done and to call the next person carry no stamp and always win.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from django.db.models import Count

from coachdesk.lib.as_shown import stamp_of
from coachdesk.lib.errors import Conflict
from coachdesk.safety.models import EscalationEntry, HelpNumber, SafetyFlag

# How much each person has sent, by the person's id; who knows is on the floors above.
Sent = Callable[[list[uuid.UUID]], dict[uuid.UUID, int]]
_sent: list[Sent] = []


def register_sent(lookup: Sent) -> None:
    """Let a floor say how much people have written, so that newer words make an open page old.
    ``lookup`` takes ids of persons, and asks in a number of queries that does not grow with them."""
    if lookup not in _sent:
        _sent.append(lookup)


def flag_stamps(flags: Iterable[SafetyFlag]) -> dict[uuid.UUID, str]:
    """How each flag stands, by its id: its state, what was done about it, how many flags its person
    has had, and how much the person has sent."""
    rows = list(flags)
    people = sorted({row.person_id for row in rows})
    entries = EscalationEntry.objects.filter(flag__in=rows).order_by()
    acts = dict(entries.values_list("flag").annotate(n=Count("pk")))
    others = SafetyFlag.objects.filter(person_id__in=people).order_by()
    opened = dict(others.values_list("person_id").annotate(n=Count("pk")))
    sent = [lookup(people) for lookup in _sent]
    return {
        row.pk: stamp_of(
            {
                "state": row.state,
                "level": row.level,
                "allowed": row.answer_allowed_at is not None,
                "acts": acts.get(row.pk, 0),
                "opened": opened.get(row.person_id, 0),
                "sent": [known.get(row.person_id, 0) for known in sent],
            }
        )
        for row in rows
    }


def require_flag(flag: SafetyFlag, shown: str | None) -> None:
    """Raises Conflict unless a locked flag still stands as the page showed it. None: no page asks,
    but another service; an empty stamp is an old page."""
    if shown is not None and shown != flag_stamps([flag])[flag.pk]:
        raise Conflict(flag)


def number_stamp(number: HelpNumber) -> str:
    """Which help number was shown."""
    fields = ("country", "kind", "label", "number", "note")
    return stamp_of({name: getattr(number, name) for name in fields})
