"""Safe-contact records, and messages waiting to leave."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField, refuse_unreadable
from coachdesk.lib.zones import practice_zone
from coachdesk.users.models import Invitation, User


class Channel(models.TextChoices):
    MAIL = "mail", _("Email")
    SMS = "sms", _("Text message")
    PHONE = "phone", _("Phone")
    POST = "post", _("Post")


class Permission(models.TextChoices):
    """What the person said about a channel. Unmarked means forbidden (DOMAIN-1)."""

    UNSET = "unset", _("Not asked yet")
    SAFE = "safe", _("Safe")
    HOURS = "hours", _("Only in these hours")
    RECEIVE_ONLY = "receive_only", _("They contact us; we don’t reach out")
    NEVER = "never", _("Never")


_STRICTEST_FIRST = (
    Permission.NEVER,
    Permission.RECEIVE_ONLY,
    Permission.HOURS,
    Permission.SAFE,
    Permission.UNSET,
)


def strictest(*permissions: str) -> str:
    """The one of several answers of the same person that allows least; an answer counts before
    "not asked yet"."""
    return min(permissions, key=lambda said: _STRICTEST_FIRST.index(Permission(said)))


class Wording(models.TextChoices):
    NEUTRAL = "neutral", _("Neutral: no name, no topic")
    NAMED = "named", _("With the practice’s name")


class SafeContact(models.Model):
    """How one person may be reached on one channel. ``person_id`` is the client's or question's id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = SealedTextField(blank=True)
    address_hash = models.CharField(max_length=64, blank=True, db_index=True)
    permission = models.CharField(
        max_length=15, choices=Permission.choices, default=Permission.UNSET
    )
    # Quarter hours are not needed: [[weekday 0-6, "18:00", "21:30"], ...] in ``time_zone``.
    hours = models.JSONField(default=list, blank=True)
    time_zone = models.CharField(max_length=64, default=practice_zone)
    read_only_by_person = models.BooleanField(default=False)
    who_else = SealedTextField(blank=True)
    voicemail = models.BooleanField(default=False)
    code_word = SealedTextField(blank=True)
    if_someone_else_answers = SealedTextField(blank=True)
    wording = models.CharField(max_length=10, choices=Wording.choices, default=Wording.NEUTRAL)
    muted_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "channel"], name="one_contact_a_channel"),
            models.CheckConstraint(
                name="contact_permission_known",
                condition=Q(permission__in=[p.value for p in Permission]),
            ),
            models.CheckConstraint(
                name="contact_channel_known", condition=Q(channel__in=[c.value for c in Channel])
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ContactFreeze(models.Model):
    """Lockdown: while a row without ``ended_at`` exists, nothing leaves for this person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField(db_index=True)
    reason = SealedTextField(blank=True)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id"], condition=Q(ended_at=None), name="one_freeze_a_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


MAIL = "outbox.mail"  # the task of every mail; all others are jobs


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    WITHHELD = "withheld", _("Withheld")
    CANCELLED = "cancelled", _("Cancelled")
    DEAD = "dead", _("Failed")
    EXPIRED = "expired", _("Run out")


class OutboxMessage(models.Model):
    """One effect outside the database, written with the act that causes it (REL-02, REL-10).

    ``args`` hold ids only; a one-time code or link token travels in ``secret``, sealed, and is
    blanked when the message has left. After ``expires_at`` it is worthless and never leaves.
    ``failing_since`` is the first failure since the message was written or tried again by hand.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    mail_kind = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    person_id = models.UUIDField(null=True)
    invitation = models.ForeignKey(Invitation, models.CASCADE, null=True, related_name="+")
    secret = SealedJSONField(blank=True, default="", unreadable=refuse_unreadable)
    dedupe_key = models.CharField(max_length=150, unique=True)
    state = models.CharField(
        max_length=10, choices=MessageState.choices, default=MessageState.WAITING
    )
    available_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=80, blank=True)
    withheld_reason = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="message_state_known", condition=Q(state__in=[s.value for s in MessageState])
            ),
            models.CheckConstraint(
                name="message_done_has_time",
                condition=~Q(state=MessageState.DONE) | Q(done_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["available_at"], name="message_due", condition=Q(state=MessageState.WAITING)
            ),
            models.Index(fields=["person_id", "-created_at"], name="message_person"),
            models.Index(fields=["state", "-created_at"], name="message_newest"),
            models.Index(
                fields=["done_at"],
                name="mail_left",
                condition=Q(task="outbox.mail", state=MessageState.DONE),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"


class PeriodicRun(models.Model):
    """When a periodic task was last put into the outbox, and when it last came to its end.

    ``name`` is its entry in the schedule.
    """

    name = models.CharField(max_length=60, primary_key=True)
    last_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
