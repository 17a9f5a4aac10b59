"""Appointments that repeat at one wall time: booking them, and moving all or some of them."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Case
from coachdesk.audit.services import record
from coachdesk.users.models import User
from sessions.calendar.booking import (
    MOVABLE,
    book,
    book_instead,
    of_series,
    offer_free_time,
    stop_reminders,
    tell_client,
)
from sessions.calendar.slots import Refused, Slot, at_day, lock_coach
from sessions.models import CoachingSession, Series, SessionState

MOST = 52


@transaction.atomic
def book_series(
    *,
    case: Case,
    coach: User,
    slot: Slot,
    kind: str,
    mode: str,
    actor: User,
    every_weeks: int,
    times: int,
) -> list[CoachingSession]:
    """The same wall time every so many weeks; all or none. A summer-time change moves the instant,
    never the wall time. Raises Refused naming the first day that is taken."""
    if not 1 <= every_weeks <= 8 or not 2 <= times <= MOST:
        raise Refused(_("A series has 2 to 52 appointments, one to eight weeks apart."))
    series = Series.objects.create(every_weeks=every_weeks, created_by=actor)
    made = []
    for number in range(times):
        each = at_day(slot, slot.on + timedelta(weeks=every_weeks * number))
        try:
            made.append(
                book(
                    case=case,
                    coach=coach,
                    slot=each,
                    kind=kind,
                    mode=mode,
                    actor=actor,
                    series=series,
                    tell=number == 0,
                )
            )
        except Refused as refused:
            raise _named(each, refused) from None
    return made


def _named(slot: Slot, refused: Refused) -> Refused:
    """The refusal with the day it is about."""
    told = {"day": date_format(slot.on, "j M"), "reason": refused}
    return Refused(_("%(day)s: %(reason)s") % told, refused.clash)


@transaction.atomic
def move_series(
    *, coaching_session: CoachingSession, slot: Slot, actor: User, which: str
) -> list[CoachingSession]:
    """Move ``this`` one, this and the ``following``, or ``all`` that still lie ahead, by the same
    shift of days and to the new wall time. All or none; raises Refused naming the day that stands
    against it, or when nothing of the series can be moved."""
    rows = of_series(coaching_session, which)
    if not rows:
        raise Refused(_("Nothing of this series can be moved any more."))
    shift = slot.on - coaching_session.on
    lock_coach(coaching_session.coach)
    # Free all old times first: the series may move into its own footsteps.
    moved = []
    ids = [row.pk for row in rows]
    CoachingSession.objects.filter(pk__in=ids, state__in=MOVABLE).update(
        state=SessionState.RESCHEDULED
    )
    for row in rows:
        each = at_day(slot, row.on + shift)
        if each.starts_at < timezone.now() and row.pk != coaching_session.pk:
            raise Refused(_("A part of the series would lie in the past."))
        row.refresh_from_db()
        try:
            new = book_instead(row, each, actor=actor)
        except Refused as refused:
            raise _named(each, refused) from None
        CoachingSession.objects.filter(pk=row.pk).update(moved_to=new, sequence=row.sequence + 1)
        record(action="session.rescheduled", actor=actor, target=row, person_id=row.client_id)
        stop_reminders(row)
        moved.append(new)
    for row in rows:
        offer_free_time(row)
    tell_client(moved[0], "moved")
    return moved
