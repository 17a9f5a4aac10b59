"""One thread for a client and the team: words in the app, never in a mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients.models import Client, Document
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField
from coachdesk.users.models import User


class Message(models.Model):
    """One message. One from the client is a to-do with a due time until somebody answers it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    from_client = models.BooleanField()
    text = SealedTextField()
    document = models.ForeignKey(Document, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_of_client_is_due",
                condition=Q(from_client=False) | Q(due_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["client", "-at", "id"], name="message_thread"),
            models.Index(
                fields=["client", "due_at"],
                name="message_to_do",
                condition=Q(from_client=True, settled_at=None),
            ),
            models.Index(fields=["client"], name="message_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Away(models.Model):
    """A member of the team is away until a day; clients are told so before they write."""

    user = models.OneToOneField(User, models.CASCADE, related_name="away")
    until = models.DateField()
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.user_id)
