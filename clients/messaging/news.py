"""Messages that one's own clients wrote since yesterday."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.messaging.models import Message
from clients.models import Client
from coachdesk.users.models import Role, User
from coachdesk.users.news import AT_MOST, News


def news(user: User, since: datetime) -> list[News]:
    """A line for each message; its words stay in the thread. One query."""
    if not user.has_role(Role.COACH):
        return []
    mine = Client.objects.editable_by(user).values("pk")
    rows = Message.objects.filter(client__in=mine, from_client=True, at__gte=since)
    return [
        News(
            row.at,
            _("wrote a message"),
            reverse("messaging:client", args=[row.client_id]),
            "message-circle",
            who=row.client.name,
        )
        for row in rows.select_related("client").defer("text").order_by("-at")[:AT_MOST]
    ]
