"""Programs, their assignment to a client, and what the client does with them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.homework.adjusted_plan import adjusted
from clients.models import Case, Client
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.users.models import User


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class Program(models.Model):
    """A step program; its words live in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.slug


class ProgramVersion(models.Model):
    """One version in one language. ``source`` is the file as it came; published ones never change."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    program = models.ForeignKey(Program, models.PROTECT, related_name="versions")
    version = models.CharField(max_length=20)
    locale = models.CharField(max_length=12)
    state = models.CharField(
        max_length=10, choices=VersionState.choices, default=VersionState.DRAFT
    )
    title = models.CharField(max_length=120)
    source = models.TextField()
    data: Any = models.JSONField()
    hash = models.CharField(max_length=64)
    edited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    edit_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["program", "version", "locale"], name="program_version_once"
            ),
            models.CheckConstraint(
                name="program_version_state_known",
                condition=Q(state__in=[s.value for s in VersionState]),
            ),
            models.CheckConstraint(
                name="program_version_published_has_time",
                condition=Q(state="draft") | Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.program_id} {self.version} {self.locale}"


class AssignmentState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    STOPPED = "stopped", _("Stopped")
    DECLINED = "declined", _("Declined")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: User) -> AssignmentQuerySet:
        """Assignments of clients whose record the person may open."""
        return self.filter(client__in=Client.objects.visible_to(user))

    def editable_by(self, user: User) -> AssignmentQuerySet:
        """Assignments of clients the person works with now."""
        return self.filter(client__in=Client.objects.editable_by(user))


class Assignment(models.Model):
    """A program given to a client, pinned to a version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="programs")
    case = models.ForeignKey(Case, models.PROTECT, related_name="programs")
    version = models.ForeignKey(ProgramVersion, models.PROTECT, related_name="assignments")
    state = models.CharField(
        max_length=10, choices=AssignmentState.choices, default=AssignmentState.PROPOSED
    )
    paused_by_safety = models.BooleanField(default=False)
    removed_activities = models.JSONField(default=list, blank=True)
    # What the coach changed for this client: {"order": {step: [keys]}, "added": [{"step", "activity"}]}.
    adjustments = SealedJSONField(blank=True, default="")
    offered_version = models.ForeignKey(
        ProgramVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    offered_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    starts_on = models.DateField(null=True, blank=True)  # no step opens before; None: at once
    # Days for one step, advice and never a deadline; None: what the program suggests for each.
    pace_days = models.PositiveSmallIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_state_known",
                condition=Q(state__in=[s.value for s in AssignmentState]),
            ),
            models.CheckConstraint(
                name="assignment_active_has_start",
                condition=~Q(state__in=["active", "paused", "completed"])
                | Q(started_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_offer_has_time",
                condition=Q(offered_version=None, offered_at=None)
                | Q(offered_version__isnull=False, offered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_pace_in_days",
                condition=Q(pace_days=None) | Q(pace_days__range=(1, 366)),
            ),
            models.UniqueConstraint(
                fields=["client", "version"],
                condition=Q(state__in=["proposed", "active", "paused"]),
                name="program_running_once",
            ),
        ]
        indexes = [models.Index(fields=["client", "state"], name="assignment_client_state")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def plan(self) -> dict[str, Any]:
        """The version's data as this client has it, with the coach's changes."""
        return adjusted(self.version.data, self.adjustments or {})

    @property
    def partner(self) -> str:
        """How texts name the partner; needs ``case`` and ``version``."""
        default: str = self.version.data["placeholders"]["partner"]["default"]
        return self.case.partner_label or default


class StepEvent(models.Model):
    """What was decided or handed in about a step: the rows the engine reads."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("Handed in")
        RETURNED = "returned", _("Returned")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        RELEASED = "released", _("Released")
        OPTED_IN = "opted_in", _("Wanted by the client")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="step_events")
    step_key = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "step_key"], condition=Q(kind="done"), name="step_done_once"
            ),
            models.CheckConstraint(
                name="step_event_known",
                condition=Q(
                    kind__in=["submitted", "returned", "done", "skipped", "released", "opted_in"]
                ),
            ),
        ]
        indexes = [models.Index(fields=["assignment", "at"], name="step_event_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.step_key}"


class EntryState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Handed in")


class LogEntry(models.Model):
    """One dated record of doing an activity; answers are private text."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="logs")
    step_key = models.CharField(max_length=60)
    activity_key = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.DRAFT)
    answers = SealedJSONField(blank=True, default="")
    earlier = SealedJSONField(
        blank=True, default="", unreadable=list
    )  # what it said before changes within 24 h
    version = models.PositiveIntegerField(default=1)
    on = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="log_submitted_has_time",
                condition=Q(state="draft", submitted_at=None)
                | Q(state="submitted", submitted_at__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["assignment", "activity_key", "-on"], name="log_activity"),
            models.Index(
                fields=["assignment"],
                name="log_unseen",
                condition=Q(state="submitted", seen_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Reflection(models.Model):
    """A client's answers to a step's questions: one row a step, autosaved, versioned (REL-06)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reflections")
    step_key = models.CharField(max_length=60)
    answers = SealedJSONField(blank=True, default="")
    hidden = models.JSONField(default=list, blank=True)  # prompt keys that only the client reads
    state = models.CharField(max_length=10, choices=EntryState.choices, default=EntryState.DRAFT)
    complete = models.BooleanField(default=False)
    own_quality = models.PositiveSmallIntegerField(null=True, blank=True)  # the client's, 0 to 4
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "step_key"], name="reflection_once"),
            models.CheckConstraint(
                name="reflection_submitted_has_time",
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="reflection_quality_0_to_4",
                condition=Q(own_quality=None) | Q(own_quality__lte=4),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CoachReply(models.Model):
    """What the coach answered to a step that was handed in, and how well it was done (0 to 4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="replies")
    step_key = models.CharField(max_length=60)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = SealedTextField()
    returned = models.BooleanField(default=False)
    quality = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reply_quality_0_to_4", condition=Q(quality=None) | Q(quality__lte=4)
            )
        ]
        indexes = [models.Index(fields=["assignment", "step_key", "at"], name="reply_order")]

    def __str__(self) -> str:
        return str(self.pk)


class TaskFor(models.TextChoices):
    CLIENT = "client", _("The client")
    COACH = "coach", _("The coach promised")


class SingleTask(models.Model):
    """One piece of homework without a program, or something the coach promised."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="tasks")
    whose = models.CharField(max_length=6, choices=TaskFor.choices, default=TaskFor.CLIENT)
    text = SealedTextField()
    reason = models.CharField(max_length=20, blank=True)  # the rule that made it; one open of each
    due_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    answer = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="single_task_whose_known", condition=Q(whose__in=["client", "coach"])
            ),
            models.UniqueConstraint(
                fields=["client", "reason"],
                condition=Q(done_at=None) & ~Q(reason=""),
                name="single_task_reason_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["client", "created_at"], name="single_task_open", condition=Q(done_at=None)
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class JournalEntry(models.Model):
    """A page of the client's own journal: only for the client, or the coach may read it too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="journal")
    text = SealedTextField(blank=True)
    shared = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["client", "-created_at", "id"], name="journal_newest")]

    def __str__(self) -> str:
        return str(self.pk)
