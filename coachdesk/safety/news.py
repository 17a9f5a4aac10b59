"""Safety flags that were raised since yesterday."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from coachdesk.lib.nav_counts import CAP
from coachdesk.safety.queries import flags_visible_to
from coachdesk.users.models import User
from coachdesk.users.news import News


def news(user: User, since: datetime) -> list[News]:
    """One line for all of them, also those that somebody has cleared since; one query."""
    rows = flags_visible_to(user).filter(opened_at__gte=since).order_by("-opened_at")
    raised = list(rows.values_list("opened_at", flat=True)[:CAP])
    if not raised:
        return []
    words = ngettext(
        "%(n)d safety flag was raised", "%(n)d safety flags were raised", len(raised)
    ) % {"n": len(raised)}
    return [News(raised[0], words, reverse("safety:flags"), "shield-alert", hue="is-rose")]
