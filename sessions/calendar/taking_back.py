"""A slip taken back: a client's own cancellation for a minute, a no-show until midnight."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from clients.page.timeline import note_event
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.services import cancel_any
from coachdesk.users.models import User
from coachdesk.users.practice_settings import practice_setting
from sessions.calendar.booking import cancelled_key, lock, offer_key
from sessions.calendar.slots import Refused, Slot, check_free, lock_coach
from sessions.models import (
    AttendanceStatus,
    CoachingSession,
    CreditUse,
    NoteState,
    Participant,
    SessionState,
)

S = SessionState
_CANCELLED = (S.CANCELLED, S.LATE_CANCELLED)


def window() -> timedelta:
    """How long a cancellation by the client can be taken back; nobody is told before its end."""
    return timedelta(seconds=int(practice_setting("undo_seconds")))


def just_cancelled(client: Client) -> list[CoachingSession]:
    """What the client cancelled and may still take back, the next one first."""
    rows = CoachingSession.objects.filter(
        client=client,
        state__in=_CANCELLED,
        cancelled_by=client.user_id,
        outcome_at__gt=timezone.now() - window(),
        starts_at__gt=timezone.now(),
    ).exclude(state_before="")
    return list(rows.select_related("coach").order_by("starts_at"))


@transaction.atomic
def take_back_cancel(*, meeting: CoachingSession, user: User) -> CoachingSession:
    """The client's own cancellation never was: nobody hears of it.

    Raises Refused when the window is over, somebody else cancelled it, or the time is taken.
    """
    lock_coach(meeting.coach)
    old = lock(meeting)
    if old.state not in _CANCELLED or old.cancelled_by_id != user.pk or not old.state_before:
        raise Refused(_("There is nothing to take back here."))
    if old.outcome_at is None or timezone.now() >= old.outcome_at + window():
        raise Refused(_("The time to take it back is over. Please ask for a time again."))
    slot = Slot(
        on=old.on,
        at=old.at,
        zone=old.zone,
        minutes=old.minutes,
        before=_minutes(old.busy_from, old.starts_at),
        after=_minutes(old.ends_at, old.busy_until),
    )
    check_free(old.coach, slot, leave_out=[old])
    cancel_any(dedupe_keys=[cancelled_key(old), offer_key(old)])
    old.state, old.state_before, old.outcome_at = old.state_before, "", None
    old.cancel_reason, old.cancelled_by = "", None
    old.sequence += 1
    old.save()
    record(action="session.cancel_undone", actor=user, target=old, person_id=old.client_id)
    note_event(client=old.client, kind="team", line=_("The client comes after all"), actor=user)
    return old


def _minutes(earlier: datetime, later: datetime) -> int:
    return (later - earlier) // timedelta(minutes=1)


def may_take_back_no_show(meeting: CoachingSession) -> bool:
    """Whether "Didn’t come" may still be taken back: until midnight of the practice's day, while
    no note is signed."""
    if meeting.state != S.NO_SHOW or not meeting.state_before or meeting.outcome_at is None:
        return False
    if timezone.localdate(meeting.outcome_at) != timezone.localdate():
        return False
    signed = meeting.notes.exclude(state__in=(NoteState.DRAFT, NoteState.VOIDED))
    return not signed.exists()


@transaction.atomic
def take_back_no_show(*, meeting: CoachingSession, actor: User) -> CoachingSession:
    """The client did come: the outcome is open again, a credit that was used comes back.

    Raises NotPossible after midnight or once a note is signed.
    """
    old = lock(meeting)
    if not may_take_back_no_show(old):
        raise NotPossible(_("This can’t be taken back any more."))
    old.state, old.state_before, old.outcome_at = old.state_before, "", None
    old.follow_up_done_at = None
    old.save()
    came = old.attendances.filter(who=Participant.CLIENT)
    if old.state == S.CHECKED_IN:
        came.update(status=AttendanceStatus.ATTENDED)
    else:
        came.delete()
    CreditUse.objects.filter(coaching_session=old).delete()
    record(action="session.no_show_undone", actor=actor, target=old, person_id=old.client_id)
    line = _("“Didn’t come” was taken back")
    note_event(client=old.client, kind="team", line=line, actor=actor)
    return old
