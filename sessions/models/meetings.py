"""Meetings with a client, and who was there."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Case, Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField
from coachdesk.users.models import Role, User
from sessions.wall_time import oddity, on_wall


class SessionKind(models.TextChoices):
    """DOMAIN-1."""

    INTAKE = "intake", _("Intake")
    ONE_PARTNER = "one_partner", _("One-partner session")
    INDIVIDUAL = "individual", _("Individual session")
    COUPLE = "couple", _("Couple session")
    DISCERNMENT = "discernment", _("Discernment session")
    CHECK_IN = "check_in", _("Short check-in")
    GROUP = "group", _("Group")
    COLLATERAL = "collateral", _("Talk with somebody else")
    CRISIS = "crisis", _("Crisis session")


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("In the room")
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")


class SessionState(models.TextChoices):
    """DOMAIN-3; ``requested`` is a time a client asked for and the coach has not answered."""

    REQUESTED = "requested", _("Asked for")
    SCHEDULED = "scheduled", _("Scheduled")
    CONFIRMED = "confirmed", _("Confirmed")
    CHECKED_IN = "checked_in", _("Under way")
    COMPLETED = "completed", _("Completed")
    NO_SHOW = "no_show", _("Didn’t come")
    CANCELLED = "cancelled", _("Cancelled")
    LATE_CANCELLED = "late_cancelled", _("Cancelled late")
    RESCHEDULED = "rescheduled", _("Moved")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")


S = SessionState
UPCOMING = (S.SCHEDULED, S.CONFIRMED, S.CHECKED_IN)
BUSY = (S.REQUESTED, *UPCOMING, S.COMPLETED)  # these take a slot
ENDED = (S.NO_SHOW, S.CANCELLED, S.LATE_CANCELLED, S.RESCHEDULED, S.ENTERED_IN_ERROR)


class CoachingSessionQuerySet(models.QuerySet["CoachingSession"]):
    def visible_to(self, user: User) -> CoachingSessionQuerySet:
        """Meetings the person may open: a client's own, the coach's cases, supervised ones with
        the client's agreement (SEC-00). Others see busy or free only."""
        return self.filter(client__in=Client.objects.visible_to(user))

    def editable_by(self, user: User) -> CoachingSessionQuerySet:
        """Meetings of clients the person works with now; the front desk changes times only."""
        return self.filter(client__in=Client.objects.editable_by(user))

    def times_editable_by(self, user: User) -> CoachingSessionQuerySet:
        """Meetings whose time the person may change: coach and front desk."""
        if user.has_role(Role.FRONT_DESK):
            return self.all()
        return self.editable_by(user)

    def numbered(self) -> CoachingSessionQuerySet:
        """With ``number``: the how-manieth meeting of its case, counting those that took place or
        still will."""
        earlier = (
            CoachingSession.objects.filter(
                case=OuterRef("case"), starts_at__lte=OuterRef("starts_at")
            )
            .exclude(state__in=ENDED)
            .order_by()
            .values("case")
            .annotate(n=Count("pk"))
        )
        return self.annotate(number=Coalesce(Subquery(earlier.values("n")), 0))

    def needs_outcome(self, now: datetime | None = None) -> CoachingSessionQuerySet:
        """Past ones nobody has said anything about; never "didn't come" by themselves."""
        return self.filter(
            state__in=(S.SCHEDULED, S.CONFIRMED, S.CHECKED_IN), ends_at__lt=now or timezone.now()
        )


class CoachingSession(models.Model):
    """A meeting. Wall time and zone are what was agreed; the instants follow from them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="coaching_sessions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="coaching_sessions")
    coach = models.ForeignKey(User, models.PROTECT, related_name="coaching_sessions")
    kind = models.CharField(
        max_length=12, choices=SessionKind.choices, default=SessionKind.ONE_PARTNER
    )
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.VIDEO)
    state = models.CharField(
        max_length=16, choices=SessionState.choices, default=SessionState.SCHEDULED
    )
    on = models.DateField()
    at = models.TimeField()
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=50)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # With the buffers of its type before and after: no two of one coach may overlap.
    busy_from = models.DateTimeField()
    busy_until = models.DateTimeField()
    actual_start = models.DateTimeField(null=True, blank=True)
    actual_stop = models.DateTimeField(null=True, blank=True)
    room = models.CharField(max_length=80, blank=True)
    video_link = models.CharField(max_length=300, blank=True)
    moved_to = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="moved_from"
    )
    # A time a client asked for instead of this one; accepted, the old one becomes "moved".
    replaces = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="wished_instead"
    )
    series = models.ForeignKey(
        "coaching_sessions.Series", models.SET_NULL, null=True, blank=True, related_name="meetings"
    )
    cancel_reason = SealedTextField(blank=True)
    cancelled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    error_reason = SealedTextField(blank=True)
    follow_up_done_at = models.DateTimeField(null=True, blank=True)
    shared_summary = SealedTextField(blank=True)  # what we agreed, in words to the client
    shared_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # What it was before it was cancelled or nobody came, and since when: a slip can be taken back.
    state_before = models.CharField(max_length=20, choices=SessionState.choices, blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)
    sequence = models.PositiveIntegerField(default=0)  # of the calendar file

    objects = CoachingSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="session_state_known", condition=Q(state__in=[s.value for s in SessionState])
            ),
            models.CheckConstraint(
                name="session_kind_known", condition=Q(kind__in=[k.value for k in SessionKind])
            ),
            models.CheckConstraint(
                name="session_mode_known", condition=Q(mode__in=[m.value for m in Mode])
            ),
            models.CheckConstraint(
                name="session_ends_after_start",
                condition=Q(ends_at__gt=models.F("starts_at"))
                & Q(busy_from__lte=models.F("starts_at"))
                & Q(busy_until__gte=models.F("ends_at")),
            ),
            models.CheckConstraint(
                name="session_stops_after_start",
                condition=Q(actual_stop=None)
                | Q(actual_start__isnull=False, actual_stop__gte=models.F("actual_start")),
            ),
            models.CheckConstraint(
                name="session_only_a_moved_one_leads_on",
                condition=Q(moved_to=None) | Q(state="rescheduled"),
            ),
            models.CheckConstraint(
                name="session_summary_has_time",
                condition=Q(shared_at=None, shared_summary="")
                | (Q(shared_at__isnull=False) & ~Q(shared_summary="")),
            ),
        ]
        indexes = [
            models.Index(fields=["coach", "starts_at"], name="session_coach_time"),
            models.Index(fields=["client", "-starts_at"], name="session_client_time"),
            models.Index(fields=["case", "starts_at"], name="session_case_time"),
            models.Index(fields=["starts_at"], name="session_time"),
            models.Index(
                fields=["coach", "ends_at"],
                name="session_open",
                condition=Q(state__in=["scheduled", "confirmed", "checked_in"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def wall_start(self) -> datetime:
        """The beginning on the wall of its own zone."""
        return on_wall(self.starts_at, self.zone)

    @property
    def zone_name(self) -> str:
        """The zone it was agreed in, as people read it."""
        return self.zone.replace("_", " ")

    @property
    def odd(self) -> str:
        """``gap`` or ``double`` where summer time makes the wall time odd."""
        return oddity(self.on, self.at, self.zone)

    @property
    def is_past(self) -> bool:
        return self.ends_at < timezone.now()

    @property
    def is_upcoming(self) -> bool:
        return self.state in UPCOMING

    @property
    def lacks_outcome(self) -> bool:
        return self.state in UPCOMING and self.is_past


class Participant(models.TextChoices):
    CLIENT = "client", _("Client")
    PARTNER = "partner", _("Partner")
    OTHER = "other", _("Somebody else")


class AttendanceStatus(models.TextChoices):
    ATTENDED = "attended", _("Came")
    LATE = "late", _("Came late")
    LEFT_EARLY = "left_early", _("Left early")
    NO_SHOW = "no_show", _("Didn’t come")
    CANCELLED = "cancelled", _("Cancelled")
    LATE_CANCELLED = "late_cancelled", _("Cancelled late")
    NOT_INVITED = "not_invited", _("Not invited")
    DECLINED = "declined", _("Said no")


class Attendance(models.Model):
    """One participant of a meeting. The partner is a kind and a label here, never a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coaching_session = models.ForeignKey(
        CoachingSession, models.CASCADE, related_name="attendances"
    )
    who = models.CharField(max_length=10, choices=Participant.choices)
    label = SealedTextField(blank=True)
    status = models.CharField(max_length=15, choices=AttendanceStatus.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coaching_session", "who"],
                condition=Q(who__in=["client", "partner"]),
                name="attendance_once",
            ),
            models.CheckConstraint(
                name="attendance_status_known",
                condition=Q(status__in=[s.value for s in AttendanceStatus]),
            ),
            models.CheckConstraint(
                name="attendance_who_known", condition=Q(who__in=[p.value for p in Participant])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.who} {self.status}"


FINISH_WITHIN = timedelta(hours=72)  # after one's work on the case ended: for one's own draft


def left_case_lately(user: User, path: str) -> Exists:
    """Whether the person's work on the case at ``path`` ended within ``FINISH_WITHIN``."""
    from clients.models import CaseAssignment

    now = timezone.now()
    return Exists(
        CaseAssignment.objects.filter(
            case=OuterRef(path), user=user, until__lte=now, until__gt=now - FINISH_WITHIN
        )
    )


def works_on_case(user: User, path: str) -> Exists:
    """Whether the person works now on the case at ``path`` of the outer query."""
    from clients.models import CaseAssignment

    now = timezone.now()
    return Exists(
        CaseAssignment.objects.filter(case=OuterRef(path), user=user, since__lte=now).filter(
            Q(until=None) | Q(until__gt=now)
        )
    )
