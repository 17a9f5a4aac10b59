"""Check-ins with our own sliders, and scores of published questionnaires."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients.models import Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.users.models import User


class CheckIn(models.Model):
    """One day's sliders of one client: at most one a day, changed as long as the day lasts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="check_ins")
    on = models.DateField()
    values = SealedJSONField()  # slider key: 0 to 10; absent is "no answer"
    note = SealedTextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "on"], name="one_check_in_a_day")]
        indexes = [models.Index(fields=["client", "-on"], name="check_in_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class MeasureScore(models.Model):
    """A questionnaire's score, entered by the team from the rights holder's own form."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="scores")
    code = models.CharField(max_length=20)
    taken_on = models.DateField()
    score = SealedJSONField()  # a number; sealed, as it tells about a person's state
    note = SealedTextField(blank=True)
    entered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    void_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "code", "taken_on"],
                condition=Q(void_at=None),
                name="one_score_a_day",
            )
        ]
        indexes = [models.Index(fields=["client", "code", "-taken_on"], name="score_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class MeasurePlan(models.Model):
    """A questionnaire that the coach wants again: once, or every so many weeks from a day on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="measure_plans")
    code = models.CharField(max_length=20)
    start_on = models.DateField()
    every_weeks = models.PositiveSmallIntegerField(null=True, blank=True)  # none: only once
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="measure_plan_weeks",
                condition=Q(every_weeks=None) | Q(every_weeks__gte=1, every_weeks__lte=52),
            ),
            models.UniqueConstraint(
                fields=["client", "code"],
                condition=Q(ended_at=None),
                name="one_plan_a_questionnaire",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
