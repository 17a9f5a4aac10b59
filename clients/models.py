"""Clients, their cases, and who on the team works with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.consents.models import ConsentGrant, ConsentKind, GrantState
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField
from coachdesk.users.models import Role, Supervision, User


class ClientStatus(models.TextChoices):
    PROSPECT = "prospect", _("Prospect")
    INTAKE = "intake", _("Intake")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    FORMER = "former", _("Former")
    REFERRED_OUT = "referred_out", _("Referred on")
    PURGED = "purged", _("Erased")


def _works_on_case(user: User, client_ref: str) -> Q:
    """Cases whose client is ``client_ref`` and on which the person works now."""
    now = timezone.now()
    mine = CaseAssignment.objects.filter(user=user).filter(Q(until=None) | Q(until__gt=now))
    return Q(**{client_ref: OuterRef("pk")}) & Q(pk__in=mine.values("case_id"))


class ClientQuerySet(models.QuerySet["Client"]):
    def visible_to(self, user: User) -> ClientQuerySet:
        """Clients whose record the person may open (SECURITY section 2).

        A client sees the own record; staff those on whose cases they work now; a supervisor also
        those of the supervised coaches, where the client agreed to supervision.
        """
        if user.is_client:
            return self.filter(user=user)
        if not user.has_role(Role.COACH, Role.SUPERVISOR):
            return self.none()
        allowed = Q(Exists(Case.objects.filter(_works_on_case(user, "client"))))
        if user.has_role(Role.SUPERVISOR):
            coaches = Supervision.objects.filter(supervisor=user, ended_at=None).values("coach_id")
            supervised = CaseAssignment.objects.filter(
                case__client=OuterRef("pk"), user__in=coaches, until=None
            )
            agreed = ConsentGrant.objects.filter(
                person_id=OuterRef("pk"), kind=ConsentKind.SUPERVISION, state=GrantState.GRANTED
            )
            allowed |= Q(Exists(supervised)) & Q(Exists(agreed))
        return self.exclude(status=ClientStatus.PURGED).filter(allowed)

    def editable_by(self, user: User) -> ClientQuerySet:
        """Clients on whose cases the person works now; supervision reads, it does not write."""
        if user.is_client or not user.has_role(Role.COACH, Role.SUPERVISOR):
            return self.none()
        return self.exclude(status=ClientStatus.PURGED).filter(
            Exists(Case.objects.filter(_works_on_case(user, "client")))
        )

    def names_visible_to(self, user: User) -> ClientQuerySet:
        """Clients whose name, times and safe contact the person may see: front desk sees all."""
        if user.has_role(Role.FRONT_DESK):
            return self.exclude(status=ClientStatus.PURGED)
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
    time_zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    status_changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="client_status_known", condition=Q(status__in=[s.value for s in ClientStatus])
            )
        ]
        indexes = [models.Index(fields=["status", "-created_at"], name="client_status")]

    def __str__(self) -> str:
        return self.code

    @property
    def initials(self) -> str:
        """At most two letters for lists and prints (DOMAIN section 10: minimum necessary)."""
        return "".join(part[0] for part in self.name.split()[:2]).upper()


class NameKey(models.Model):
    """A keyed hash of one beginning of one word of a client's name, to find it without an index of
    clear names (ARCHITECTURE "Settled" 11)."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="name_keys")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hash", "client"], name="name_key_once")]

    def __str__(self) -> str:
        return str(self.pk)


class CaseKind(models.TextChoices):
    ONE_PARTNER = "one_partner", _("One-partner work")
    INDIVIDUAL = "individual", _("Individual")
    COUPLE = "couple", _("Couple")
    DISCERNMENT = "discernment", _("Discernment")


class CaseStatus(models.TextChoices):
    INQUIRY = "inquiry", _("Inquiry")
    WAITLIST = "waitlist", _("Waiting list")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class PartnerStance(models.TextChoices):
    NOT_INVITED = "not_invited", _("Not invited")
    REFUSES = "refuses", _("Refuses")
    UNDECIDED = "undecided", _("Undecided")
    WILLING = "willing", _("Willing")
    JOINED = "joined", _("Joined")


class Case(models.Model):
    """One period of work with one client. The absent partner is a label here, never a row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=15, choices=CaseKind.choices, default=CaseKind.ONE_PARTNER)
    status = models.CharField(max_length=12, choices=CaseStatus.choices, default=CaseStatus.INQUIRY)
    owner = models.ForeignKey(User, models.PROTECT, related_name="owned_cases")
    presenting_concern = SealedTextField(blank=True)
    tags = models.JSONField(default=list, blank=True)
    partner_label = SealedTextField(blank=True)  # "your wife", "J."; fills {partner} in programs
    partner_stance = models.CharField(
        max_length=12, choices=PartnerStance.choices, default=PartnerStance.NOT_INVITED
    )
    stance_since = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    review_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(max_length=20, blank=True)
    closing_summary = SealedTextField(blank=True)
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="case_kind_known", condition=Q(kind__in=[k.value for k in CaseKind])
            ),
            models.CheckConstraint(
                name="case_status_known", condition=Q(status__in=[s.value for s in CaseStatus])
            ),
            models.CheckConstraint(
                name="case_closed_has_time_and_reason",
                condition=(Q(status="closed", closed_at__isnull=False) & ~Q(closing_reason=""))
                | (~Q(status="closed") & Q(closed_at=None)),
            ),
        ]
        indexes = [models.Index(fields=["owner", "status"], name="case_owner_status")]

    def __str__(self) -> str:
        return str(self.pk)


class CaseAssignment(models.Model):
    """Somebody of the team works on a case from a time to a time; kept for the record."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(User, models.PROTECT, related_name="case_assignments")
    role = models.CharField(max_length=10, default="coach")  # coach, cover
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user"], condition=Q(until=None), name="assigned_once"
            )
        ]
        indexes = [models.Index(fields=["user", "until"], name="assignment_user")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.case_id}"
