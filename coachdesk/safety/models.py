"""Flags, the log of what was done about them, and help numbers."""

from __future__ import annotations

import re

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.safety.triage.lexicon import CODES
from coachdesk.users.models import User


class FlagState(models.TextChoices):
    OPEN = "open", _("Open")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    IN_PROGRESS = "in_progress", _("In progress")
    ESCALATED = "escalated", _("Escalated")
    CLEARED = "cleared", _("Cleared")
    CLOSED = "closed", _("Closed")


STILL_OPEN = (FlagState.OPEN, FlagState.ACKNOWLEDGED, FlagState.IN_PROGRESS, FlagState.ESCALATED)


def every_code() -> list[str]:
    """What codes that do not open are read as: everything that closes something stays closed."""
    return sorted(CODES)


class SafetyFlag(models.Model):
    """Somebody may be unsafe. ``subject`` is the letter, comment, log or message by kind and id;
    ``person_id`` the client's or letter's id. Codes are private text (SEC-45)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=30)
    subject_id = models.UUIDField()
    person_id = models.UUIDField(db_index=True)
    urgent = models.BooleanField()
    codes = SealedJSONField(unreadable=every_code)
    findings = SealedJSONField(blank=True, default="", unreadable=list)
    state = models.CharField(max_length=15, choices=FlagState.choices, default=FlagState.OPEN)
    level = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # The person may be answered while the danger lasts: a supervisor's decision.
    answer_allowed_at = models.DateTimeField(null=True, blank=True)
    answer_allowed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="flag_state_known", condition=Q(state__in=[s.value for s in FlagState])
            ),
            models.CheckConstraint(
                name="flag_ended_has_time",
                condition=~Q(state__in=["cleared", "closed"]) | Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["acknowledge_by"], name="flag_waiting", condition=Q(state="open")),
            models.Index(
                fields=["person_id"],
                name="flag_still_open",
                condition=Q(state__in=["open", "acknowledged", "in_progress", "escalated"]),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="flag_subject"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EscalationEntry(models.Model):
    """One act about a flag: append-only, kept when everything else is erased (DOMAIN-8)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    flag = models.ForeignKey(SafetyFlag, models.PROTECT, related_name="entries")
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    act = models.CharField(
        max_length=30
    )  # opened, alerted, acknowledged, contacted, note, cleared …
    note = SealedTextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["flag", "at"], name="escalation_order")]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"


class HelpNumber(models.Model):
    """A number to call, per country; warned about when not verified for 180 days."""

    country = models.CharField(max_length=2, blank=True)  # blank: everywhere
    kind = models.CharField(max_length=20)  # emergency, crisis, violence, children
    label = models.CharField(max_length=120)
    number = models.CharField(max_length=60)
    note = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    verified_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "kind", "number"], name="help_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.number}"

    @property
    def links(self) -> list[tuple[str, str]]:
        """What stands in ``number``, in order, with the link that a tap follows: a phone number, a
        message where the note says that one may text, an address of the web; else blank."""
        found = []
        for part in self.number.split(" or "):
            digits = re.sub(r"[\s().-]", "", part)
            if re.fullmatch(r"\+?\d+", digits):
                found.append((part, f"tel:{digits}"))
                if re.search(r"\btext\b", self.note, re.IGNORECASE):
                    found.append((_("Text %(number)s") % {"number": part}, f"sms:{digits}"))
            elif re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", part):
                found.append((part, f"https://{part}"))
            else:
                found.append((part, ""))
        return found
