"""Clients: people served, and people who asked to be."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.consents.models import ConsentGrant, ConsentKind, GrantState
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField
from coachdesk.lib.zones import practice_zone
from coachdesk.users.models import Role, Supervision, User

PARTNER = "partner"  # a client's source: came in on the wish of another client


class ClientStatus(models.TextChoices):
    PROSPECT = "prospect", _("Prospect")
    INTAKE = "intake", _("Intake")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    FORMER = "former", _("Former")
    REFERRED_OUT = "referred_out", _("Referred on")
    PURGED = "purged", _("Erased")


_OVER = ("closed", "cancelled")  # states of a case


def _worked_by(users: Any) -> models.QuerySet[Any]:
    """Ids of the clients on whose cases the people work now; a subquery of its own, so that its
    cost does not grow with the clients that are asked about.

    A case that is over opens the record only while the client has no open one: else it belongs to
    whoever works on that.
    """
    now = timezone.now()
    assignments = apps.get_model("clients", "CaseAssignment")._default_manager
    working = assignments.filter(Q(until=None) | Q(until__gt=now), user__in=users, since__lte=now)
    over = Q(case__status__in=_OVER)
    cases = apps.get_model("clients", "Case")._default_manager
    running = cases.filter(client=OuterRef("case__client")).exclude(status__in=_OVER)
    return working.filter(~over | ~Q(Exists(running))).values("case__client_id")


def _open_glass(user: User) -> models.QuerySet[Any]:
    """Ids of the clients this person has an open emergency access to (SEC-18)."""
    accesses = apps.get_model("clients", "BreakGlass")._default_manager
    return accesses.filter(actor=user, until__gt=timezone.now(), ended_at=None).values("client_id")


def _supervised(user: User) -> Q:
    """Clients of the coaches this person supervises who agreed to supervision."""
    coaches = Supervision.objects.filter(supervisor=user, ended_at=None).values("coach_id")
    agreed = ConsentGrant.objects.filter(kind=ConsentKind.SUPERVISION, state=GrantState.GRANTED)
    return Q(pk__in=_worked_by(coaches)) & Q(pk__in=agreed.values("person_id"))


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user: User) -> ClientQuerySet:
        """Clients whose record the person may open (SEC-00).

        A client sees the own record; staff those on whose cases they work now; a supervisor also
        those of the supervised coaches, where the client agreed to supervision. Owner and
        supervisor see a record for an hour after a reasoned emergency access (SEC-18).
        """
        if user.is_client:
            return self.filter(user=user)
        if not user.has_role(Role.COACH, Role.SUPERVISOR, Role.OWNER):
            return self.none()
        allowed = Q(pk__in=_worked_by([user]))
        if user.has_role(Role.SUPERVISOR, Role.OWNER):
            allowed |= Q(pk__in=_open_glass(user))
        if user.has_role(Role.SUPERVISOR):
            allowed |= _supervised(user)
        return self.exclude(status=ClientStatus.PURGED).filter(allowed)

    def in_emergency(self, user: User) -> ClientQuerySet:
        """Clients whose record the person opened in an emergency, for its hour (SEC-18)."""
        if user.is_client or not user.has_role(Role.SUPERVISOR, Role.OWNER):
            return self.none()
        return self.exclude(status=ClientStatus.PURGED).filter(pk__in=_open_glass(user))

    def led_by(self, user: User) -> ClientQuerySet:
        """Clients on whose cases the person works or whose coach they supervise: those they may
        assign to somebody else. Emergency access only reads and is not among them (SEC-18)."""
        if user.is_client or not user.has_role(Role.COACH, Role.SUPERVISOR):
            return self.none()
        led = Q(pk__in=_worked_by([user]))
        if user.has_role(Role.SUPERVISOR):
            led |= _supervised(user)
        return self.exclude(status=ClientStatus.PURGED).filter(led)

    def editable_by(self, user: User) -> ClientQuerySet:
        """Clients on whose cases the person works now; supervision reads, it does not write."""
        if user.is_client or not user.has_role(Role.COACH, Role.SUPERVISOR):
            return self.none()
        return self.exclude(status=ClientStatus.PURGED).filter(pk__in=_worked_by([user]))

    def names_visible_to(self, user: User) -> ClientQuerySet:
        """Clients whose name, times and safe contact the person may see: front desk sees all."""
        if user.has_role(Role.FRONT_DESK):
            return self.exclude(status=ClientStatus.PURGED).filter(merged_into=None)
        return self.visible_to(user)


class Client(models.Model):
    """A person served, or one who asked to be. The primary key is the ``person_id`` of safe-contact
    records, consents and safety flags."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12, unique=True)
    name = SealedTextField()
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="client_record"
    )
    status = models.CharField(
        max_length=15, choices=ClientStatus.choices, default=ClientStatus.PROSPECT
    )
    source = models.CharField(max_length=20, default="hand")  # question, referral, hand, partner
    source_question_id = models.UUIDField(null=True, blank=True, unique=True)
    time_zone = models.CharField(max_length=64, default=practice_zone)
    country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    status_changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    at_home = SealedTextField(blank=True)  # what is good to know, in the client's words
    lock_word = SealedTextField(blank=True)  # opens the portal after a lockdown
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="merged_from"
    )

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="client_status_known", condition=Q(status__in=[s.value for s in ClientStatus])
            )
        ]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="client_status"),
            models.Index(fields=["-created_at", "id"], name="client_newest"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def initials(self) -> str:
        """At most two letters for lists and prints (DOMAIN-10: minimum necessary)."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


class NameKey(models.Model):
    """A keyed hash of one beginning of one word of a client's name, to find it without an index of
    clear names (SEC-53)."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="name_keys")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hash", "client"], name="name_key_once")]

    def __str__(self) -> str:
        return str(self.pk)
