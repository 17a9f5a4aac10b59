"""What Today says about records that wait for a second yes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.users.models import User
from coachdesk.users.today_lines import TodayLine


def lines(user: User, counts: Mapping[str, Any]) -> list[TodayLine]:
    """Erasures and record exports to approve; from the numbers of the side bar."""
    found = []
    if n := counts.get("erasures"):
        words = ngettext("%(n)d erasure waits for a yes", "%(n)d erasures wait for a yes", n)
        url = reverse("clients:retention")
        found.append(TodayLine(words % {"n": n}, url, _("Look at it"), "archive"))
    if n := counts.get("copies"):
        words = ngettext(
            "%(n)d record export waits for a yes", "%(n)d record exports wait for a yes", n
        )
        url = reverse("clients:copies")
        found.append(TodayLine(words % {"n": n}, url, _("Look at it"), "download"))
    return found
