"""Mail that the users' floor asks for."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from coachdesk.outbox.people import person_of
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import Invitation, User
from coachdesk.users.signals import mail_requested


@receiver(mail_requested)
def queue_mail(
    sender: Any,
    *,
    kind: str,
    user: User | None,
    secret: str = "",
    invitation: Invitation | None = None,
    **kwargs: Any,
) -> None:
    """A client's code goes through the same gate as every other mail."""
    person_id = person_of(user) if user is not None and user.is_client else None
    with transaction.atomic():
        enqueue_mail(kind, user=user, person_id=person_id, secret=secret, invitation=invitation)
