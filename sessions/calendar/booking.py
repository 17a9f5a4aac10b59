"""Appointments: booking, moving, cancelling. One coach's row is locked while one books."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseStatus, Client
from clients.page.timeline import note_event
from coachdesk.audit.services import record
from coachdesk.outbox.services import cancel_any, enqueue, enqueue_mail
from coachdesk.users.models import User
from coachdesk.users.practice_settings import practice_setting
from sessions.calendar.availability import rules_of
from sessions.calendar.practice_rules import MOST_HOURS_BEFORE
from sessions.calendar.slots import Refused, Slot, check_free, lock_coach
from sessions.models import CoachingSession, Mode, Series, SessionKind, SessionState

MOVABLE = (SessionState.REQUESTED, SessionState.SCHEDULED, SessionState.CONFIRMED)
CANCELLABLE = (*MOVABLE, SessionState.CHECKED_IN)


@transaction.atomic
def book(
    *,
    case: Case,
    coach: User,
    slot: Slot,
    kind: str,
    mode: str,
    actor: User,
    state: str = SessionState.SCHEDULED,
    room: str = "",
    video_link: str = "",
    series: Series | None = None,
    replaces: CoachingSession | None = None,
    tell: bool = True,
) -> CoachingSession:
    """Make an appointment. Raises Refused with a reason when the time is taken or the case is not
    open; of fifty who book one slot at once, one gets it."""
    if case.status not in (CaseStatus.ACTIVE, CaseStatus.WAITLIST, CaseStatus.INQUIRY):
        raise Refused(_("This case is not open."))
    lock_coach(coach)
    check_free(coach, slot, leave_out=[replaces] if replaces else ())
    made = CoachingSession.objects.create(
        client_id=case.client_id,
        case=case,
        coach=coach,
        kind=SessionKind(kind),
        mode=Mode(mode),
        state=state,
        on=slot.on,
        at=slot.at,
        zone=slot.zone,
        minutes=slot.minutes,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        busy_from=slot.busy_from,
        busy_until=slot.busy_until,
        room=room,
        video_link=video_link,
        series=series,
        replaces=replaces,
        created_by=actor,
    )
    record(
        action=f"session.{state}",
        actor=actor,
        target=made,
        person_id=case.client_id,
        fields=["starts_at", "kind", "mode"],
    )
    if tell and state == SessionState.SCHEDULED and made.starts_at > timezone.now():
        tell_client(made, "booked")
    return made


def tell_client(coaching_session: CoachingSession, what: str) -> None:
    """A neutral mail through the gate: something about an appointment is new."""
    enqueue_mail(
        f"session.{what}",
        person_id=coaching_session.client_id,
        user=coaching_session.client.user,
        dedupe_key=f"session.{what}:{coaching_session.pk}:{coaching_session.sequence}",
    )


def lock(coaching_session: CoachingSession) -> CoachingSession:
    """The appointment afresh, locked for this transaction."""
    return (
        CoachingSession.objects.select_for_update(of=("self",))
        .select_related("client", "client__user", "case", "coach")
        .get(pk=coaching_session.pk)
    )


def book_instead(old: CoachingSession, slot: Slot, *, actor: User) -> CoachingSession:
    """The same appointment at another time, untold; the old one is free already. Raises Refused."""
    return book(
        case=old.case,
        coach=old.coach,
        slot=slot,
        kind=old.kind,
        mode=old.mode,
        actor=actor,
        room=old.room,
        video_link=old.video_link,
        series=old.series,
        tell=False,
    )


@transaction.atomic
def move(
    *, coaching_session: CoachingSession, slot: Slot, actor: User, tell: bool = True
) -> CoachingSession:
    """Move an appointment: the old one stays as "moved" and leads to the new one.

    Raises Refused when the new time is taken or the old one can't be moved any more.
    """
    lock_coach(coaching_session.coach)
    old = lock(coaching_session)
    if old.state not in MOVABLE:
        raise Refused(_("This appointment can’t be moved any more."))
    old.state = SessionState.RESCHEDULED
    old.sequence += 1
    old.save(update_fields=["state", "sequence", "changed_at"])
    new = book_instead(old, slot, actor=actor)
    old.moved_to = new
    old.save(update_fields=["moved_to"])
    stop_reminders(old)
    record(action="session.rescheduled", actor=actor, target=old, person_id=old.client_id)
    if tell:
        tell_client(new, "moved")
    offer_free_time(old)
    return new


def of_series(coaching_session: CoachingSession, which: str) -> list[CoachingSession]:
    """``this``, ``following`` or ``all`` movable appointments of a series, in order."""
    if coaching_session.series_id is None or which == "this":
        return [coaching_session]
    rows = CoachingSession.objects.filter(
        series=coaching_session.series_id,
        state__in=MOVABLE,
        starts_at__gte=coaching_session.starts_at if which == "following" else timezone.now(),
    )
    return list(
        rows.select_related("client", "client__user", "case", "coach").order_by("starts_at")
    )


@transaction.atomic
def cancel(
    *,
    coaching_session: CoachingSession,
    actor: User,
    reason: str = "",
    which: str = "this",
    late: bool = False,
    tell: bool = True,
) -> list[CoachingSession]:
    """Cancel one appointment or a part of its series; late when inside the coach's free hours, or
    when staff say so of the one that was named. A series is told in one mail; with ``tell`` False
    the caller tells the client of several.

    Raises Refused for one that has an outcome already.
    """
    done, told = [], not tell
    # A client may take it back for a moment: nobody hears of it before.
    wait = timedelta(seconds=int(practice_setting("undo_seconds")) if actor.is_client else 0)
    free = timedelta(hours=rules_of(coaching_session.coach).free_cancel_hours)
    for row in of_series(coaching_session, which):
        old = lock(row)
        if old.state not in CANCELLABLE:
            raise Refused(_("This appointment has an outcome already."))
        if actor.is_client:
            is_late = old.starts_at - timezone.now() < free
        else:
            is_late = late and old.pk == coaching_session.pk
        old.state_before, old.outcome_at = old.state, timezone.now()
        old.state = SessionState.LATE_CANCELLED if is_late else SessionState.CANCELLED
        old.cancel_reason, old.cancelled_by = reason, actor
        old.sequence += 1
        old.save()
        stop_reminders(old)
        record(action=f"session.{old.state}", actor=actor, target=old, person_id=old.client_id)
        line = _("The client cancelled") if actor.is_client else _("Appointment cancelled")
        note_event(client=old.client, kind="team", line=line, actor=actor)
        if actor.is_client:
            enqueue_mail(
                "staff.appointment",
                user=old.coach,
                dedupe_key=cancelled_key(old),
                available_at=timezone.now() + wait,
            )
        elif old.starts_at > timezone.now() and not told:
            told = True
            tell_client(old, "cancelled")
        offer_free_time(old, after=wait)
        done.append(old)
    return done


def reminder_key(coaching_session: CoachingSession, hours: int) -> str:
    """One reminder for one appointment and one time before it."""
    return f"reminder:{coaching_session.pk}:{hours}"


def stop_reminders(coaching_session: CoachingSession) -> None:
    """Nothing leaves after a cancellation or a move: take back what still waits."""
    # Of every time before: the setting may have changed since one was written.
    keys = [reminder_key(coaching_session, hours) for hours in range(1, MOST_HOURS_BEFORE + 1)]
    cancel_any(dedupe_keys=[*keys, f"session.booked:{coaching_session.pk}:0"])


def cancelled_key(coaching_session: CoachingSession) -> str:
    """One mail to the coach for one cancellation."""
    return f"cancelled:{coaching_session.pk}:{coaching_session.sequence}"


def offer_key(coaching_session: CoachingSession) -> str:
    """One round of the waiting list for one time that became free."""
    return f"offer:{coaching_session.pk}:{coaching_session.sequence}"


def offer_free_time(coaching_session: CoachingSession, *, after: timedelta = timedelta(0)) -> None:
    """A time became free: the waiting list is asked after this transaction, and after a while."""
    if coaching_session.starts_at > timezone.now() + timedelta(hours=2):
        enqueue(
            "coaching_sessions.offer",
            coaching_session_id=coaching_session.pk,
            dedupe_key=offer_key(coaching_session),
            available_at=timezone.now() + after,
        )


def open_case(client: Client) -> Case | None:
    """The client's case that work goes on in: the newest active one."""
    return (
        Case.objects.filter(client=client, status=CaseStatus.ACTIVE).order_by("-opened_at").first()
    )
