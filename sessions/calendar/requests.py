"""Answers to a time that a client asked for, and the client's own yes to one."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import User
from sessions.calendar.booking import lock, offer_free_time, stop_reminders, tell_client
from sessions.models import (
    CoachingSession,
    SessionState,
)

S = SessionState


@transaction.atomic
def accept(*, coaching_session: CoachingSession, actor: User) -> CoachingSession:
    """A time the client asked for becomes an appointment; the one it replaces becomes "moved"."""
    meeting = lock(coaching_session)
    if meeting.state != S.REQUESTED:
        raise NotPossible(_("There is nothing to accept."))
    meeting.state = S.SCHEDULED
    meeting.save(update_fields=["state", "changed_at"])
    if meeting.replaces_id is not None:
        _replace(meeting, meeting.replaces_id)
    tell_client(meeting, "booked")
    record(action="session.scheduled", actor=actor, target=meeting, person_id=meeting.client_id)
    return meeting


@transaction.atomic
def confirm(*, coaching_session: CoachingSession, actor: User) -> CoachingSession:
    """The client says that an appointment still holds."""
    meeting = lock(coaching_session)
    if meeting.state != S.SCHEDULED:
        raise NotPossible(_("There is nothing to confirm."))
    meeting.state = S.CONFIRMED
    meeting.save(update_fields=["state", "changed_at"])
    record(action="session.confirmed", actor=actor, target=meeting, person_id=meeting.client_id)
    return meeting


def _replace(meeting: CoachingSession, old_id: uuid.UUID) -> None:
    old = CoachingSession.objects.select_for_update().get(pk=old_id)
    if old.state in (S.SCHEDULED, S.CONFIRMED):
        old.state, old.moved_to = S.RESCHEDULED, meeting
        old.sequence += 1
        old.save(update_fields=["state", "moved_to", "sequence", "changed_at"])
        stop_reminders(old)
        offer_free_time(old)
