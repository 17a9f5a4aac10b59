"""Private answers to letters, and what their writers send afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.questions.models.letters import Question
from coachdesk.users.models import User


class ReplyState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    LEAVING = "leaving", _("Leaving")
    SENT = "sent", _("Sent")


class Reply(models.Model):
    """A private answer. ``parts``: title, opening, answer, points [{title, text, step?}], takeaways [..].

    A point's ``step`` names a step of a program and is for the desk; the writer's page leaves it out.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="replies")
    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReplyState.choices, default=ReplyState.DRAFT)
    parts = SealedJSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    byline = SealedTextField(blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    leaves_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="reply_number_once"),
            models.UniqueConstraint(
                fields=["question"], condition=~Q(state="sent"), name="one_open_reply"
            ),
            models.CheckConstraint(
                name="reply_state_known", condition=Q(state__in=[s.value for s in ReplyState])
            ),
            models.CheckConstraint(
                name="reply_sent_has_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ReplyVersion(models.Model):
    """An earlier wording of an answer, to compare and restore."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reply = models.ForeignKey(Reply, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    parts = SealedJSONField(default=dict)
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["reply", "number"], name="reply_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.number}"


class WriterKind(models.TextChoices):
    FOLLOW_UP = "follow_up", _("A question back")
    ADDITION = "addition", _("Added to the letter")


class WriterMessage(models.Model):
    """What the writer sent after the letter: one question back, or something to add."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    question = models.ForeignKey(Question, models.CASCADE, related_name="writer_messages")
    kind = models.CharField(max_length=10, choices=WriterKind.choices)
    body = SealedTextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(kind="follow_up"), name="one_follow_up"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
