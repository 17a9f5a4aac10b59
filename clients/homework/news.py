"""Steps that one's own clients handed in since yesterday."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from clients.homework.models import StepEvent
from clients.models import Client
from coachdesk.users.models import Role, User
from coachdesk.users.news import AT_MOST, News


def news(user: User, since: datetime) -> list[News]:
    """A line for each step that was handed in. One query."""
    if not user.has_role(Role.COACH):
        return []
    mine = Client.objects.editable_by(user).values("pk")
    rows = StepEvent.objects.filter(
        assignment__client__in=mine, kind=StepEvent.Kind.SUBMITTED, at__gte=since
    ).select_related("assignment__client")
    return [
        News(
            row.at,
            _("handed in a step"),
            reverse("homework:review", args=[row.assignment_id, row.step_key]),
            "pen-line",
            who=row.assignment.client.name,
        )
        for row in rows.order_by("-at")[:AT_MOST]
    ]
