"""Who worked on a text, and whose yes it has: the rows that the second look stands on."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id
from coachdesk.users.models import User


class ObjectKind(models.TextChoices):
    REPLY = "reply", _("Private answer")
    ARTICLE = "article", _("Article")


class ApprovalKind(models.TextChoices):
    """``second``: somebody who did not work on the text. ``cold``: the same person, a night later."""

    SECOND = "second", _("Read by a second person")
    COLD = "cold", _("Read again after a night")


class Contribution(models.Model):
    """One person's newest work on a text: wrote, decided a detail, or handed it in."""

    object_id = models.UUIDField()
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object_id", "person"], name="contribution_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} on {self.object_id}"


class Approval(models.Model):
    """A yes to exactly one text. The database refuses one that breaks SEC-74, by any path."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    object_kind = models.CharField(max_length=8, choices=ObjectKind.choices)
    object_id = models.UUIDField()
    text_hash = models.CharField(max_length=64)
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=ApprovalKind.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["object_id", "-at"], name="approval_newest")]
        constraints = [
            models.CheckConstraint(
                name="approval_kinds_known",
                condition=Q(
                    object_kind__in=[k.value for k in ObjectKind],
                    kind__in=[k.value for k in ApprovalKind],
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
