"""Finding the client a page is about."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from clients.models import Case, Client
from clients.queries import with_state
from coachdesk.users.models import Role
from coachdesk.users.policies import WORK_WITH_CLIENTS

SEES_NAMES = (*WORK_WITH_CLIENTS, Role.FRONT_DESK)


def client_or_404(clients: QuerySet[Client], pk: uuid.UUID, *, lock: bool = False) -> Any:
    """One of ``clients`` with its state (see ``with_state``); a foreign or missing one is a 404.

    ``lock`` keeps the row, read again, for the caller's transaction.
    """
    found = get_object_or_404(with_state(clients), pk=pk)
    if lock:
        Client.objects.select_for_update().get(pk=pk)
        found = get_object_or_404(with_state(clients), pk=pk)
    return found


def case_or_404(clients: QuerySet[Client], pk: uuid.UUID) -> tuple[Any, Case]:
    """A case of one of ``clients`` with its client; a foreign and a missing one cost the same."""
    rows = Case.objects.filter(client__in=clients.values("pk")).select_related("owner", "client")
    case = get_object_or_404(rows, pk=pk)
    return client_or_404(clients, case.client_id), case
