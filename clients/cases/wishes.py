"""Who is told that a client wishes to invite the partner: the coach, on Today and with the client."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.models import CaseStatus, Client, PartnerInvitation, PartnerInvitationState
from coachdesk.users.models import User
from coachdesk.users.policies import WORK_WITH_CLIENTS
from coachdesk.users.today_lines import TodayLine

_SHOWN = 20


def _waiting() -> QuerySet[PartnerInvitation]:
    """Wishes that wait for the talk with the coach, the oldest first."""
    rows = PartnerInvitation.objects.filter(
        state=PartnerInvitationState.REQUESTED, case__status=CaseStatus.ACTIVE
    )
    return rows.select_related("case__client").order_by("requested_at")


def today_lines(user: User, counts: Mapping[str, Any]) -> list[TodayLine]:
    """A line for each wish of a client on whose case the person works; one query."""
    if not user.has_role(*WORK_WITH_CLIENTS):
        return []
    mine = Client.objects.editable_by(user).values("pk")
    return [
        TodayLine(
            _("%(client)s wishes to invite the partner") % {"client": wish.case.client.initials},
            f"{reverse('clients:work', args=[wish.case.client_id])}?case={wish.case_id}#wish",
            _("Talk it through"),
            "user-plus",
            wish.requested_at,
        )
        for wish in _waiting().filter(case__client__in=mine)[:_SHOWN]
    ]


def attention(client_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[str]]:
    """The wish among the reasons on the client's page; one query."""
    found = _waiting().filter(case__client__in=client_ids)
    words = _("Wishes to invite the partner. Talk it through alone first.")
    return {wish.case.client_id: [words] for wish in found}
