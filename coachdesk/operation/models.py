"""What the operator's work leaves in the database: runs and their results, the journal's queue."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id


class RunKind(models.TextChoices):
    BACKUP = "backup", _("Backup")
    DRILL = "drill", _("Restore drill")
    RESTORE = "restore", _("Restore")
    ROTATION = "rotation", _("Change of the field key")


class OperationRun(models.Model):
    """One backup, drill, restore or key rotation; ``report`` holds numbers, names and hashes only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=RunKind.choices)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    good = models.BooleanField(default=False)
    report = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="operation_kind_known", condition=Q(kind__in=[k.value for k in RunKind])
            ),
            models.CheckConstraint(
                name="operation_good_has_end", condition=Q(good=False) | Q(ended_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["kind", "-started_at"], name="operation_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class WaitingLine(models.Model):
    """A line of the journal, written with its act and waiting for its place outside the database; the
    row goes when the line is on disk. Ids and keyed hashes only. ``event_id`` is the act's audit event:
    a copy that has it has the act too."""

    at = models.DateTimeField(default=timezone.now)
    act = models.CharField(max_length=60)
    event_id = models.UUIDField(null=True)
    object_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    facts = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class Alarm(models.Model):
    """When the operator was last told of one kind of trouble."""

    name = models.CharField(max_length=40, primary_key=True)
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
