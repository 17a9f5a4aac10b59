"""Reading threads."""

from __future__ import annotations

from django.db.models import QuerySet

from clients.messaging.models import Message
from clients.models import Client
from coachdesk.lib.paging import Page, keyset_page
from coachdesk.users.models import User


def thread(client: Client, *, cursor: str = "", size: int = 30) -> Page[Message]:
    """A page of a client's thread, newest first. Raises BadRequest for a foreign cursor."""
    rows = Message.objects.filter(client=client).select_related("author")
    return keyset_page(rows, cursor=cursor, keys=("at", "id"), size=size)


def waiting(user: User) -> QuerySet[Message]:
    """Messages of one's clients that nobody has answered, the most urgent first."""
    mine = Client.objects.editable_by(user)
    rows = Message.objects.filter(client__in=mine, from_client=True, settled_at=None)
    return rows.select_related("client").order_by("due_at")


def unread_for_client(client: Client) -> bool:
    """Whether the team wrote something that the client has not opened."""
    return Message.objects.filter(client=client, from_client=False, read_at=None).exists()
