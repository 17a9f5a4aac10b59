"""Versioned texts and what people said to them (SEC-73)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField
from coachdesk.users.models import User


class ConsentKind(models.TextChoices):
    ANSWER = "answer", _("Private answer")
    PUBLICATION = "publication", _("Publication of a disguised version")
    FOLLOW_UP = "follow_up", _("Follow-up contact")
    SERVICE = "service", _("Service agreement")
    PRIVACY = "privacy", _("Privacy notice")
    CONTACT = "contact", _("Contact on a channel")
    VIDEO = "video", _("Video sessions")
    RELEASE = "release", _("Release to a named recipient")
    # Said to earlier versions only: the text did not name how confidences are kept.
    MULTI_PERSON = "multi_person", _("Work with more than one person")
    MULTI_NO_SECRETS = "multi_no_secrets", _("Work with two people, no secrets")
    MULTI_DISCRETION = "multi_discretion", _("Work with two people, the coach decides")
    MULTI_INDIVIDUAL = "multi_individual", _("Work with two people, each one’s own stays")
    SERVICE_SECOND = "service_second", _("Service agreement of the second person")
    SUPERVISION = "supervision", _("Supervision of the work")


class ConsentText(models.Model):
    """One version of one text in one language; published ones never change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20, choices=ConsentKind.choices)
    version = models.PositiveIntegerField()
    locale = models.CharField(max_length=12, default="en")
    title = models.CharField(max_length=120)
    body = models.TextField()
    hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "version", "locale"], name="consent_text_once"),
            models.CheckConstraint(
                name="consent_kind_known", condition=Q(kind__in=[k.value for k in ConsentKind])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.locale}/{self.version}"


class GrantState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    GRANTED = "granted", _("Granted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Superseded")


class ConsentGrant(models.Model):
    """What one person (client or letter, by id) said to one text; rows are kept, never rewritten
    beyond their state."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    text = models.ForeignKey(ConsentText, models.PROTECT, related_name="grants")
    kind = models.CharField(max_length=20, choices=ConsentKind.choices)
    state = models.CharField(max_length=12, choices=GrantState.choices)
    method = models.CharField(max_length=20)  # form, portal, paper, voice
    proof = SealedJSONField(blank=True, default="")  # typed name, bound text hash, scope
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "kind"],
                condition=Q(state="granted") & ~Q(kind__in=["release", "contact"]),
                name="one_granted_a_kind",
            ),
            models.CheckConstraint(
                name="grant_state_known", condition=Q(state__in=[s.value for s in GrantState])
            ),
        ]
        indexes = [models.Index(fields=["person_id", "kind", "-at"], name="grant_person")]

    def __str__(self) -> str:
        return str(self.pk)
