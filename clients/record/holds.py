"""Legal holds: one person sets one at once, two persons end it (SEC-17, SEC-60).

A hold and an erasure's second yes lock the same row of the client, so that whichever comes second
sees the first.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client, ClientStatus, LegalHold
from clients.record import two_persons
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotAllowed, NotPossible
from coachdesk.users.models import User


@transaction.atomic
def set_hold(*, client: Client, actor: User, reason: str) -> LegalHold:
    """Stop all erasing of a client. Raises NotAllowed, or NotPossible when the client was erased."""
    two_persons.may_act(actor)
    client = Client.objects.select_for_update().get(pk=client.pk)
    if client.status == ClientStatus.PURGED:
        raise NotPossible(_("This record was erased a moment ago. No hold was set."))
    hold = LegalHold.objects.filter(client=client, ended_at=None).first()
    if hold is None:
        hold = LegalHold(client=client, reason=reason, set_by=actor)
        hold.save(force_insert=True)
        record(action="hold.set", actor=actor, target=hold, person_id=client.pk, reason=reason)
    return hold


def _standing(hold: LegalHold) -> LegalHold:
    """The hold, locked behind its client. Raises NotPossible when it has ended."""
    Client.objects.select_for_update().get(pk=hold.client_id)
    hold = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if hold.ended_at is not None:
        raise NotPossible(_("This hold has ended already."))
    return hold


@transaction.atomic
def propose_end(*, hold: LegalHold, actor: User, reason: str) -> None:
    """The first of two yeses to end a hold, with its reason. Raises NotAllowed; NotPossible when it
    was proposed before or the hold has ended."""
    two_persons.may_act(actor)
    hold = _standing(hold)
    if hold.end_proposed_at is not None:
        raise NotPossible(_("The end of this hold was proposed before. It waits for another yes."))
    hold.end_proposed_by, hold.end_proposed_at, hold.end_reason = actor, timezone.now(), reason
    hold.save(update_fields=["end_proposed_by", "end_proposed_at", "end_reason"])
    record(
        action="hold.end_proposed",
        actor=actor,
        target=hold,
        person_id=hold.client_id,
        reason=reason,
    )


@transaction.atomic
def keep_hold(*, hold: LegalHold, actor: User) -> None:
    """Take the proposal to end a hold back. Raises NotAllowed, NotPossible."""
    two_persons.may_act(actor)
    hold = _standing(hold)
    if hold.end_proposed_at is None:
        raise NotPossible(_("Nobody has proposed to end this hold."))
    hold.end_proposed_by, hold.end_proposed_at, hold.end_reason = None, None, ""
    hold.save(update_fields=["end_proposed_by", "end_proposed_at", "end_reason"])
    record(action="hold.kept", actor=actor, target=hold, person_id=hold.client_id)


@transaction.atomic
def end_hold(*, hold: LegalHold, actor: User) -> None:
    """The second yes ends a hold. Raises NotAllowed for whoever proposed it, NotPossible before
    that."""
    two_persons.may_act(actor)
    hold = _standing(hold)
    if hold.end_proposed_at is None:
        raise NotPossible(_("First one person proposes the end, with a reason."))
    if hold.end_proposed_by_id == actor.pk:
        raise NotAllowed
    hold.ended_by, hold.ended_at = actor, timezone.now()
    hold.save(update_fields=["ended_by", "ended_at"])
    record(action="hold.ended", actor=actor, target=hold, person_id=hold.client_id)
