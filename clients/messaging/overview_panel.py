"""What the thread shows on the overview of a client's page."""

from __future__ import annotations

from typing import Any

from clients.messaging.models import Message
from clients.models import Client
from clients.page.tabs import opened_by_owner, works_with
from coachdesk.users.models import User


def panel(client: Client, user: User) -> dict[str, Any] | None:
    """The newest message and what waits; None for those who do not work with the client, who may
    not read messages (SEC-00), but for the owner in an emergency. One query."""
    if not (works_with(user, client) or opened_by_owner(user, client)):
        return None
    rows = list(Message.objects.filter(client=client).order_by("-at", "-id")[:20])
    waits = [row for row in rows if row.from_client and row.settled_at is None]
    return {"newest": rows[0] if rows else None, "waits": waits[-1] if waits else None}
