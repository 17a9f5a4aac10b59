"""Acts on one client that take two persons: an erasure, a full copy of the record (SEC-17)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clients.models import TwoPersonAct
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotAllowed
from coachdesk.users.models import User
from coachdesk.users.policies import KEEPS_RECORDS


def may_act(actor: User) -> None:
    """Raises NotAllowed for anybody who may neither propose nor approve."""
    if not actor.has_role(*KEEPS_RECORDS):
        raise NotAllowed


def propose(act: TwoPersonAct, *, actor: User | None, reason: str = "") -> None:
    """Store a new act with its proposal in the audit log; ``reason`` is sealed there."""
    act.proposed_by = actor
    act.save(force_insert=True)
    record(
        action=f"{act.audit_word}.proposed",
        actor=actor,
        target=act,
        person_id=act.client_id,
        reason=reason,
    )


def nobody_else(actor: User) -> bool:
    """Whether this person is the only one who could approve."""
    return not User.objects.with_role(*KEEPS_RECORDS).exclude(pk=actor.pk).exists()


def may_add_yes(act: TwoPersonAct, *, actor: User, alone_after: timedelta | None = None) -> bool:
    """Whether a person who may approve is the second one; or the first again, when nobody else
    could say it and ``alone_after`` has passed since the proposal (SEC-17)."""
    if act.proposed_by_id != actor.pk:
        return True
    waited = alone_after is not None and act.proposed_at + alone_after <= timezone.now()
    return waited and nobody_else(actor)


def add_yes(act: TwoPersonAct, *, actor: User, alone_after: timedelta | None = None) -> bool:
    """Add a person's yes to an act that is locked; True when it is approved by it, not yet saved.

    What a job proposed takes two. Raises NotAllowed where ``may_add_yes`` says no.
    """
    may_act(actor)
    if act.proposed_by_id is None:
        act.proposed_by = actor
        act.save(update_fields=["proposed_by"])
        record(
            action=f"{act.audit_word}.approved",
            actor=actor,
            target=act,
            person_id=act.client_id,
        )
        return False
    if not may_add_yes(act, actor=actor, alone_after=alone_after):
        raise NotAllowed
    act.approved_by, act.approved_at = actor, timezone.now()
    return True


@transaction.atomic
def withdraw(act: TwoPersonAct, *, actor: User) -> None:
    """Take an act back before it is carried out. Raises NotAllowed."""
    may_act(actor)
    record(
        action=f"{act.audit_word}.withdrawn",
        actor=actor,
        target=act,
        person_id=act.client_id,
    )
    type(act)._default_manager.filter(pk=act.pk, done_at=None).delete()
