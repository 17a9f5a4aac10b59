"""Putting effects into the outbox, inside the transaction that causes them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.lib.sealed import keyed_hash
from coachdesk.lib.text import normalise_address
from coachdesk.outbox.models import (
    Channel,
    ContactFreeze,
    MessageState,
    OutboxMessage,
    Permission,
    SafeContact,
)
from coachdesk.users.models import Invitation, User


def enqueue(
    task: str,
    *,
    dedupe_key: str | None = None,
    available_at: datetime | None = None,
    **ids: Any,
) -> OutboxMessage:
    """Write an effect: ``task`` is ``app_label.function`` in that app's ``tasks.py``.

    ``ids`` are its keyword arguments and must be ids or short codes, never people's words. A
    repeated ``dedupe_key`` gives the first message back. Raises RuntimeError outside a transaction.
    """
    return _write(
        dedupe_key,
        task=task,
        args={
            key: str(value) if isinstance(value, uuid.UUID) else value for key, value in ids.items()
        },
        available_at=available_at or timezone.now(),
    )


def enqueue_mail(
    kind: str,
    *,
    user: User | None = None,
    person_id: uuid.UUID | None = None,
    invitation: Invitation | None = None,
    secret: str = "",
    dedupe_key: str | None = None,
    available_at: datetime | None = None,
) -> OutboxMessage:
    """Write a mail for one recipient: a member of the team, a person by safe contact, an invitation.

    Its text is made from ``kind`` when it leaves (see ``mails.py``); the gate decides then.
    """
    return _write(
        dedupe_key,
        task="outbox.mail",
        mail_kind=kind,
        user=user,
        person_id=person_id,
        invitation=invitation,
        secret=secret,
        available_at=available_at or timezone.now(),
    )


def _write(dedupe_key: str | None, **columns: Any) -> OutboxMessage:
    if not connection.in_atomic_block:
        raise RuntimeError("the outbox is written inside the transaction that causes the message")
    key = dedupe_key or str(uuid.uuid4())
    found = OutboxMessage.objects.filter(dedupe_key=key).first()
    if found is not None:
        return found
    message = OutboxMessage(dedupe_key=key, **columns)
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)
    message = OutboxMessage.objects.get(dedupe_key=key)
    if settings.TASKS == "celery" and message.available_at <= timezone.now():
        transaction.on_commit(lambda: _wake(message.pk), robust=True)
    return message


def _wake(message_id: uuid.UUID) -> None:
    """Tell Celery at once; when the broker is away the relay's sweep sends it (REL-12)."""
    from coachdesk.outbox.tasks import run

    run.apply_async((str(message_id),), retry=False)


def cancel(*, dedupe_key: str) -> bool:
    """Take back a message that has not left; False when it has or never was."""
    return bool(cancel_any(dedupe_keys=[dedupe_key]))


def cancel_any(*, dedupe_keys: Iterable[str]) -> int:
    """Take back whichever of these messages have not left; how many did not."""
    return OutboxMessage.objects.filter(
        dedupe_key__in=list(dedupe_keys), state=MessageState.WAITING, lease_until=None
    ).update(state=MessageState.CANCELLED)


@transaction.atomic
def set_safe_contact(
    *,
    person_id: uuid.UUID,
    channel: str,
    address: str,
    permission: str,
    actor: User | None,
    **details: Any,
) -> SafeContact:
    """Store what the person said about a channel; counts as confirmed now.

    ``details`` are further fields of SafeContact. Mail counts as safe only when the person says
    that nobody else reads it (SEC-71).
    """
    contact = SafeContact.objects.select_for_update().filter(
        person_id=person_id, channel=channel
    ).first() or SafeContact(person_id=person_id, channel=channel)
    contact.address = address.strip()
    contact.address_hash = (
        keyed_hash("address", normalise_address(address)) if address.strip() else ""
    )
    contact.permission = permission
    for name, value in details.items():
        SafeContact._meta.get_field(name)
        setattr(contact, name, value)
    mail_unsafe = channel == Channel.MAIL and not contact.read_only_by_person
    if mail_unsafe and permission in (Permission.SAFE, Permission.HOURS):
        contact.permission = Permission.NEVER
    contact.confirmed_at = timezone.now()
    contact.save()
    record(
        action="safe_contact.set",
        actor=actor,
        target=contact,
        person_id=person_id,
        fields=["permission", *details],
    )
    return contact


@transaction.atomic
def freeze_contact(*, person_id: uuid.UUID, actor: User | None, reason: str = "") -> None:
    """Lockdown of all outgoing contact for one person, until it is ended."""
    if not ContactFreeze.objects.filter(person_id=person_id, ended_at=None).exists():
        ContactFreeze.objects.create(person_id=person_id, started_by=actor, reason=reason)
        record(action="contact.frozen", actor=actor, person_id=person_id)


@transaction.atomic
def end_freeze(*, person_id: uuid.UUID, actor: User | None) -> None:
    """End a lockdown."""
    ended = ContactFreeze.objects.filter(person_id=person_id, ended_at=None).update(
        ended_at=timezone.now()
    )
    if ended:
        record(action="contact.unfrozen", actor=actor, person_id=person_id)


@transaction.atomic
def try_again(*, message: OutboxMessage, actor: User) -> bool:
    """Let a failed message have its tries again; False for any other (REL-11).

    A withheld one is never sent by hand: the gate is asked anew only by a new act.
    """
    # A code or a link's token is gone by then: those are asked for again by the person.
    once_only = Q(mail_kind__startswith="account.") | Q(mail_kind__startswith="invitation.")
    dead = OutboxMessage.objects.filter(pk=message.pk, state=MessageState.DEAD)
    tried = dead.exclude(once_only).update(
        state=MessageState.WAITING,
        attempts=0,
        last_error="",
        lease_until=None,
        available_at=timezone.now(),
    )
    if tried:
        record(action="message.retried", actor=actor, target=message, person_id=message.person_id)
    return bool(tried)
