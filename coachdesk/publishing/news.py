"""Comments that readers wrote since yesterday."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from coachdesk.lib.nav_counts import CAP
from coachdesk.publishing.queries import waiting_comments
from coachdesk.users.models import User
from coachdesk.users.news import News


def news(user: User, since: datetime) -> list[News]:
    """One line for the new ones that nobody has read yet; one query."""
    rows = waiting_comments(user)
    if rows is None:
        return []
    new = rows.filter(created_at__gte=since).order_by("-created_at")
    came = list(new.values_list("created_at", flat=True)[:CAP])
    if not came:
        return []
    words = ngettext("%(n)d comment came", "%(n)d comments came", len(came)) % {"n": len(came)}
    return [News(came[0], words, reverse("publishing:comments"), "message-circle")]
