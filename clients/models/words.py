"""The words-and-actions log and the control sorter: descriptive only, no motives (DOMAIN-1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.people import Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField
from coachdesk.users.models import User


class Lane(models.TextChoices):
    SAID = "said", _("What was said")
    DONE = "done", _("What was done")


class Source(models.TextChoices):
    SAID_TO_ME = "said_to_me", _("Said to me")
    SEEN_BY_ME = "seen_by_me", _("Seen by me")


class WordsEntry(models.Model):
    """One dated line: what was said about staying or leaving, or what was then done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="words")
    lane = models.CharField(max_length=5, choices=Lane.choices)
    source = models.CharField(max_length=12, choices=Source.choices)
    on = models.DateField()
    announced_for = models.DateField(null=True, blank=True)
    text = SealedTextField()
    contrast_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="contrasts"
    )
    tags = models.JSONField(default=list, blank=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="words_lane_known", condition=Q(lane__in=[x.value for x in Lane])
            ),
            models.CheckConstraint(
                name="words_announced_only_when_said",
                condition=Q(lane="said") | Q(announced_for=None),
            ),
        ]
        indexes = [models.Index(fields=["client", "-on"], name="words_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class Bucket(models.TextChoices):
    MINE = "mine", _("Mine")
    INFLUENCE = "influence", _("I can influence it")
    NOT_MINE = "not_mine", _("Not mine")


class Worry(models.Model):
    """A worry, sorted by whose it is. Only "mine" can become homework."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="worries")
    text = SealedTextField()
    bucket = models.CharField(max_length=10, choices=Bucket.choices)
    created_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(default=timezone.now)
    let_go_at = models.DateTimeField(null=True, blank=True)
    wanted_as_step = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="worry_bucket_known", condition=Q(bucket__in=[b.value for b in Bucket])
            ),
            models.CheckConstraint(
                name="only_mine_becomes_a_step",
                condition=Q(wanted_as_step=False) | Q(bucket="mine"),
            ),
        ]
        indexes = [models.Index(fields=["client", "-created_at"], name="worry_newest")]

    def __str__(self) -> str:
        return str(self.pk)
