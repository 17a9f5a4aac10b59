"""Open flags that somebody took on, when that person leaves the team."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from coachdesk.safety.models import FlagState, SafetyFlag
from coachdesk.users.leaving import InHand
from coachdesk.users.models import User


def in_hand(user: User) -> list[InHand]:
    """Flags that wait for the person's next act, not for anybody's; one query."""
    flags = SafetyFlag.objects.filter(
        acknowledged_by=user, state__in=(FlagState.ACKNOWLEDGED, FlagState.IN_PROGRESS)
    ).count()
    if not flags:
        return []
    words = ngettext("%(n)d open flag", "%(n)d open flags", flags)
    return [InHand(words % {"n": flags}, reverse("safety:flags"))]
