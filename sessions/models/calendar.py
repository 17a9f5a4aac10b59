"""When a coach can be met: lengths, openings, days off, series, waiting list, calendar addresses."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedTextField
from coachdesk.users.models import User


class KindLength(models.Model):
    """How long a type of session lasts, and the quiet before and after it."""

    kind = models.CharField(max_length=12, primary_key=True)
    minutes = models.PositiveSmallIntegerField(default=50)
    before = models.PositiveSmallIntegerField(default=0)
    after = models.PositiveSmallIntegerField(default=10)
    clients_may_ask = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.kind


class CoachRules(models.Model):
    """A coach's rules for booking; without a row the defaults hold."""

    coach = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    notice_hours = models.PositiveSmallIntegerField(default=24)
    most_a_day = models.PositiveSmallIntegerField(default=6)
    ahead_days = models.PositiveSmallIntegerField(default=60)
    free_cancel_hours = models.PositiveSmallIntegerField(default=24)
    room = models.CharField(max_length=80, blank=True)
    video_link = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.coach_id)


class Opening(models.Model):
    """A weekly window in which clients may ask for times, as wall time in the coach's zone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coach = models.ForeignKey(User, models.CASCADE, related_name="openings")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opening_is_a_window",
                condition=Q(weekday__lte=6, closes__gt=models.F("opens")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}"


class DayException(models.Model):
    """Days that differ: leave (no hours), or other hours than usual."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coach = models.ForeignKey(User, models.CASCADE, related_name="day_exceptions")
    first_day = models.DateField()
    last_day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exception_is_days_and_hours_or_none",
                condition=Q(last_day__gte=models.F("first_day"))
                & (
                    Q(opens=None, closes=None)
                    | Q(opens__isnull=False, closes__gt=models.F("opens"))
                ),
            )
        ]
        indexes = [models.Index(fields=["coach", "last_day"], name="exception_coach")]

    def __str__(self) -> str:
        return f"{self.first_day} {self.last_day}"

    @property
    def is_leave(self) -> bool:
        return self.opens is None


class Series(models.Model):
    """Appointments that repeat every so many weeks at one wall time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    every_weeks = models.PositiveSmallIntegerField(default=1)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


class WaitState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    OFFERED = "offered", _("A time was offered")
    TAKEN = "taken", _("Took a time")
    LEFT = "left", _("No longer waits")


class WaitEntry(models.Model):
    """A client who would take an earlier time, and the time offered when one became free."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="wait_entries")
    coach = models.ForeignKey(User, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=WaitState.choices, default=WaitState.WAITING)
    offered_on = models.DateField(null=True, blank=True)
    offered_at = models.TimeField(null=True, blank=True)
    offered_kind = models.CharField(max_length=12, blank=True)
    offered_mode = models.CharField(max_length=10, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "coach"],
                condition=Q(state__in=["waiting", "offered"]),
                name="waits_once",
            ),
            models.CheckConstraint(
                name="offer_has_a_time",
                condition=~Q(state="offered")
                | Q(
                    offered_on__isnull=False,
                    offered_at__isnull=False,
                    answer_by__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FeedAddress(models.Model):
    """A personal calendar address for one of the team; names only where chosen, revocable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    with_names = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at=None), name="one_feed_a_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CaseReviewItem(models.Model):
    """A case on a supervision's list: what to talk about, and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="supervision_items")
    case = models.ForeignKey("clients.Case", models.CASCADE, related_name="+")
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    question = SealedTextField()
    added_at = models.DateTimeField(default=timezone.now)
    outcome = SealedTextField(blank=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    taken_off_at = models.DateTimeField(null=True, blank=True)  # by who brought it, unanswered

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_item_settled_by_another",
                condition=Q(settled_by=None) | ~Q(settled_by=models.F("added_by")),
            )
        ]
        indexes = [
            models.Index(
                fields=["added_by", "added_at"],
                name="review_item_open",
                condition=Q(settled_at=None),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
