"""A full copy of one client's record: an owner asks, another person approves (SEC-17, SEC-62).

It holds what the client's own copy holds and the signed notes; process notes never. It is made when
it is taken and kept nowhere, by the one who asked alone, and for a short while.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client, ClientStatus, RecordCopy
from clients.page.timeline import note_event
from clients.record import two_persons
from clients.record.export import build_export
from coachdesk.audit.services import record
from coachdesk.exports import Receiver
from coachdesk.lib.errors import Closed, NotAllowed
from coachdesk.users.models import Role, User
from coachdesk.users.team import COOLING_OFF

OPEN_FOR = timedelta(hours=24)
AGAIN_FOR = timedelta(minutes=10)  # once taken: a failed download may be repeated (SEC-62)


@transaction.atomic
def ask_for_copy(*, client: Client, actor: User, reason: str) -> RecordCopy:
    """Ask for a copy; one that waits or is open already is given back.

    Raises NotAllowed for anybody but an owner, Closed for a client who was erased.
    """
    if not actor.has_role(Role.OWNER):
        raise NotAllowed
    client = Client.objects.select_for_update().get(pk=client.pk)
    if client.status == ClientStatus.PURGED:
        raise Closed
    lapsed = RecordCopy.objects.filter(client=client, done_at=None, open_until__lte=timezone.now())
    lapsed.update(done_at=timezone.now())
    found = RecordCopy.objects.filter(client=client, done_at=None).first()
    if found is not None:
        return found
    copy = RecordCopy(client=client, reason=reason)
    two_persons.propose(copy, actor=actor, reason=reason)
    return copy


@transaction.atomic
def approve_copy(*, copy: RecordCopy, actor: User) -> None:
    """The second yes opens the copy for a day to the one who asked. A practice of one person waits
    a day instead. Raises NotAllowed, or Closed when it was approved before."""
    copy = RecordCopy.objects.select_for_update().get(pk=copy.pk)
    if copy.approved_at is not None:
        raise Closed
    two_persons.add_yes(copy, actor=actor, alone_after=COOLING_OFF)
    copy.alone = copy.approved_by_id == copy.proposed_by_id
    copy.open_until = timezone.now() + OPEN_FOR
    copy.save()
    record(action="copy.approved", actor=actor, target=copy, person_id=copy.client_id)
    line = _("An export of the record was approved")
    note_event(client=copy.client, kind="record", line=line, actor=actor)


@transaction.atomic
def take_copy(*, copy: RecordCopy, actor: User) -> dict[str, Any]:
    """The copy, for the one who asked. Raises NotAllowed or Closed."""
    copy = RecordCopy.objects.select_for_update().select_related("client").get(pk=copy.pk)
    if copy.proposed_by_id != actor.pk or not actor.has_role(Role.OWNER):
        raise NotAllowed
    now = timezone.now()
    if not is_open(copy) or copy.client.status == ClientStatus.PURGED:
        raise Closed
    if copy.taken_at is None and copy.open_until is not None:
        copy.taken_at, copy.open_until = now, min(copy.open_until, now + AGAIN_FOR)
        copy.save(update_fields=["taken_at", "open_until"])
    return build_export(copy.client, actor=actor, receiver=Receiver.TWO_PERSONS)


def is_open(copy: RecordCopy) -> bool:
    """Whether it may be taken now."""
    return copy.open_until is not None and timezone.now() < copy.open_until


def may_approve(copy: RecordCopy, actor: User) -> bool:
    """Whether this person's yes would open the copy now; for those who may approve at all."""
    return two_persons.may_add_yes(copy, actor=actor, alone_after=COOLING_OFF)
