"""Mail that the users' floor asks for."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.outbox.person_lookup import person_of
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import Invitation, User
from coachdesk.users.signals import invitation_renewed, mail_requested


@receiver(mail_requested)
def queue_mail(
    sender: Any,
    *,
    kind: str,
    user: User | None,
    secret: str = "",
    invitation: Invitation | None = None,
    alias: str = "",
    **kwargs: Any,
) -> None:
    """A client's code goes through the same gate as every other mail."""
    person_id = person_of(user) if user is not None and user.is_client else None
    with transaction.atomic():
        enqueue_mail(
            kind,
            user=user,
            person_id=person_id,
            secret=secret,
            invitation=invitation,
            alias=alias,
        )


@receiver(invitation_renewed)
def drop_old_link(sender: Any, *, invitation: Invitation, **kwargs: Any) -> None:
    """The link in a mail that has not left is dead now."""
    OutboxMessage.objects.filter(invitation=invitation).exclude(state=MessageState.DONE).update(
        state=MessageState.CANCELLED, secret="", lease_until=None
    )
