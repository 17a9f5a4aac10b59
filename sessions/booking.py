"""Times: free or taken, booking, series, moving, cancelling. One coach's row is locked while one books."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseStatus, Client
from clients.timeline import note_event
from coachdesk.audit.services import record
from coachdesk.outbox.services import cancel as cancel_message
from coachdesk.outbox.services import enqueue, enqueue_mail
from coachdesk.users.models import User
from coachdesk.users.practice import practice_setting
from sessions.lengths import lengths
from sessions.models import (
    BUSY,
    CoachingSession,
    Mode,
    Series,
    SessionKind,
    SessionState,
)
from sessions.walltime import day_bounds, instant, is_zone, on_wall

LONGEST = 600
MOST_IN_A_SERIES = 52


class Refused(Exception):
    """The time can't be had; ``str()`` says why, ``clash`` is the appointment in the way."""

    def __init__(self, reason: str, clash: CoachingSession | None = None) -> None:
        super().__init__(reason)
        self.clash = clash


@dataclass(frozen=True)
class Slot:
    """A wall time in a zone, its length, and what it blocks."""

    on: date
    at: time
    zone: str
    minutes: int
    before: int = 0
    after: int = 0

    @property
    def starts_at(self) -> datetime:
        return instant(self.on, self.at, self.zone)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def busy_from(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.before)

    @property
    def busy_until(self) -> datetime:
        return self.ends_at + timedelta(minutes=self.after)


def slot_for(kind: str, on: date, at: time, zone: str, minutes: int | None = None) -> Slot:
    """The slot a type of session takes. Raises Refused for an unknown zone or an odd length."""
    length = lengths()[kind]
    if not is_zone(zone):
        raise Refused(_("We don’t know this time zone."))
    wanted = length.minutes if minutes is None else minutes
    if not 5 <= wanted <= LONGEST:
        raise Refused(_("A session lasts between 5 minutes and 10 hours."))
    return Slot(on, at.replace(second=0, microsecond=0), zone, wanted, length.before, length.after)


def lock_coach(coach: User) -> None:
    """One at a time books for a coach: the row lock on PostgreSQL, the write lock on SQLite."""
    User.objects.select_for_update().get(pk=coach.pk)


def clash_of(
    coach: User, slot: Slot, *, leave_out: Iterable[CoachingSession] = ()
) -> CoachingSession | None:
    """The appointment that the slot, with both buffers, would run into."""
    rows = CoachingSession.objects.filter(
        coach=coach,
        state__in=BUSY,
        busy_from__lt=slot.busy_until,
        busy_until__gt=slot.busy_from,
    ).exclude(pk__in=[row.pk for row in leave_out])
    return rows.order_by("starts_at").first()


def reason_for(clash: CoachingSession, slot: Slot) -> str:
    """Why a slot is refused, with the hours but without a name."""
    begins, ends = on_wall(clash.starts_at, slot.zone), on_wall(clash.ends_at, slot.zone)
    told = {"begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}"}
    if clash.starts_at < slot.ends_at and clash.ends_at > slot.starts_at:
        return _("There is another appointment from %(begins)s to %(ends)s.") % told
    return _("Too close to the appointment from %(begins)s to %(ends)s: the break is missing.") % (
        told
    )


def check_free(coach: User, slot: Slot, *, leave_out: Iterable[CoachingSession] = ()) -> None:
    """Raises Refused with the reason when the slot is taken. Call with the coach locked."""
    clash = clash_of(coach, slot, leave_out=leave_out)
    if clash is not None:
        raise Refused(reason_for(clash, slot), clash)


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
    if not 1 <= every_weeks <= 8 or not 2 <= times <= MOST_IN_A_SERIES:
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
            day = f"{each.on:%d %b}"
            raise Refused(
                _("%(day)s: %(reason)s") % {"day": day, "reason": refused}, refused.clash
            ) from None
    return made


def at_day(slot: Slot, on: date) -> Slot:
    """The same wall time on another day."""
    return Slot(on, slot.at, slot.zone, slot.minutes, slot.before, slot.after)


def lock(coaching_session: CoachingSession) -> CoachingSession:
    """The appointment afresh, locked for this transaction."""
    return (
        CoachingSession.objects.select_for_update(of=("self",))
        .select_related("client", "client__user", "case", "coach")
        .get(pk=coaching_session.pk)
    )


_MOVABLE = (SessionState.REQUESTED, SessionState.SCHEDULED, SessionState.CONFIRMED)


@transaction.atomic
def move(
    *, coaching_session: CoachingSession, slot: Slot, actor: User, tell: bool = True
) -> CoachingSession:
    """Move an appointment: the old one stays as "moved" and leads to the new one.

    Raises Refused when the new time is taken or the old one can't be moved any more.
    """
    lock_coach(coaching_session.coach)
    old = lock(coaching_session)
    if old.state not in _MOVABLE:
        raise Refused(_("This appointment can’t be moved any more."))
    old.state = SessionState.RESCHEDULED
    old.sequence += 1
    old.save(update_fields=["state", "sequence", "changed_at"])
    new = book(
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
    old.moved_to = new
    old.save(update_fields=["moved_to"])
    stop_reminders(old)
    record(action="session.rescheduled", actor=actor, target=old, person_id=old.client_id)
    if tell:
        tell_client(new, "moved")
    offer_free_time(old)
    return new


@transaction.atomic
def move_series(
    *, coaching_session: CoachingSession, slot: Slot, actor: User, which: str
) -> list[CoachingSession]:
    """Move ``this`` one, this and the ``following``, or ``all`` that still lie ahead, by the same
    shift of days and to the new wall time. All or none; raises Refused."""
    rows = of_series(coaching_session, which)
    shift = slot.on - coaching_session.on
    lock_coach(coaching_session.coach)
    # Free all old times first: the series may move into its own footsteps.
    moved = []
    ids = [row.pk for row in rows]
    CoachingSession.objects.filter(pk__in=ids, state__in=_MOVABLE).update(
        state=SessionState.RESCHEDULED
    )
    for row in rows:
        each = at_day(slot, row.on + shift)
        if each.starts_at < timezone.now() and row.pk != coaching_session.pk:
            raise Refused(_("A part of the series would lie in the past."))
        row.refresh_from_db()
        new = book(
            case=row.case,
            coach=row.coach,
            slot=each,
            kind=row.kind,
            mode=row.mode,
            actor=actor,
            room=row.room,
            video_link=row.video_link,
            series=row.series,
            tell=False,
        )
        CoachingSession.objects.filter(pk=row.pk).update(moved_to=new, sequence=row.sequence + 1)
        record(action="session.rescheduled", actor=actor, target=row, person_id=row.client_id)
        stop_reminders(row)
        moved.append(new)
    if moved:
        tell_client(moved[0], "moved")
    return moved


def of_series(coaching_session: CoachingSession, which: str) -> list[CoachingSession]:
    """``this``, ``following`` or ``all`` movable appointments of a series, in order."""
    if coaching_session.series_id is None or which == "this":
        return [coaching_session]
    rows = CoachingSession.objects.filter(
        series=coaching_session.series_id,
        state__in=_MOVABLE,
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
    late: bool | None = None,
) -> list[CoachingSession]:
    """Cancel one appointment or a part of its series; late when inside the coach's free hours.

    Raises Refused for one that has an outcome already.
    """
    from sessions.rules import rules_of

    done = []
    free = timedelta(hours=rules_of(coaching_session.coach).free_cancel_hours)
    for row in of_series(coaching_session, which):
        old = lock(row)
        if old.state not in (*_MOVABLE, SessionState.CHECKED_IN):
            raise Refused(_("This appointment has an outcome already."))
        is_late = late if late is not None else old.starts_at - timezone.now() < free
        by_coach = not actor.is_client and late is None
        old.state = (
            SessionState.LATE_CANCELLED if is_late and not by_coach else SessionState.CANCELLED
        )
        old.cancel_reason, old.cancelled_by = reason, actor
        old.sequence += 1
        old.save(update_fields=["state", "cancel_reason", "cancelled_by", "sequence", "changed_at"])
        stop_reminders(old)
        record(action=f"session.{old.state}", actor=actor, target=old, person_id=old.client_id)
        line = _("The client cancelled") if actor.is_client else _("Appointment cancelled")
        note_event(client=old.client, kind="team", line=line, actor=actor)
        if actor.is_client:
            enqueue_mail("staff.appointment", user=old.coach)
        elif old.starts_at > timezone.now():
            tell_client(old, "cancelled")
        offer_free_time(old)
        done.append(old)
    return done


def reminder_key(coaching_session: CoachingSession, hours: int) -> str:
    """One reminder for one appointment and one time before it."""
    return f"reminder:{coaching_session.pk}:{hours}"


def stop_reminders(coaching_session: CoachingSession) -> None:
    """Nothing leaves after a cancellation or a move: take back what still waits."""
    for hours in practice_setting("reminder_hours"):
        cancel_message(dedupe_key=reminder_key(coaching_session, int(hours)))
    cancel_message(dedupe_key=f"session.booked:{coaching_session.pk}:0")


def offer_free_time(coaching_session: CoachingSession) -> None:
    """A time became free: the waiting list is asked after this transaction."""
    if coaching_session.starts_at > timezone.now() + timedelta(hours=2):
        enqueue(
            "coaching_sessions.offer",
            coaching_session_id=coaching_session.pk,
            dedupe_key=f"offer:{coaching_session.pk}",
        )


def booked_days(coach: User, zone: str, first: date, last: date) -> dict[date, int]:
    """How many appointments a coach has on each day of a zone."""
    begin, _end = day_bounds(first, zone)
    _begin, end = day_bounds(last, zone)
    rows = CoachingSession.objects.filter(
        coach=coach, state__in=BUSY, starts_at__gte=begin, starts_at__lt=end
    )
    found: dict[date, int] = {}
    for starts in rows.values_list("starts_at", flat=True):
        day = on_wall(starts.astimezone(UTC), zone).date()
        found[day] = found.get(day, 0) + 1
    return found


def open_case(client: Client) -> Case | None:
    """The client's case that work goes on in: the newest active one."""
    return (
        Case.objects.filter(client=client, status=CaseStatus.ACTIVE).order_by("-opened_at").first()
    )
