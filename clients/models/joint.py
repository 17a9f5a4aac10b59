"""Work with both partners: offered to both by the coach, signed by each, begun and ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.cases import Case
from clients.models.people import Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.users.models import User


class Confidences(models.TextChoices):
    """How what one partner tells alone is kept (DOMAIN-10); it stands in the text that both sign."""

    NO_SECRETS = "no_secrets", _("No secrets: what one tells alone may be brought up")
    DISCRETION = "counselor_discretion", _("The coach decides what has to be brought up")
    INDIVIDUAL = "full_individual", _("What one tells alone stays with that person")


class JointState(models.TextChoices):
    OFFERED = "offered", _("Offered to both")
    BEGUN = "begun", _("Begun")
    TAKEN_BACK = "taken_back", _("Taken back")
    ENDED = "ended", _("Ended")


OPEN_JOINT = (JointState.OFFERED, JointState.BEGUN)


class JointWork(models.Model):
    """Two people with a record of their own each, who agreed to be worked with together.

    ``case`` is the one-partner case it grew out of, and ``partner`` the one who came in on the wish
    of its client. What was typed for the new cases waits here until both have signed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="joint_work")
    partner = models.ForeignKey(Client, models.PROTECT, related_name="joint_work")
    policy = models.CharField(max_length=24, choices=Confidences.choices)
    state = models.CharField(max_length=12, choices=JointState.choices, default=JointState.OFFERED)
    carry = SealedJSONField(default=list)
    summary = SealedTextField(blank=True)
    offered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    offered_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    first_case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="first_in"
    )
    second_case = models.OneToOneField(
        Case, models.PROTECT, null=True, blank=True, related_name="second_in"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="joint_state_known", condition=Q(state__in=[s.value for s in JointState])
            ),
            models.CheckConstraint(
                name="joint_policy_known", condition=Q(policy__in=[c.value for c in Confidences])
            ),
            models.CheckConstraint(
                name="joint_begun_has_both_cases",
                condition=Q(begun_at=None, first_case=None, second_case=None)
                | Q(begun_at__isnull=False, first_case__isnull=False, second_case__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=["offered", "begun"]),
                name="joint_once_a_case",
            ),
            models.UniqueConstraint(
                fields=["partner"],
                condition=Q(state__in=["offered", "begun"]),
                name="joint_once_a_partner",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
