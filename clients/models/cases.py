"""Cases: one period of work with one client, its people, goals, reviews and stances."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.people import Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.users.models import Invitation, User


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


# Cases that somebody works on or will.
OPEN_CASE = (CaseStatus.WAITLIST, CaseStatus.INQUIRY, CaseStatus.ACTIVE, CaseStatus.ON_HOLD)


class PartnerStance(models.TextChoices):
    NOT_INVITED = "not_invited", _("Not invited")
    REFUSES = "refuses", _("Refuses")
    UNDECIDED = "undecided", _("Undecided")
    WILLING = "willing", _("Willing")
    JOINED = "joined", _("Joined")


class ClosingReason(models.TextChoices):
    GOALS_MET = "goals_met", _("Goals met")
    CLIENT_ENDED = "client_ended", _("The client ended it")
    PARTNER_JOINED = "partner_joined", _("The partner joined")
    REFERRED_OUT = "referred_out", _("Referred on")
    SAFETY_REFERRAL = "safety_referral", _("Referred on for safety")
    LOST_CONTACT = "lost_contact", _("Lost contact")
    OTHER = "other", _("Other")


class Path(models.TextChoices):
    """Where the client stands with the decision; "undecided" runs the limbo clock."""

    UNDECIDED = "undecided", _("Not decided yet")
    OWN_WORK = "own_work", _("Working on my own part for a while")
    STAY = "stay", _("Staying as things are")
    SEPARATE = "separate", _("Separating")
    TOGETHER = "together", _("Working on it together")


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
    path = models.CharField(max_length=12, choices=Path.choices, default=Path.UNDECIDED)
    path_since = models.DateField(null=True, blank=True)
    decide_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_reason = models.CharField(max_length=20, blank=True)
    closing_summary = SealedTextField(blank=True)
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followed_by"
    )
    carried_over = SealedJSONField(blank=True, default="")  # what both agreed to take along
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


class StanceChange(models.Model):
    """What the absent partner's stance became, and on which day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="stances")
    stance = models.CharField(max_length=12, choices=PartnerStance.choices)
    on = models.DateField()
    note = SealedTextField(blank=True)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-on"], name="stance_newest")]

    def __str__(self) -> str:
        return f"{self.stance} {self.pk}"


class GoalState(models.TextChoices):
    OPEN = "open", _("Open")
    MET = "met", _("Met")
    LET_GO = "let_go", _("Let go")


class Goal(models.Model):
    """Something the client wants to do, in the client's words; own acts only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="goals")
    text = SealedTextField()
    state = models.CharField(max_length=10, choices=GoalState.choices, default=GoalState.OPEN)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="goal_state_known", condition=Q(state__in=[s.value for s in GoalState])
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class GoalRating(models.Model):
    """The client's own rating of a goal, 0 to 10."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="ratings")
    value = models.PositiveSmallIntegerField(validators=[MaxValueValidator(10)])
    at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="goal_rating_0_to_10", condition=Q(value__lte=10))
        ]
        indexes = [models.Index(fields=["goal", "-at"], name="goal_rating_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class CaseReview(models.Model):
    """The talk every 90 days: what holds, what changes, and when to look again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="reviews")
    held_on = models.DateField()
    summary = SealedTextField()
    path = models.CharField(max_length=12, choices=Path.choices)
    next_on = models.DateField()
    held_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["case", "-held_on"], name="review_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class PartnerInvitationState(models.TextChoices):
    REQUESTED = "requested", _("Asked for by the client")
    SAFETY_CHECKED = "safety_checked", _("Safety checked")
    SENT = "sent", _("Sent")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Not now")
    EXPIRED = "expired", _("Expired")
    TAKEN_BACK = "taken_back", _("Taken back")


class PartnerInvitation(models.Model):
    """Once per case, asked for by the client only. The address goes straight to the invitation:
    nothing here says how to reach the absent partner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.OneToOneField(Case, models.CASCADE, related_name="partner_invitation")
    state = models.CharField(
        max_length=15,
        choices=PartnerInvitationState.choices,
        default=PartnerInvitationState.REQUESTED,
    )
    requested_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    check_note = SealedTextField(blank=True)
    invitation = models.ForeignKey(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accepted_client = models.ForeignKey(
        Client, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partner_invitation_state_known",
                condition=Q(state__in=[s.value for s in PartnerInvitationState]),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ClientEvent(models.Model):
    """One line of the client's timeline from this floor: what changed in the work, and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=20)  # status, case, goal, contact, screening, consent …
    line = SealedTextField()
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["client", "-at"], name="event_newest"),
            models.Index(fields=["client", "kind", "-at"], name="event_kind_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
