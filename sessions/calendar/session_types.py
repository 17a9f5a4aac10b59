"""How long each type of session lasts: the practice's own lengths in front of the shipped ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from clients.models import Case, CaseKind
from coachdesk.audit.services import record
from coachdesk.users.models import User
from sessions.models import KindLength, SessionKind

_SHIPPED_LENGTHS = {
    SessionKind.CHECK_IN: (20, 0, 5, True),
    SessionKind.INTAKE: (80, 10, 10, False),
    SessionKind.COUPLE: (80, 0, 10, False),
    SessionKind.DISCERNMENT: (110, 10, 10, False),
    SessionKind.CRISIS: (50, 0, 0, False),
    SessionKind.ONE_PARTNER: (50, 0, 10, True),
}


@dataclass(frozen=True)
class Length:
    """Minutes of a type, the quiet before and after, and whether clients may ask for it."""

    minutes: int
    before: int
    after: int
    clients_may_ask: bool


def lengths() -> dict[str, Length]:
    """All types with the practice's own lengths in front of the shipped ones."""
    own = {row.kind: row for row in KindLength.objects.all()}
    found = {}
    for kind in SessionKind:
        row = own.get(kind.value)
        shipped = _SHIPPED_LENGTHS.get(kind, (50, 0, 10, False))
        found[kind.value] = (
            Length(row.minutes, row.before, row.after, row.clients_may_ask)
            if row
            else Length(*shipped)
        )
    return found


@transaction.atomic
def set_lengths(*, rows: Iterable[KindLength], actor: User) -> None:
    """Store the practice's own lengths; what is booked already keeps its own."""
    for row in rows:
        row.save()
    record(action="settings.changed", actor=actor, object_type="session_types")


_KIND_OF_CASE = {
    CaseKind.ONE_PARTNER: SessionKind.ONE_PARTNER,
    CaseKind.INDIVIDUAL: SessionKind.INDIVIDUAL,
    CaseKind.COUPLE: SessionKind.COUPLE,
    CaseKind.DISCERNMENT: SessionKind.DISCERNMENT,
}


def kind_for(case: Case) -> str:
    """The usual type of session of a case."""
    return _KIND_OF_CASE[CaseKind(case.kind)]
