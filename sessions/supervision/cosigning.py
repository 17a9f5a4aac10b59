"""What a supervisor does with a signed note: cosigning, sending it back, voiding; and the author's word."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import Role, Supervision, User
from sessions.models import CoachingSession, Note, NoteComment, NoteState


def _supervises(supervisor: User, author_id: uuid.UUID) -> bool:
    return (
        supervisor.has_role(Role.SUPERVISOR)
        and Supervision.objects.filter(
            supervisor=supervisor, coach=author_id, ended_at=None
        ).exists()
    )


@transaction.atomic
def cosign(*, note: Note, actor: User) -> Note:
    """The supervisor has read the note and stands behind it; this cannot be taken back.

    Raises NotPossible for a note of somebody the person does not supervise, or twice.
    """
    note = Note.objects.select_for_update().get(pk=note.pk)
    if not _supervises(actor, note.author_id):
        raise NotPossible(_("Only the author’s supervisor cosigns."))
    if note.state not in (NoteState.SIGNED, NoteState.AMENDED) or note.cosigned_at is not None:
        raise NotPossible(_("There is nothing to cosign."))
    if note.revision_asked_at is not None:
        raise NotPossible(_("You asked for a revision; it has not come yet."))
    now = timezone.now()
    state = NoteState.COSIGNED if note.state == NoteState.SIGNED else note.state
    Note.objects.filter(pk=note.pk).update(cosigned_by=actor, cosigned_at=now, state=state)
    record(
        action="note.cosigned",
        actor=actor,
        target=note,
        person_id=note.coaching_session.client_id,
    )
    note.refresh_from_db()
    return note


@transaction.atomic
def comment(*, note: Note, actor: User, text: str, asks_revision: bool = False) -> NoteComment:
    """A word between supervisor and author; ``asks_revision`` sends the note back: the author
    answers with a correction or an addendum, because what is signed stays.

    Raises NotPossible when somebody else than the supervisor asks, or the note is not open to it.
    """
    note = Note.objects.select_for_update().get(pk=note.pk)
    supervisor = _supervises(actor, note.author_id)
    if not supervisor and note.author_id != actor.pk:
        raise NotPossible(_("Supervisor and author write here."))
    if asks_revision:
        if not supervisor or note.cosigned_at is not None or not note.is_signed:
            raise NotPossible(_("This note can’t go back."))
        Note.objects.filter(pk=note.pk).update(revision_asked_at=timezone.now())
        enqueue_mail("staff.revision", user=note.author)
    made = NoteComment.objects.create(
        note=note, author=actor, text=text, asks_revision=asks_revision
    )
    record(
        action="note.sent_back" if asks_revision else "note.comment",
        actor=actor,
        target=note,
        person_id=note.coaching_session.client_id,
    )
    return made


@transaction.atomic
def void(*, note: Note, actor: User, reason: str) -> Note:
    """Strike a signed note; its text stays readable. A supervisor only, never one's own.

    Raises NotPossible otherwise.
    """
    note = Note.objects.select_for_update().get(pk=note.pk)
    if not actor.has_role(Role.SUPERVISOR) or note.author_id == actor.pk:
        raise NotPossible(_("Another supervisor voids a note."))
    if note.state in (NoteState.DRAFT, NoteState.VOIDED):
        raise NotPossible(_("Only a signed note is voided."))
    note.void_reason, note.voided_by, note.voided_at = reason, actor, timezone.now()
    note.state = NoteState.VOIDED
    note.save(update_fields=["void_reason", "voided_by", "voided_at", "state"])
    record(
        action="note.voided",
        actor=actor,
        target=note,
        person_id=note.coaching_session.client_id,
        reason=reason,
    )
    _take_back_summary(note)
    return note


def _take_back_summary(note: Note) -> None:
    """What a voided note told the client no longer stands in the portal."""
    meeting = CoachingSession.objects.select_for_update().get(pk=note.coaching_session_id)
    if meeting.shared_at is not None and meeting.shared_summary == note.summary:
        meeting.shared_summary, meeting.shared_at = "", None
        meeting.save(update_fields=["shared_summary", "shared_at", "changed_at"])
