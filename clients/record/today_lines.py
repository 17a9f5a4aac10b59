"""What Today says about records: what waits for a second yes, and for a review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import BreakGlass
from coachdesk.users.models import Role, User
from coachdesk.users.policies import KEEPS_RECORDS
from coachdesk.users.today_lines import TodayLine

_LOOKED_AT = 200


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
    return found + _reviews(user)


def _reviews(user: User) -> list[TodayLine]:
    """Emergency accesses of others that nobody has looked at: for the supervisors at once, for the
    owners when they are late or when no other supervisor is there. Two queries."""
    if not user.has_role(*KEEPS_RECORDS):
        return []
    rows = BreakGlass.objects.filter(reviewed_at=None).exclude(actor=user).order_by("since")
    waiting, today = list(rows.only("actor_id", "review_by", "since")[:_LOOKED_AT]), localdate()
    if waiting and not user.has_role(Role.SUPERVISOR):
        others = set(User.objects.with_role(Role.SUPERVISOR).values_list("pk", flat=True))
        waiting = [row for row in waiting if row.review_by < today or not others - {row.actor_id}]
    if not waiting:
        return []
    late = sum(row.review_by < today for row in waiting)
    words = ngettext(
        "%(n)d emergency access waits for a review",
        "%(n)d emergency accesses wait for a review",
        len(waiting),
    ) % {"n": len(waiting)}
    detail = ngettext("%(n)d is late", "%(n)d are late", late) % {"n": late} if late else ""
    url = reverse("clients:emergencies")
    return [TodayLine(words, url, _("Review it"), "key-round", waiting[0].since, detail)]
