"""Safety screening with our own wording, and a supervisor's override (DOMAIN-8)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.people import Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.users.models import User


class Outcome(models.TextChoices):
    CLEAR = "clear", _("Clear")
    CAUTION = "caution", _("Caution")
    STOP = "stop", _("Stop")


class Screening(models.Model):
    """One safety talk, alone with the client. Answers are sealed; they never leave in an export of
    staff data."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="screenings")
    taken_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=10, default="voice")  # voice, in_person, video
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    answers = SealedJSONField()
    note = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="screening_outcome_known", condition=Q(outcome__in=[o.value for o in Outcome])
            )
        ]
        indexes = [models.Index(fields=["client", "-taken_at"], name="screening_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class SafetyOverride(models.Model):
    """A supervisor lets gated work go on for 30 days, with a written reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="overrides")
    reason = SealedTextField()
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
