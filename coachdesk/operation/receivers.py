"""What the floors below report becomes lines of the journal."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from coachdesk.audit.models import AuditEvent
from coachdesk.operation import journal
from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.signals import mail_left


@receiver(post_save, sender=AuditEvent)
def note_act(sender: Any, *, instance: AuditEvent, created: bool, raw: bool, **kwargs: Any) -> None:
    """An act that must hold after a restore, in its own transaction."""
    if created and not raw:
        journal.note_event(instance)


@receiver(mail_left)
def note_mail(sender: Any, *, message: OutboxMessage, **kwargs: Any) -> None:
    """A mail is gone: its id is its Message-ID, its key keeps the same mail from being written anew."""
    journal.note(journal.SENT, object_id=message.pk, facts=[message.mail_kind, message.dedupe_key])
