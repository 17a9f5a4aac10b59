"""Why a client needs attention, in words; each floor adds its own reasons.

A floor calls ``register_attention`` from its app's ``ready``. Its function gets all ids of a page
at once and answers with a constant number of queries.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import CaseStatus, Client, ClientStatus
from clients.queries import with_state
from coachdesk.outbox.gate import CONFIRM_EVERY

Reasons = Mapping[uuid.UUID, Sequence[str]]
_registry: dict[str, tuple[Callable[[Sequence[uuid.UUID]], Reasons], bool, bool]] = {}
SCREENING_HOLDS = timedelta(days=60)


def register_attention(
    name: str,
    fn: Callable[[Sequence[uuid.UUID]], Reasons],
    *,
    quiet: bool = False,
    page_only: bool = False,
) -> None:
    """Let ``fn(client_ids)`` give {client id: [reasons in words]}; ``quiet`` ones stand with the
    client only, not among what waits; ``page_only`` ones on the client's own page, in no list."""
    _registry[name] = (fn, quiet, page_only)


def attention(
    client_ids: Iterable[uuid.UUID],
    *,
    loaded: Iterable[Any] = (),
    quiet: bool = True,
    own: bool = True,
    page: bool = False,
) -> dict[uuid.UUID, list[str]]:
    """Every reason for each client that has one, the gravest floor first.

    ``loaded`` are the same clients with their state (``with_state``) and cases, where the page has
    them already: this floor then asks nothing. ``quiet`` says whether the quiet reasons are asked, ``own``
    whether those of this floor are, ``page`` whether the client's own page asks.
    """
    ids, known = list(client_ids), list(loaded)
    found: dict[uuid.UUID, list[str]] = {}
    if not ids:
        return found
    ours: Reasons = {}
    if own:
        ours = _reasons_of(known) if known else own_reasons(ids)
    others = [
        fn(ids)
        for fn, is_quiet, page_only in _registry.values()
        if (quiet or not is_quiet) and (page or not page_only)
    ]
    for part in (ours, *others):
        for client_id, reasons in part.items():
            found.setdefault(client_id, []).extend(reasons)
    return found


def own_reasons(client_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Flags, freezes, screenings, safe contact, reviews and withheld mail; two queries."""
    rows = with_state(Client.objects.filter(pk__in=client_ids)).prefetch_related("cases")
    return _reasons_of(rows)


def _reasons_of(clients: Iterable[Any]) -> dict[uuid.UUID, list[str]]:
    now, today = timezone.now(), timezone.localdate()
    reasons: dict[uuid.UUID, list[str]] = {}
    for client in clients:
        said = []
        if client.urgent_flag:
            said.append(_("An urgent safety flag is open."))
        elif client.open_flag:
            said.append(_("A safety flag is open."))
        if client.frozen:
            said.append(_("All contact is frozen."))
        working = client.status in (ClientStatus.INTAKE, ClientStatus.ACTIVE)
        if working and client.screened_at is None:
            said.append(_("Not screened yet."))
        elif working and now - client.screened_at > SCREENING_HOLDS:
            said.append(_("The safety screening is older than 60 days."))
        if working and client.contact_confirmed_at is None:
            said.append(_("Safe contact has not been asked."))
        elif working and now - client.contact_confirmed_at > CONFIRM_EVERY:
            said.append(_("Safe contact is older than 90 days."))
        if working and client.asked_again:
            said.append(_("A new version of an agreement waits for the client’s answer."))
        if working and client.said_no:
            said.append(_("Said no to a new version of an agreement. Talk about it."))
        if client.withheld:
            said.append(_("A message was withheld."))
        for case in client.cases.all():
            if case.status == CaseStatus.ACTIVE and case.review_on and case.review_on <= today:
                said.append(_("The 90-day review is due."))
            if case.status == CaseStatus.ACTIVE and case.decide_on and case.decide_on <= today:
                said.append(_("The day to look at the decision has come."))
        if said:
            reasons[client.pk] = said
    return reasons
