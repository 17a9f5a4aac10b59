"""What Today says about help numbers to those who keep them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.users.models import User
from coachdesk.users.today_lines import TodayLine


def lines(user: User, counts: Mapping[str, Any]) -> list[TodayLine]:
    """Numbers that nobody has called for half a year; from the numbers of the side bar."""
    n = counts.get("numbers")
    if not n:
        return []
    words = ngettext("%(n)d help number to verify", "%(n)d help numbers to verify", n) % {"n": n}
    return [TodayLine(words, reverse("safety:numbers"), _("Verify them"), "phone")]
