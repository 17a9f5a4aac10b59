"""What happens to a meeting: starting it, who came, what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.contact.services import confirm_contact
from clients.models import Case, CaseKind, CaseStatus, Client, ClientStatus
from clients.page.timeline import note_event
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import Role, User
from coachdesk.users.practice_settings import practice_setting
from sessions.billing.services import use_credit
from sessions.calendar.booking import lock, open_case, stop_reminders
from sessions.calendar.session_types import kind_for, lengths
from sessions.calendar.slots import Slot
from sessions.models import (
    Attendance,
    AttendanceStatus,
    CoachingSession,
    Mode,
    NoteState,
    Participant,
    SessionKind,
    SessionState,
)
from sessions.notes.services import begin_note
from sessions.wall_time import on_wall

S = SessionState
_SOON = timedelta(minutes=30)


@transaction.atomic
def start_for_client(*, client: Client, actor: User) -> CoachingSession:
    """One click on "Start session note": today's open appointment with this client, or a new
    meeting that begins now. Before the work has begun it is an intake talk.

    Raises NotPossible without an active case, once the work has begun.
    """
    Client.objects.select_for_update().get(pk=client.pk)
    now = timezone.now()
    near = CoachingSession.objects.filter(
        client=client,
        coach=actor,
        state__in=(S.SCHEDULED, S.CONFIRMED, S.CHECKED_IN),
        starts_at__lt=now + _SOON,
        ends_at__gt=now - timedelta(hours=12),
    )
    found = near.order_by("-starts_at").first()
    if found is None:
        case = open_case(client) or case_of_intake(client)
        if case is None:
            raise NotPossible(_("There is no active case. Open or resume one first."))
        found = _meeting_now(case, actor, now)
    return start(coaching_session=found, actor=actor)


def case_of_intake(client: Client) -> Case | None:
    """The case that a first talk belongs to before the work has begun; None once it has."""
    if client.status not in (ClientStatus.PROSPECT, ClientStatus.INTAKE):
        return None
    waiting = client.cases.filter(status__in=(CaseStatus.INQUIRY, CaseStatus.WAITLIST))
    return waiting.order_by("-opened_at").first()


def _meeting_now(case: Case, coach: User, now: datetime) -> CoachingSession:
    """A meeting that nobody had booked; it takes no slot away from what was booked."""
    kind = kind_for(case) if case.status == CaseStatus.ACTIVE else SessionKind.INTAKE
    zone, length = coach.time_zone, lengths()[kind]
    local = on_wall(now, zone).replace(second=0, microsecond=0)
    slot = Slot(local.date(), local.time(), zone, length.minutes)
    begins = now.replace(second=0, microsecond=0)
    return CoachingSession.objects.create(
        client_id=case.client_id, case=case, coach=coach, kind=kind, mode=Mode.VIDEO,
        state=S.SCHEDULED, on=slot.on, at=slot.at, zone=zone, minutes=slot.minutes,
        starts_at=begins, ends_at=begins + timedelta(minutes=slot.minutes),
        busy_from=begins, busy_until=begins + timedelta(minutes=slot.minutes), created_by=coach,
    )  # fmt: skip


@transaction.atomic
def start(*, coaching_session: CoachingSession, actor: User) -> CoachingSession:
    """Check in: the meeting is under way, its note begun. A second time changes nothing."""
    meeting = lock(coaching_session)
    if meeting.coach_id != actor.pk:
        raise NotPossible(_("Only the coach of this session starts it."))
    if meeting.state in (S.SCHEDULED, S.CONFIRMED):
        now = timezone.now()
        meeting.state = S.CHECKED_IN
        # Started late at night for a past hour: the planned beginning is the better guess.
        meeting.actual_start = now if now < meeting.ends_at else meeting.starts_at
        meeting.save(update_fields=["state", "actual_start", "changed_at"])
        stop_reminders(meeting)
        _expect(meeting)
        record(
            action="session.checked_in", actor=actor, target=meeting, person_id=meeting.client_id
        )
    if meeting.state in (S.CHECKED_IN, S.COMPLETED, S.NO_SHOW):
        begin_note(coaching_session=meeting, author=actor)
    return meeting


def _expect(meeting: CoachingSession) -> None:
    """Who is thought of: the client, and in one-partner work the partner who is not invited."""
    Attendance.objects.get_or_create(
        coaching_session=meeting,
        who=Participant.CLIENT,
        defaults={"status": AttendanceStatus.ATTENDED},
    )
    if meeting.case.kind == CaseKind.ONE_PARTNER:
        stance = {"refuses": AttendanceStatus.DECLINED}
        Attendance.objects.get_or_create(
            coaching_session=meeting,
            who=Participant.PARTNER,
            defaults={
                "label": meeting.case.partner_label,
                "status": stance.get(meeting.case.partner_stance, AttendanceStatus.NOT_INVITED),
            },
        )


@transaction.atomic
def note_facts(
    *,
    coaching_session: CoachingSession,
    actor: User,
    kind: str,
    mode: str,
    actual_start: datetime | None,
    actual_stop: datetime | None,
    attendance: dict[str, str],
) -> CoachingSession:
    """Type, mode, times and who was there, as the session page has them.

    Raises NotPossible when it stopped before it began, or the note is signed.
    """
    meeting = lock(coaching_session)
    if meeting.notes.exclude(state__in=(NoteState.DRAFT, NoteState.VOIDED)).exists():
        raise NotPossible(_("The note is signed: its facts stay."))
    if actual_stop and (actual_start is None or actual_stop < actual_start):
        raise NotPossible(_("The session can’t stop before it began."))
    meeting.kind, meeting.mode = SessionKind(kind), Mode(mode)
    meeting.actual_start, meeting.actual_stop = actual_start, actual_stop
    meeting.save(update_fields=["kind", "mode", "actual_start", "actual_stop", "changed_at"])
    for who, status in attendance.items():
        label = meeting.case.partner_label if who == Participant.PARTNER else ""
        Attendance.objects.update_or_create(
            coaching_session=meeting,
            who=Participant(who),
            defaults={"status": AttendanceStatus(status), "label": label},
        )
    return meeting


@transaction.atomic
def mark_no_show(*, coaching_session: CoachingSession, actor: User) -> CoachingSession:
    """The client did not come: said by a person, never by the clock. Leaves a follow-up to do."""
    meeting = lock(coaching_session)
    if meeting.state not in (S.SCHEDULED, S.CONFIRMED, S.CHECKED_IN):
        raise NotPossible(_("This session has an outcome already."))
    if meeting.starts_at > timezone.now():
        raise NotPossible(_("This session has not begun yet."))
    meeting.state_before, meeting.outcome_at = meeting.state, timezone.now()
    meeting.state, meeting.actual_start, meeting.actual_stop = S.NO_SHOW, None, None
    meeting.save()
    Attendance.objects.update_or_create(
        coaching_session=meeting,
        who=Participant.CLIENT,
        defaults={"status": AttendanceStatus.NO_SHOW},
    )
    _drop_empty_draft(meeting)
    if practice_setting("no_show_uses_credit"):
        use_credit(coaching_session=meeting, actor=actor)
    note_event(client=meeting.client, kind="team", line=_("Didn’t come"), actor=actor)
    record(action="session.no_show", actor=actor, target=meeting, person_id=meeting.client_id)
    return meeting


def _drop_empty_draft(meeting: CoachingSession) -> None:
    for note in meeting.notes.filter(state=NoteState.DRAFT):
        if not any((note.sections or {}).values()):
            note.delete()


@transaction.atomic
def finish_follow_up(*, coaching_session: CoachingSession, actor: User) -> None:
    """The follow-up after a no-show is done."""
    meeting = lock(coaching_session)
    if meeting.state == S.NO_SHOW and meeting.follow_up_done_at is None:
        meeting.follow_up_done_at = timezone.now()
        meeting.save(update_fields=["follow_up_done_at"])
        record(
            action="session.followed_up", actor=actor, target=meeting, person_id=meeting.client_id
        )


@transaction.atomic
def mark_error(*, coaching_session: CoachingSession, actor: User, reason: str) -> None:
    """Entered in error: a supervisor only, with a reason (DOMAIN-3)."""
    meeting = lock(coaching_session)
    if not actor.has_role(Role.SUPERVISOR):
        raise NotPossible(_("A supervisor marks this."))
    if meeting.state != S.COMPLETED:
        raise NotPossible(_("Only a completed session was entered in error."))
    meeting.state, meeting.error_reason = S.ENTERED_IN_ERROR, reason
    meeting.save(update_fields=["state", "error_reason", "changed_at"])
    record(
        action="session.entered_in_error",
        actor=actor,
        target=meeting,
        person_id=meeting.client_id,
        reason=reason,
    )


@transaction.atomic
def contact_is_safe(*, coaching_session: CoachingSession, actor: User) -> None:
    """Asked again in the session: safe contact still holds (SEC-71)."""
    confirm_contact(client=coaching_session.client, actor=actor)


def follow_up_advice(contacts: list[Any]) -> str:
    """What the follow-up after a no-show may be: a call only where the phone is safe."""
    by_channel = {contact.channel: contact.permission for contact in contacts}
    if by_channel.get("phone") in ("safe", "hours"):
        return _("A call is safe. See the hours above.")
    if by_channel.get("mail") in ("safe", "hours"):
        return _("Don’t call. Write a message in the portal; a neutral email tells of it.")
    return _("Don’t call and don’t write mail. Leave a message in the portal and wait.")
