"""Progress notes, what is added to them later, and process notes in a store of their own."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import BreakGlass, Erasure
from coachdesk.consents.models import ConsentGrant, ConsentKind, GrantState
from coachdesk.lib.ids import new_id
from coachdesk.lib.sealed import SealedJSONField, SealedTextField
from coachdesk.users.models import Role, Supervision, User
from sessions.models.meetings import (
    FINISH_WITHIN,
    CoachingSession,
    SessionState,
    left_case_lately,
    works_on_case,
)

LATE_AFTER = timedelta(hours=72)  # DOMAIN-1: written later than this is a late entry


class NoteFormat(models.TextChoices):
    GIRP = "girp", "GIRP"
    SOAP = "soap", "SOAP"
    DAP = "dap", "DAP"
    BIRP = "birp", "BIRP"
    FREE = "free", _("Free text")


class NoteState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    COSIGNED = "cosigned", _("Cosigned")
    AMENDED = "amended", _("Signed, with an addition")
    VOIDED = "voided", _("Voided")


class Risk(models.TextChoices):
    """The safety question of every session; blank until it is answered."""

    NONE = "none", _("No concern")
    WATCH = "watch", _("Watch")
    ACT = "act", _("Act now")


class TookPlace(models.TextChoices):
    YES = "yes", _("Yes")
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")
    NO_SHOW = "no_show", _("Didn’t come")


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User) -> NoteQuerySet:
        """A draft: its author only. A signed note: who works on its case, the author's supervisor
        where the client agreed, and an open emergency access (SEC-00)."""
        if user.is_client or not user.has_role(Role.COACH, Role.SUPERVISOR, Role.OWNER):
            return self.none()
        signed = Q(works_on_case(user, "coaching_session__case"))
        if user.has_role(Role.SUPERVISOR):
            coaches = Supervision.objects.filter(supervisor=user, ended_at=None).values("coach_id")
            agreed = ConsentGrant.objects.filter(
                person_id=OuterRef("coaching_session__client_id"),
                kind=ConsentKind.SUPERVISION,
                state=GrantState.GRANTED,
            )
            signed |= Q(author__in=coaches) & Q(Exists(agreed))
        if user.has_role(Role.SUPERVISOR, Role.OWNER):
            glass = BreakGlass.objects.filter(
                client=OuterRef("coaching_session__client_id"),
                actor=user,
                until__gt=timezone.now(),
                ended_at=None,
            )
            signed |= Q(Exists(glass))
        return self.filter(
            Q(author=user, state=NoteState.DRAFT) | (~Q(state=NoteState.DRAFT) & signed)
        )

    def editable_by(self, user: User) -> NoteQuerySet:
        """Drafts of one's own, on cases one works on or has just handed on, or got more time for."""
        case = "coaching_session__case"
        return self.filter(author=user, state=NoteState.DRAFT).filter(
            Q(works_on_case(user, case))
            | Q(left_case_lately(user, case))
            | Q(finish_until__gt=timezone.now())
        )

    def left_with(self, user: User) -> NoteQuerySet:
        """Drafts of one's own whose case one no longer works on, while they may be finished."""
        return self.editable_by(user).exclude(works_on_case(user, "coaching_session__case"))

    def left_behind(self, user: User) -> NoteQuerySet:
        """Drafts of others on cases that belong to this person now: who gave the case away has a
        note to finish. Their words stay closed (``visible_to``)."""
        return self.filter(state=NoteState.DRAFT, coaching_session__case__owner=user).exclude(
            author=user
        )

    def out_of_time(self) -> NoteQuerySet:
        """Drafts that their authors may not write on any more."""
        from clients.models import CaseAssignment

        now = timezone.now()
        may = CaseAssignment.objects.filter(
            case=OuterRef("coaching_session__case"), user=OuterRef("author")
        ).filter(Q(until=None) | Q(until__gt=now - FINISH_WITHIN))
        return self.exclude(finish_until__gt=now).exclude(Exists(may))

    def supervised_by(self, user: User) -> NoteQuerySet:
        """Signed notes of the coaches one supervises that one may read."""
        coaches = Supervision.objects.filter(supervisor=user, ended_at=None).values("coach_id")
        return self.visible_to(user).filter(author__in=coaches).exclude(state=NoteState.DRAFT)


class Note(models.Model):
    """The official record of one session. Signing freezes it for ever: the database refuses a
    change of its content by any path, and ``hash`` shows one made behind its back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coaching_session = models.ForeignKey(CoachingSession, models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    format = models.CharField(max_length=5, choices=NoteFormat.choices, default=NoteFormat.GIRP)
    headings = models.JSONField(default=list)  # [[key, heading]] as they were for this note
    sections = SealedJSONField(default=dict)
    summary = SealedTextField(blank=True)  # becomes the session's shared summary on signing
    took_place = models.CharField(max_length=10, choices=TookPlace.choices, default=TookPlace.YES)
    risk = models.CharField(max_length=6, choices=Risk.choices, blank=True)
    risk_why = SealedTextField(blank=True)
    interventions = models.JSONField(default=list, blank=True)  # names, as they were
    goals = models.JSONField(default=list, blank=True)  # ids of the goals touched
    state = models.CharField(max_length=10, choices=NoteState.choices, default=NoteState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    # More time for an author whose case went on to somebody else.
    finish_until = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    hash = models.CharField(max_length=64, blank=True)
    is_late = models.BooleanField(default=False)
    needs_cosign = models.BooleanField(default=False)
    revision_asked_at = models.DateTimeField(null=True, blank=True)
    cosigned_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    cosigned_at = models.DateTimeField(null=True, blank=True)
    voided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = SealedTextField(blank=True)
    # Erasing a person (two people approve) blanks the text and names the act; nothing else may.
    erasure = models.ForeignKey(Erasure, models.PROTECT, null=True, blank=True, related_name="+")

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="note_state_known", condition=Q(state__in=[s.value for s in NoteState])
            ),
            models.CheckConstraint(
                name="note_format_known", condition=Q(format__in=[f.value for f in NoteFormat])
            ),
            models.CheckConstraint(
                name="note_signed_has_time_and_hash",
                condition=Q(state="draft", signed_at=None, hash="")
                | (~Q(state="draft") & Q(signed_at__isnull=False) & ~Q(hash="")),
            ),
            models.CheckConstraint(
                name="note_cosigned_by_another",
                condition=Q(cosigned_by=None) | ~Q(cosigned_by=models.F("author")),
            ),
            models.CheckConstraint(
                name="note_voided_has_time_and_reason",
                condition=(Q(state="voided", voided_at__isnull=False) & ~Q(void_reason=""))
                | (~Q(state="voided") & Q(voided_at=None)),
            ),
            models.UniqueConstraint(
                fields=["coaching_session"], condition=~Q(state="voided"), name="one_note_a_session"
            ),
            models.CheckConstraint(
                name="note_erased_is_empty",
                condition=Q(erasure=None) | Q(sections="", summary="", risk_why=""),
            ),
        ]
        indexes = [
            models.Index(fields=["author", "due_at"], name="note_open", condition=Q(state="draft")),
            models.Index(
                fields=["signed_at"],
                name="note_to_cosign",
                condition=Q(needs_cosign=True, cosigned_at=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_signed(self) -> bool:
        return self.state != NoteState.DRAFT

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Heading and text of every part that says something."""
        said = self.sections or {}
        return [(heading, said[key]) for key, heading in self.headings if said.get(key)]

    @property
    def plan(self) -> str:
        """What was agreed for next time: the last part of the format."""
        said = self.sections or {}
        return self.summary or (said.get(self.headings[-1][0], "") if self.headings else "")


def lacks_signed_note(now: datetime) -> Q:
    """Sessions that took place, or whose time is over without an outcome, and have no signed note."""
    signed = Note.objects.filter(coaching_session=OuterRef("pk")).exclude(
        state__in=(NoteState.DRAFT, NoteState.VOIDED)
    )
    planned = (SessionState.SCHEDULED, SessionState.CONFIRMED)
    began = Q(state__in=(SessionState.COMPLETED, SessionState.CHECKED_IN))
    return (began | Q(state__in=planned, ends_at__lt=now)) & ~Q(Exists(signed))


class AddendumKind(models.TextChoices):
    ADDENDUM = "addendum", _("Addendum: something new")
    CORRECTION = "correction", _("Correction: an error, named")
    LATE_ENTRY = "late_entry", _("Late entry: written long after")


class Addendum(models.Model):
    """Text after signing, with author, time and reason; never changed, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, related_name="addenda")
    kind = models.CharField(max_length=10, choices=AddendumKind.choices)
    text = SealedTextField()
    reason = SealedTextField()
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    hash = models.CharField(max_length=64)
    erasure = models.ForeignKey(Erasure, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="addendum_erased_is_empty", condition=Q(erasure=None) | Q(text="", reason="")
            ),
            models.CheckConstraint(
                name="addendum_kind_known",
                condition=Q(kind__in=[k.value for k in AddendumKind]),
            ),
        ]
        indexes = [models.Index(fields=["note", "at"], name="addendum_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class NoteComment(models.Model):
    """A supervisor's word on a note, or the author's back; not part of the record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    note = models.ForeignKey(Note, models.PROTECT, related_name="comments")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = SealedTextField()
    asks_revision = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["note", "at"], name="comment_order")]

    def __str__(self) -> str:
        return str(self.pk)


class ProcessNoteQuerySet(models.QuerySet["ProcessNote"]):
    def visible_to(self, user: User) -> ProcessNoteQuerySet:
        """The author's own, while a counselor; nobody else's, no emergency access opens them."""
        if Role.COUNSELOR not in user.roles:
            return self.none()
        return self.filter(author=user, destroyed_at=None)


class ProcessNote(models.Model):
    """A counselor's private thoughts on a session, apart from the record."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coaching_session = models.ForeignKey(
        CoachingSession, models.PROTECT, related_name="process_notes"
    )
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = SealedTextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = ProcessNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coaching_session", "author"], name="one_process_note_a_person"
            ),
            models.CheckConstraint(
                name="process_note_destroyed_is_empty",
                condition=Q(destroyed_at=None) | Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class NoteHeadings(models.Model):
    """The practice's own headings for a format."""

    format = models.CharField(max_length=5, choices=NoteFormat.choices, primary_key=True)
    headings = models.JSONField()  # [[key, heading]]

    def __str__(self) -> str:
        return self.format


class Intervention(models.Model):
    """Something the practice does in sessions, to be picked from a list."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class SnippetQuerySet(models.QuerySet["Snippet"]):
    def usable_by(self, user: User) -> SnippetQuerySet:
        """The person's own, and the practice's templates; the practice's first."""
        rows = self.filter(Q(owner=user) | Q(owner=None))
        return rows.order_by(models.F("owner").asc(nulls_first=True), "name")


class Snippet(models.Model):
    """A few words somebody often writes: private to their owner, or a template of the practice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=40)
    text = SealedTextField()

    objects = SnippetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="snippet_name_once"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(owner=None), name="template_name_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
