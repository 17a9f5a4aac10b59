"""The state of a client's safety screening, computed from ``with_state``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Outcome

HOLDS = timedelta(days=60)


MISSING, OUTDATED = "missing", "outdated"


@dataclass(frozen=True)
class ScreeningState:
    """``name``: clear, caution, stop, missing or outdated; ``line`` says it in words."""

    name: str
    line: str
    taken_at: Any = None


def state_of(client: Any) -> ScreeningState:
    """The same in words, from a client with its state (``with_state``); no query."""
    taken = client.screened_at
    if taken is None:
        return ScreeningState(MISSING, _("Not screened yet."))
    lines = {
        Outcome.CLEAR: _("no violence told."),
        Outcome.CAUTION: _("with caution."),
        Outcome.STOP: _("stop: see the flag."),
    }
    name = OUTDATED if timezone.now() - taken > HOLDS else client.screening_outcome
    return ScreeningState(name, lines[client.screening_outcome], taken)
