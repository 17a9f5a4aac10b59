"""Writing notes: drafts that save themselves, signing, additions, cosigning, voiding."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Goal
from coachdesk.audit.services import record
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.lib.sealed import keyed_hash
from coachdesk.outbox.services import enqueue_mail
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Role, Supervision, User
from sessions.billing.services import use_credit
from sessions.models import (
    Addendum,
    AddendumKind,
    Attendance,
    CoachingSession,
    Intervention,
    Note,
    NoteFormat,
    NoteState,
    Risk,
    SessionState,
    TookPlace,
)
from sessions.models.notes import LATE_AFTER
from sessions.notes.formats import parts_of

RISK_CODES = (
    "suicide_risk",
    "harm_to_others_risk",
    "partner_violence",
    "coercive_control",
    "fear_of_partner",
    "child_at_risk",
    "acute_instability",
)
DUE = timedelta(hours=72)


@dataclass(frozen=True)
class Draft:
    """What a note's form carries."""

    sections: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    took_place: str = TookPlace.YES
    risk: str = ""
    risk_why: str = ""
    interventions: tuple[uuid.UUID, ...] = ()
    goals: tuple[uuid.UUID, ...] = ()


def due_at(coaching_session: CoachingSession) -> datetime:
    """A note is due 72 hours after the session (DOMAIN-3)."""
    return (coaching_session.actual_stop or coaching_session.ends_at) + DUE


def is_late(coaching_session: CoachingSession, now: datetime) -> bool:
    """Whether a note signed now is a late entry (DOMAIN-1)."""
    return now - (coaching_session.actual_stop or coaching_session.ends_at) > LATE_AFTER


def _say_late(coaching_session: CoachingSession, now: datetime) -> str:
    days = (now - coaching_session.ends_at).days
    said = ngettext(
        "This note was written %(n)d day after the session.",
        "This note was written %(n)d days after the session.",
        days,
    )
    return said % {"n": days}


@transaction.atomic
def begin_note(
    *, coaching_session: CoachingSession, author: User, note_format: str = NoteFormat.GIRP
) -> Note:
    """The session's note, made when it is not there yet; the second time gives the same one.

    Raises NotPossible when somebody else has begun it.
    """
    CoachingSession.objects.select_for_update().get(pk=coaching_session.pk)
    found = coaching_session.notes.exclude(state=NoteState.VOIDED).first()
    if found is not None:
        if found.author_id != author.pk and not found.is_signed:
            raise NotPossible(_("Somebody else has begun this session’s note."))
        return found
    return Note.objects.create(
        coaching_session=coaching_session,
        author=author,
        format=note_format,
        headings=[list(part) for part in parts_of(note_format)],
        due_at=due_at(coaching_session),
    )


def _lock_draft(note: Note, actor: User) -> Note:
    note = Note.objects.select_for_update().get(pk=note.pk)
    if note.is_signed:
        raise NotPossible(_("This note is signed. Add an addendum or a correction instead."))
    if note.author_id != actor.pk:
        raise NotPossible(_("Only its author writes on a draft."))
    return note


@transaction.atomic
def save_draft(*, note: Note, actor: User, draft: Draft, version: int) -> Note:
    """Store the draft. Raises Conflict for an old version (nothing is changed), NotPossible for a
    signed note or somebody else's."""
    note = _lock_draft(note, actor)
    if note.version != version:
        raise Conflict(note)
    known = {key for key, _heading in note.headings}
    note.sections = {key: text for key, text in draft.sections.items() if key in known and text}
    note.summary, note.took_place = draft.summary, draft.took_place
    note.risk, note.risk_why = draft.risk, draft.risk_why
    note.interventions = list(
        Intervention.objects.filter(pk__in=draft.interventions)
        .order_by("name")
        .values_list("name", flat=True)
    )
    case_goals = Goal.objects.filter(case=note.coaching_session.case_id, pk__in=draft.goals)
    note.goals = [str(pk) for pk in case_goals.values_list("pk", flat=True)]
    note.version += 1
    note.saved_at = timezone.now()
    note.save()
    return note


@transaction.atomic
def change_format(*, note: Note, actor: User, note_format: str) -> Note:
    """Another format for a draft; text whose part is not in the new one moves into its first part,
    so that nothing is lost."""
    note = _lock_draft(note, actor)
    parts = parts_of(note_format)
    keys = {key for key, _heading in parts}
    said = dict(note.sections or {})
    moved = [text for key, text in said.items() if key not in keys and text]
    kept = {key: text for key, text in said.items() if key in keys}
    if moved:
        first = parts[0][0]
        kept[first] = "\n\n".join([text for text in (kept.get(first, ""),) if text] + moved)
    note.format, note.headings, note.sections = note_format, [list(p) for p in parts], kept
    note.version += 1
    note.save(update_fields=["format", "headings", "sections", "version"])
    return note


@transaction.atomic
def add_words(*, note: Note, actor: User, text: str) -> Note:
    """Put the last plan or a snippet at the end of the note's first part."""
    note = _lock_draft(note, actor)
    if text and note.headings:
        first = note.headings[0][0]
        said = dict(note.sections or {})
        said[first] = f"{said[first]}\n{text}" if said.get(first) else text
        note.sections, note.version, note.saved_at = said, note.version + 1, timezone.now()
        note.save(update_fields=["sections", "version", "saved_at"])
    return note


def content_hash(note: Note) -> str:
    """The keyed hash over content, author and time of a signed note."""
    body = {
        "note": str(note.pk),
        "session": str(note.coaching_session_id),
        "author": str(note.author_id),
        "signed_at": note.signed_at.isoformat() if note.signed_at else "",
        "format": note.format,
        "headings": note.headings,
        "sections": note.sections,
        "summary": note.summary,
        "took_place": note.took_place,
        "risk": note.risk,
        "risk_why": note.risk_why,
        "interventions": note.interventions,
        "goals": note.goals,
    }
    return keyed_hash("note", json.dumps(body, sort_keys=True, ensure_ascii=False))


def addendum_hash(addendum: Addendum) -> str:
    """The keyed hash over an addition, its author, reason and time."""
    body = [
        str(addendum.pk),
        str(addendum.note_id),
        addendum.kind,
        addendum.text,
        addendum.reason,
        str(addendum.author_id),
        addendum.at.isoformat(),
    ]
    return keyed_hash("addendum", json.dumps(body, ensure_ascii=False))


def needs_cosigning(author: User) -> bool:
    """A supervised coach's notes are cosigned; a counselor's are not."""
    return (
        Role.COUNSELOR not in author.roles
        and Supervision.objects.filter(coach=author, ended_at=None).exists()
    )


@transaction.atomic
def sign(
    *, note: Note, actor: User, version: int, codes: Iterable[str] = (), late_reason: str = ""
) -> Note:
    """Freeze the note for ever, complete its session, share the summary, and open a flag for a
    risk that was named (DOMAIN-3). Written later than 72 hours after the session it is a
    late entry and says why (DOMAIN-1).

    Raises NotPossible for an empty note, an unanswered safety question or a late entry without a
    reason, Conflict for an old version.
    """
    note = _lock_draft(note, actor)
    if note.version != version:
        raise Conflict(note)
    if not any((note.sections or {}).values()):
        raise NotPossible(_("The note is empty. Write a line before you sign."), about="sections")
    if not note.risk:
        raise NotPossible(_("Answer the safety question before you sign."), about="risk")
    if note.risk != Risk.NONE and len(note.risk_why) < 3:
        raise NotPossible(_("Say in a few words what you want to watch."), about="risk_why")
    meeting = CoachingSession.objects.select_for_update().get(pk=note.coaching_session_id)
    now = timezone.now()
    note.state, note.signed_at = NoteState.SIGNED, now
    note.is_late = is_late(meeting, now)
    if note.is_late and len(late_reason) < 3:
        raise NotPossible(
            _("Say in a few words why the note is written only now."), about="late_reason"
        )
    note.needs_cosign = needs_cosigning(actor)
    note.hash = content_hash(note)
    note.save()
    record(action="note.signed", actor=actor, target=note, person_id=meeting.client_id)
    if note.is_late:
        _add(note, actor, AddendumKind.LATE_ENTRY, _say_late(meeting, now), late_reason)
    _share_summary(meeting, note, now)
    if note.risk != Risk.NONE:
        open_flag(
            subject_kind="session",
            subject_id=meeting.pk,
            person_id=meeting.client_id,
            codes=[code for code in codes if code in RISK_CODES],
            urgent=note.risk == Risk.ACT,
            actor=actor,
        )
    if note.needs_cosign:
        for supervision in Supervision.objects.filter(coach=actor, ended_at=None).select_related(
            "supervisor"
        ):
            enqueue_mail(
                "staff.cosign",
                user=supervision.supervisor,
                dedupe_key=f"cosign:{note.pk}:{supervision.supervisor_id}",
            )
    return note


def _share_summary(meeting: CoachingSession, note: Note, now: datetime) -> None:
    fields = ["changed_at"]
    if note.summary and meeting.shared_summary != note.summary:
        meeting.shared_summary, meeting.shared_at = note.summary, now
        fields += ["shared_summary", "shared_at"]
        enqueue_mail(
            "client.summary",
            person_id=meeting.client_id,
            user=meeting.client.user,
            dedupe_key=f"summary:{note.pk}",
        )
    if meeting.state in (SessionState.SCHEDULED, SessionState.CONFIRMED, SessionState.CHECKED_IN):
        meeting.state = SessionState.COMPLETED
        meeting.actual_start = meeting.actual_start or meeting.starts_at
        meeting.actual_stop = meeting.actual_stop or max(
            meeting.actual_start, min(now, meeting.ends_at)
        )
        fields += ["state", "actual_start", "actual_stop"]
        Attendance.objects.get_or_create(
            coaching_session=meeting, who="client", defaults={"status": "attended"}
        )
        use_credit(coaching_session=meeting, actor=note.author)
        record(
            action="session.completed",
            actor=note.author,
            target=meeting,
            person_id=meeting.client_id,
        )
    meeting.save(update_fields=fields)


@transaction.atomic
def add_addendum(*, note: Note, actor: User, kind: str, text: str, reason: str) -> Addendum:
    """Add to a signed note; the original stays as it was. The author may, and who works on the
    case. Raises NotPossible for a draft or a voided note."""
    note = Note.objects.select_for_update().get(pk=note.pk)
    if note.state in (NoteState.DRAFT, NoteState.VOIDED):
        raise NotPossible(_("Only a signed note takes additions."))
    if kind == AddendumKind.CORRECTION and note.author_id != actor.pk:
        raise NotPossible(_("Only the author corrects a note. Add an addendum instead."))
    addendum = _add(note, actor, kind, text, reason)
    Note.objects.filter(pk=note.pk).update(state=NoteState.AMENDED, revision_asked_at=None)
    return addendum


def _add(note: Note, actor: User, kind: str, text: str, reason: str) -> Addendum:
    addendum = Addendum(note=note, kind=kind, text=text, reason=reason, author=actor)
    addendum.hash = addendum_hash(addendum)
    addendum.save(force_insert=True)
    record(
        action=f"note.{kind}",
        actor=actor,
        target=addendum,
        person_id=note.coaching_session.client_id,
    )
    return addendum
