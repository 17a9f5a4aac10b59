"""What the team keeps beside letters: notes, saved replies and views, signs of two letters of one couple."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField
from coachdesk.questions.models.letters import Question
from coachdesk.users.models import User


class StaffNote(models.Model):
    """The team among itself about a letter. Nothing in the mail or the reader's page reads this."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="staff_notes")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    body = SealedTextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.pk)


class SavedPassage(models.Model):
    """Words the team uses again, with places for {name}."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=120)
    body = models.TextField()
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A set of filters one person keeps."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class MirrorNotice(models.Model):
    """Two letters, or a letter and a client, that may come from both sides of one couple.

    Only supervisors are told. ``client_id`` names a record of the floor above.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first = models.ForeignKey(Question, models.CASCADE, null=True, related_name="+")
    client_id = models.UUIDField(null=True, blank=True)
    second = models.ForeignKey(Question, models.CASCADE, related_name="+")
    seen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="mirror_notice_once"),
            models.UniqueConstraint(
                fields=["client_id", "second"],
                condition=Q(client_id__isnull=False),
                name="mirror_client_once",
            ),
            models.CheckConstraint(
                name="mirror_has_one_other_side",
                condition=Q(first=None, client_id__isnull=False)
                | Q(first__isnull=False, client_id=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FactKey(models.Model):
    """A keyed hash of one fact somebody told: finds the other half of a couple, holds no words."""

    id = models.BigAutoField(primary_key=True)
    person_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["hash", "at"], name="fact_shared")]

    def __str__(self) -> str:
        return str(self.pk)
