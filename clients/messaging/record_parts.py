"""What messages add to a client's own export."""

from __future__ import annotations

from typing import Any

from clients.messaging.models import Message
from clients.models import Client
from coachdesk.exports import Key, Keys


def export_part(client: Client) -> list[dict[str, Any]]:
    """Both sides of the thread, oldest first."""
    rows = Message.objects.filter(client=client).select_related("author", "document").order_by("at")
    return [
        {
            "at": row.at,
            "from": row.author.display_name,
            "text": row.text,
            **({"file": row.document.title} if row.document else {}),
        }
        for row in rows
    ]


KEYS: Keys = {
    "at": Key("messaging.Message.at"),
    "from": Key("users.User.display_name", staff=True),
    "text": Key("messaging.Message.text"),
    "file": Key("clients.Document.title"),
}
