"""The state of a client's safety screening, and whether it lets work with both begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import CaseKind, Client, Outcome, Screening
from coachdesk.lib.errors import Blocked
from coachdesk.safety.services import open_codes

HOLDS = timedelta(days=60)
MISSING, OUTDATED = "missing", "outdated"
# Codes that stand against anything with the partner (DOMAIN-8).
COUPLE_BLOCK = frozenset(
    {
        "partner_violence",
        "sexual_coercion",
        "coercive_control",
        "fear_of_partner",
        "legal_no_contact",
        "no_contact_request",
        "stalking_risk",
        "client_uses_force",
    }
)
# Kinds of work that both partners attend.
WITH_BOTH = frozenset({CaseKind.COUPLE, CaseKind.DISCERNMENT})


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


def screening_state(client: Client) -> str:
    """clear, caution, stop, missing, or outdated after 60 days."""
    newest = Screening.objects.filter(client=client).order_by("-taken_at").first()
    if newest is None:
        return MISSING
    return OUTDATED if timezone.now() - newest.taken_at > HOLDS else str(newest.outcome)


def clear_for_both(client: Client) -> bool:
    """Whether this client’s side lets work with both begin: no code against it is open, and the
    screening is clear and not older than 60 days."""
    if open_codes(client.pk) & COUPLE_BLOCK:
        return False
    return screening_state(client) == Outcome.CLEAR


def refuse_unless_clear(client: Client) -> None:
    """Raises Blocked where something stands against work with both."""
    if not clear_for_both(client):
        raise Blocked
