"""Safety flags that were raised since yesterday."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from coachdesk.safety.queries import flags_visible_to
from coachdesk.users.models import User
from coachdesk.users.news import News, one_line


def news(user: User, since: datetime) -> list[News]:
    """One line for all of them, also those that somebody has cleared since; one query."""
    return one_line(
        flags_visible_to(user).filter(opened_at__gte=since),
        "opened_at",
        lambda n: (
            ngettext("%(n)d safety flag was raised", "%(n)d safety flags were raised", n) % {"n": n}
        ),
        reverse("safety:flags"),
        "shield-alert",
        "is-rose",
    )
