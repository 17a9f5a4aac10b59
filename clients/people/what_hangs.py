"""What hangs on a case and asks for a choice when the case is handed over.

A floor above registers what it has from its app's ``ready``, and carries the choices out when
``case_handed_over`` is sent.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from coachdesk.lib.errors import NotPossible


@dataclass(frozen=True)
class Ask:
    """One thing to choose about: ``key`` comes back with the choice, the first choice is proposed,
    ``note`` says what to know before choosing."""

    key: str
    label: str
    choices: tuple[tuple[str, str], ...]
    note: str = ""


class InTheWay(NotPossible):
    """Something that hangs on the case cannot go as it was chosen; ``at`` says why, by the key."""

    def __init__(self, at: Mapping[str, str]) -> None:
        super().__init__(*at.values())
        self.at = dict(at)


Asks = Mapping[uuid.UUID, Sequence[Ask]]
_askers: list[Callable[[Sequence[uuid.UUID]], Asks]] = []


def register_asks(asker: Callable[[Sequence[uuid.UUID]], Asks]) -> None:
    """Let ``asker(case_ids)`` give {case id: what to ask}; its queries do not grow with the cases."""
    if asker not in _askers:
        _askers.append(asker)


def asks_of(case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Ask]]:
    """What to choose about, for each case; every case has a list."""
    found: dict[uuid.UUID, list[Ask]] = {pk: [] for pk in case_ids}
    for asker in _askers if found else ():
        for pk, asked in asker(list(found)).items():
            found[pk].extend(asked)
    return found
