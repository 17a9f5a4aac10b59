"""What Today says about pages and comments; from the numbers of the side bar, without a query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.users.models import User
from coachdesk.users.today_lines import TodayLine


def lines(user: User, counts: Mapping[str, Any]) -> list[TodayLine]:
    """Pages that wait for a second check, and comments to read."""
    found = []
    if n := counts.get("review"):
        words = ngettext(
            "%(n)d page waits for a second check", "%(n)d pages wait for a second check", n
        )
        url = reverse("publishing:review")
        found.append(TodayLine(words % {"n": n}, url, _("Check it"), "book-open"))
    if n := counts.get("comments"):
        words = ngettext("%(n)d comment to read", "%(n)d comments to read", n)
        url = reverse("publishing:comments")
        found.append(TodayLine(words % {"n": n}, url, _("Read them"), "message-circle"))
    return found
