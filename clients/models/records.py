"""The record itself: files, requests, holds, merges, erasure and emergency access."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models.cases import Case
from clients.models.people import Client
from coachdesk.consents.models import ConsentGrant
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.users.models import User


class Document(models.Model):
    """A file between client and coach: sealed on disk under a random name (SEC-44)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="documents")
    from_client = models.BooleanField()
    title = SealedTextField()
    mime = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=80, unique=True)
    added_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["client", "-added_at"], name="document_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class Release(models.Model):
    """Permission to tell named things to a named recipient until a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="releases")
    grant = models.OneToOneField(ConsentGrant, models.PROTECT, related_name="+")
    recipient = SealedTextField()
    what = SealedTextField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class RequestKind(models.TextChoices):
    ACCESS = "access", _("A copy of the record")
    CORRECTION = "correction", _("A correction")
    ERASURE = "erasure", _("Erasure")


class RequestState(models.TextChoices):
    RECEIVED = "received", _("Received")
    IDENTITY_CHECKED = "identity_checked", _("Identity checked")
    IN_REVIEW = "in_review", _("In review")
    FULFILLED = "fulfilled", _("Fulfilled")
    PARTLY = "partly", _("Partly fulfilled")
    REFUSED = "refused", _("Refused")


REQUEST_ENDED = (RequestState.FULFILLED, RequestState.PARTLY, RequestState.REFUSED)


class RecordRequest(models.Model):
    """What a client asks of the record, with its day counter and the answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="record_requests")
    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    state = models.CharField(
        max_length=18, choices=RequestState.choices, default=RequestState.RECEIVED
    )
    words = SealedTextField(blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    answer = SealedTextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    disagreement = SealedTextField(blank=True)
    disagreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="record_request_state_known",
                condition=Q(state__in=[s.value for s in RequestState]),
            ),
            models.CheckConstraint(
                name="record_request_ended_has_time",
                condition=~Q(state__in=["fulfilled", "partly", "refused"])
                | Q(answered_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["client", "-received_at"], name="record_request_newest")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def days_left(self) -> int:
        """Days until the answer is due; below 0 it is late."""
        return (self.due_on - timezone.localdate()).days

    @property
    def is_open(self) -> bool:
        return self.state not in REQUEST_ENDED


class LegalHold(models.Model):
    """Nothing of this client is erased while a hold without ``ended_at`` exists. One person proposes
    its end with a reason, another ends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="holds")
    reason = SealedTextField()
    set_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    end_proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    end_proposed_at = models.DateTimeField(null=True, blank=True)
    end_reason = SealedTextField(blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(ended_at=None), name="one_hold_a_client"
            ),
            models.CheckConstraint(
                name="hold_ended_by_two_persons",
                condition=Q(ended_by=None) | ~Q(ended_by=models.F("end_proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TwoPersonAct(models.Model):
    """Something about one client that one person proposes and another approves (SEC-17)."""

    audit_word = ""  # "erasure.proposed" in the audit log
    client_id: uuid.UUID

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_done_is_approved",
                condition=Q(done_at=None) | Q(approved_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["client"], condition=Q(done_at=None), name="one_open_%(class)s_a_client"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Erasure(TwoPersonAct):
    """A plan to erase a client: one person proposes it, another approves, then it runs."""

    audit_word = "erasure"
    client = models.ForeignKey(Client, models.PROTECT, related_name="erasures")
    why = models.CharField(max_length=20)  # retention, request
    plan = models.JSONField(default=list)  # table names and counts, never content

    class Meta(TwoPersonAct.Meta):
        constraints = [
            models.CheckConstraint(
                name="erasure_two_persons",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")),
            ),
            *TwoPersonAct.Meta.constraints,
        ]


class RecordCopy(TwoPersonAct):
    """A full copy of one client's record, signed notes included: an owner asks, another person
    approves, and it may be taken for a while. The file itself is kept nowhere."""

    audit_word = "copy"
    client = models.ForeignKey(Client, models.PROTECT, related_name="copies")
    reason = SealedTextField(blank=True)
    alone = models.BooleanField(default=False)  # nobody else is there: a day passed instead
    open_until = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta(TwoPersonAct.Meta):
        constraints = [
            models.CheckConstraint(
                name="recordcopy_two_persons",
                condition=Q(approved_by=None)
                | ~Q(approved_by=models.F("proposed_by"))
                | Q(alone=True),
            ),
            models.CheckConstraint(
                name="recordcopy_open_is_approved",
                condition=Q(open_until=None, taken_at=None) | Q(approved_at__isnull=False),
            ),
            *TwoPersonAct.Meta.constraints,
        ]


class CaseTaking(TwoPersonAct):
    """Somebody who runs the team asks to take a case themselves: a second person says yes, or nobody
    else could."""

    audit_word = "assignment.taking"
    client = models.ForeignKey(Client, models.PROTECT, related_name="takings")
    case = models.ForeignKey(Case, models.PROTECT, related_name="takings")
    reason = SealedTextField(blank=True)
    alone = models.BooleanField(default=False)

    class Meta(TwoPersonAct.Meta):
        constraints = [
            models.CheckConstraint(
                name="casetaking_two_persons",
                condition=Q(approved_by=None)
                | ~Q(approved_by=models.F("proposed_by"))
                | Q(alone=True),
            ),
            *TwoPersonAct.Meta.constraints,
        ]


class BreakGlass(models.Model):
    """Emergency access to one client's record: an hour, read-only, alerted and reviewed (SEC-18)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, models.CASCADE, related_name="emergency_accesses")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = SealedTextField()
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    review_by = models.DateField()
    reviewed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    finding = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_reviews_own_glass",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=models.F("actor")),
            )
        ]
        indexes = [models.Index(fields=["client", "actor", "until"], name="glass_open")]

    def __str__(self) -> str:
        return str(self.pk)


class Merge(models.Model):
    """Two records that were one person: what moved, so that it can be undone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Client, models.CASCADE, related_name="merges_kept")
    gone = models.ForeignKey(Client, models.CASCADE, related_name="merges_gone")
    merged_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField(default=timezone.now)
    moved = SealedJSONField()  # {"app.Model.field": [ids]}
    undone_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)
