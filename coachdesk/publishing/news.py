"""Comments that readers wrote since yesterday."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from coachdesk.publishing.queries import waiting_comments
from coachdesk.users.models import User
from coachdesk.users.news import News, one_line


def news(user: User, since: datetime) -> list[News]:
    """One line for the new ones that nobody has read yet; one query."""
    rows = waiting_comments(user)
    if rows is None:
        return []
    return one_line(
        rows.filter(created_at__gte=since),
        "created_at",
        lambda n: ngettext("%(n)d comment came", "%(n)d comments came", n) % {"n": n},
        reverse("publishing:comments"),
        "message-circle",
    )
