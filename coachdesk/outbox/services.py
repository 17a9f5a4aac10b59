"""Putting effects into the outbox, inside the transaction that causes them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.lib.sealed import keyed_hash
from coachdesk.lib.text import normalise_address
from coachdesk.outbox.broker import hand_over
from coachdesk.outbox.message_kinds import OWN, good_for, is_declared, is_once_only
from coachdesk.outbox.models import (
    MAIL,
    Channel,
    ContactFreeze,
    MessageState,
    OutboxMessage,
    Permission,
    SafeContact,
)
from coachdesk.users.models import Invitation, Kind, User
from coachdesk.users.services import renew_invitation

# By kind of mail: what makes a new token in the place of one that never left. Apps add theirs.
fresh_secrets: dict[str, Callable[[OutboxMessage], str]] = {}


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
    alias: str = "",
    dedupe_key: str | None = None,
    available_at: datetime | None = None,
    good_until: datetime | None = None,
) -> OutboxMessage:
    """Write a mail for one recipient: a member of the team, a person by safe contact, an invitation,
    or whoever has the log-in ``alias`` when it leaves, if anybody has (SEC-05).

    Its text is made from ``kind`` when it leaves (see ``mail_texts.py``); the gate decides then.
    After ``good_until`` it never leaves; an invitation brings its own end, a code its kind's.
    Raises ValueError for a kind that does not say whether it counts against the weekly budget and
    how long it is good for, and for a missing end where the kind wants one.
    """
    if not is_declared(kind):
        raise ValueError(f"the mail kind {kind} is not declared")
    life, begins = good_for(kind), available_at or timezone.now()
    if good_until is None and invitation is not None:
        good_until = invitation.expires_at
    if good_until is None and life == OWN:
        raise ValueError(f"a mail of the kind {kind} says until when it is good")
    if good_until is None and life is not None:
        good_until = begins + life
    return _write(
        dedupe_key,
        task=MAIL,
        args={"alias": alias} if alias else {},
        mail_kind=kind,
        user=user,
        person_id=person_id,
        invitation=invitation,
        secret=secret,
        available_at=begins,
        expires_at=good_until,
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
        # Not a partial: it has no name for Django to log, and the failure would reach the person.
        transaction.on_commit(lambda: hand_over(message.pk), robust=True)  # else the sweep: REL-12
    return message


def cancel(*, dedupe_key: str) -> bool:
    """Take back a message that has not left; False when it has or never was."""
    return bool(cancel_any(dedupe_keys=[dedupe_key]))


def cancel_any(*, dedupe_keys: Iterable[str]) -> int:
    """Take back whichever of these messages have not left; how many did not."""
    return OutboxMessage.objects.filter(
        dedupe_key__in=list(dedupe_keys), state=MessageState.WAITING, lease_until=None
    ).update(state=MessageState.CANCELLED, secret="")


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
def try_again(*, message: OutboxMessage, actor: User) -> OutboxMessage:
    """Let a failed or run-out message have its tries anew; gives the one that waits now (REL-11).

    Where it carried a link that may be used once, a new link is made and goes in a new mail. A
    withheld one is never sent by hand: the gate is asked anew only by a new act. Raises NotPossible
    with a sentence, Blocked when something stands against the person's invitation.
    """
    row = OutboxMessage.objects.select_for_update(of=("self",)).select_related("invitation")
    message = row.get(pk=message.pk)
    if message.state not in (MessageState.DEAD, MessageState.EXPIRED):
        raise NotPossible(_("Only a failed message can be tried again."))
    again = _renewed(message, actor) if is_once_only(message.mail_kind) else _tried_anew(message)
    record(action="message.retried", actor=actor, target=again, person_id=again.person_id)
    return again


def _renewed(message: OutboxMessage, actor: User) -> OutboxMessage:
    renew = fresh_secrets.get(message.mail_kind)
    invitation = message.invitation
    if invitation is not None and invitation.kind == Kind.STAFF:
        raise NotPossible(_("An owner invites again on the Team page."))
    if invitation is not None:
        invitation, secret = renew_invitation(invitation=invitation, actor=actor)
    elif renew is not None:
        secret = renew(message)
        message.state = MessageState.CANCELLED
        message.save(update_fields=["state"])
    else:
        raise NotPossible(_("A code is not sent again: the person asks for a new one at sign-in."))
    return enqueue_mail(
        message.mail_kind, person_id=message.person_id, invitation=invitation, secret=secret
    )


def _tried_anew(message: OutboxMessage) -> OutboxMessage:
    if message.state == MessageState.EXPIRED:
        raise NotPossible(_("The time that this was about is over."))
    message.state, message.attempts, message.available_at = MessageState.WAITING, 0, timezone.now()
    message.last_error, message.failing_since, message.lease_until = "", None, None
    message.save()
    return message
