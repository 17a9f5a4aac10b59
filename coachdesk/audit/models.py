"""Who did what and who read what: append-only, linked into a hash chain (SEC-54)."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField
from coachdesk.users.models import User


class AuditEvent(models.Model):
    """One act. Names of changed fields, never their contents. Triggers refuse UPDATE and DELETE."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    role = models.CharField(max_length=80, blank=True)
    session_ref = models.CharField(max_length=16, blank=True)
    network_address = models.CharField(max_length=45, blank=True)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True, help_text="The client or writer whose record it is.")
    fields = models.JSONField(default=list)
    reason = SealedTextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "id"], name="audit_newest"),
            models.Index(fields=["person_id", "-at"], name="audit_person"),
            models.Index(fields=["object_id", "-at"], name="audit_object"),
            models.Index(fields=["actor", "-at"], name="audit_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.pk}"


class AuditLink(models.Model):
    """An event's place in the chain: ``hash`` covers the event and the hash before it."""

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(
        AuditEvent, models.DO_NOTHING, related_name="link", db_constraint=False
    )
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.number)
