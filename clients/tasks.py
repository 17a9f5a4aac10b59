"""The floor's daily work; the outbox runs it by name."""

from __future__ import annotations

from django.utils import timezone

from clients.models import Erasure, PartnerInvitation, PartnerInvitationState
from clients.record.erase import due_for_erasure, propose_erasure
from coachdesk.lib.errors import Blocked
from coachdesk.users.models import InvitationState


def daily() -> None:
    """Propose what retention is over for (two persons approve it); close lapsed partner
    invitations. Safe to run twice."""
    for client in due_for_erasure().exclude(
        pk__in=Erasure.objects.filter(done_at=None).values("client_id")
    )[:200]:
        try:
            propose_erasure(client=client, actor=None, why="retention")
        except Blocked:
            continue
    PartnerInvitation.objects.filter(
        state=PartnerInvitationState.SENT,
        invitation__expires_at__lt=timezone.now(),
    ).exclude(invitation__state=InvitationState.ACCEPTED).update(
        state=PartnerInvitationState.EXPIRED
    )
