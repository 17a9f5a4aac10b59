"""Reads for Today, the notes list and the session page."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from coachdesk.outbox.models import Channel, Permission, SafeContact
from coachdesk.users.models import Role, User
from sessions.models import (
    ENDED,
    CoachingSession,
    CoachingSessionQuerySet,
    Note,
    NoteState,
    SessionState,
    lacks_signed_note,
)

S = SessionState


def safe_phones() -> QuerySet[SafeContact]:
    return SafeContact.objects.filter(
        channel=Channel.PHONE, permission__in=[Permission.SAFE, Permission.HOURS]
    )


def never_call(client_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Clients whose phone is not marked safe; one query."""
    ids = set(client_ids)
    safe = safe_phones().filter(person_id__in=ids).values_list("person_id", flat=True)
    return ids - set(safe)


def notes_of(user: User, session_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Note]:
    """The notes of these sessions that the person may read; one query."""
    rows = Note.objects.visible_to(user).filter(coaching_session__in=session_ids)
    return {
        note.coaching_session_id: note
        for note in rows.exclude(state=NoteState.VOIDED).defer("sections", "summary", "risk_why")
    }


def without_signed_note(user: User) -> CoachingSessionQuerySet:
    """Completed sessions of a coach whose note nobody has signed, and open drafts."""
    return CoachingSession.objects.editable_by(user).filter(
        lacks_signed_note(timezone.now()), coach=user
    )


def notes_to_finish(user: User, limit: int = 20) -> list[CoachingSession]:
    """What a coach has still to write, the oldest first, also the drafts of cases that were handed
    on; one query."""
    left = Note.objects.left_with(user).values("coaching_session")
    rows = CoachingSession.objects.filter(
        Q(pk__in=without_signed_note(user).values("pk")) | Q(pk__in=left)
    )
    rows = rows.numbered().select_related("client", "case")
    return list(rows.order_by("starts_at")[:limit])


def left_behind(user: User, limit: int = 20) -> list[Note]:
    """Drafts on one's own cases that their former coaches may not finish any more, without their
    words, the oldest first; one query."""
    rows = Note.objects.left_behind(user).out_of_time()
    rows = rows.select_related("coaching_session__client", "author").defer("sections", "summary")
    return list(rows.order_by("due_at")[:limit])


def waiting_for_nav(user: User) -> CoachingSessionQuerySet | None:
    """Times asked for, notes to finish and follow-ups of a coach; None for everybody else."""
    return None if user.is_client or not user.has_role(Role.COACH) else waiting_rows(user)


def cosign_for_nav(user: User) -> QuerySet[Note] | None:
    """Notes that wait for a supervisor's signature; None for everybody else."""
    return None if user.is_client or not user.has_role(Role.SUPERVISOR) else _to_cosign(user)


def follow_ups(user: User, limit: int = 10) -> list[CoachingSession]:
    """No-shows nobody has followed up; one query."""
    rows = CoachingSession.objects.editable_by(user).filter(
        coach=user, state=S.NO_SHOW, follow_up_done_at=None
    )
    return list(rows.select_related("client").order_by("starts_at")[:limit])


@dataclass(frozen=True)
class Waiting:
    """What waits for a coach: times clients asked for, notes to finish, no-shows to follow up."""

    asked: list[CoachingSession]
    unfinished: list[CoachingSession]
    follow_ups: list[CoachingSession]


def waiting_rows(user: User) -> CoachingSessionQuerySet:
    """Appointments of a coach that ask for an act."""
    now = timezone.now()
    return (
        CoachingSession.objects.editable_by(user)
        .filter(coach=user)
        .filter(
            Q(state=S.REQUESTED, starts_at__gt=now)
            | Q(state=S.NO_SHOW, follow_up_done_at=None)
            | lacks_signed_note(now)
        )
    )


def waiting(user: User, limit: int = 60) -> Waiting:
    """All three in one query, the oldest first."""
    rows = (
        waiting_rows(user).numbered().select_related("client", "case").order_by("starts_at")[:limit]
    )
    found = Waiting([], [], [])
    for row in rows:
        if row.state == S.REQUESTED:
            found.asked.append(row)
        elif row.state == S.NO_SHOW:
            found.follow_ups.append(row)
        else:
            found.unfinished.append(row)
    return found


def to_cosign(user: User, limit: int = 50) -> list[Note]:
    """Signed notes of the supervised coaches that wait for the supervisor; one query."""
    if not user.has_role(Role.SUPERVISOR):
        return []
    return list(
        _to_cosign(user)
        .select_related("coaching_session__client", "author")
        .defer("sections", "summary")
        .order_by("revision_asked_at", "signed_at")[:limit]
    )


def _to_cosign(user: User) -> QuerySet[Note]:
    return Note.objects.supervised_by(user).filter(
        needs_cosign=True, cosigned_at=None, voided_at=None
    )


def sent_back(user: User, limit: int = 20) -> list[Note]:
    """Own notes the supervisor sent back; one query."""
    rows = Note.objects.visible_to(user).filter(author=user, revision_asked_at__isnull=False)
    return list(
        rows.select_related("coaching_session__client").defer("sections", "summary")[:limit]
    )


def last_note(user: User, meeting: CoachingSession) -> Note | None:
    """The newest signed note of the same case before this session that the person may read."""
    rows = Note.objects.visible_to(user).filter(
        coaching_session__case=meeting.case_id,
        coaching_session__starts_at__lt=meeting.starts_at,
    )
    return (
        rows.exclude(state__in=(NoteState.DRAFT, NoteState.VOIDED))
        .select_related("coaching_session")
        .order_by("-coaching_session__starts_at")
        .first()
    )


def next_meeting(meeting: CoachingSession) -> CoachingSession | None:
    """The case's next appointment after this one."""
    rows = CoachingSession.objects.filter(
        case=meeting.case_id, starts_at__gt=max(meeting.starts_at, timezone.now())
    ).exclude(state__in=ENDED)
    return rows.order_by("starts_at").first()
