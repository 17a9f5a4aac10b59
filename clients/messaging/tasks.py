"""The neutral notice for a message that is still unread; the gate decides whether it leaves."""

from __future__ import annotations

from django.db import transaction

from clients.messaging.models import Message
from coachdesk.outbox.services import enqueue_mail


def notify(message_id: str) -> None:
    """Queue one notice for an unread message; running twice queues one."""
    with transaction.atomic():
        message = Message.objects.select_related("client__user").filter(pk=message_id).first()
        if message is not None and message.read_at is None:
            enqueue_mail(
                "client.message",
                person_id=message.client_id,
                user=message.client.user,
                dedupe_key=f"message-notice:{message.pk}",
            )
