"""Check-ins of one's own clients since yesterday."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.measures.models import CheckIn
from clients.models import Client
from coachdesk.users.models import Role, User
from coachdesk.users.news import AT_MOST, News


def news(user: User, since: datetime) -> list[News]:
    """A line for each check-in, without its numbers. One query."""
    if not user.has_role(Role.COACH):
        return []
    mine = Client.objects.editable_by(user).values("pk")
    rows = CheckIn.objects.filter(client__in=mine, created_at__gte=since)
    return [
        News(
            row.created_at,
            _("checked in"),
            reverse("measures:client", args=[row.client_id]),
            "chart-line",
            who=row.client.name,
        )
        for row in rows.select_related("client")
        .defer("values", "note")
        .order_by("-created_at")[:AT_MOST]
    ]
