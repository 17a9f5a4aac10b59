"""Open cases of somebody who leaves the team."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from clients.models import OPEN_CASE, Case, ClientStatus
from coachdesk.users.leaving import InHand
from coachdesk.users.models import User


def in_hand(user: User) -> list[InHand]:
    """Cases that the person has; one query."""
    cases = Case.objects.filter(owner=user, status__in=OPEN_CASE)
    open_cases = cases.exclude(client__status=ClientStatus.PURGED).count()
    if not open_cases:
        return []
    words = ngettext("%(n)d open case", "%(n)d open cases", open_cases)
    where = f"{reverse('clients:board')}?team=1&of={user.pk}"
    return [InHand(words % {"n": open_cases}, where)]
