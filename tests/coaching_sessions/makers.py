"""Makers of appointments and notes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from clients.models import Client
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import publish_text, record_choice
from coachdesk.users.models import Supervision, User
from sessions.calendar.slots import Slot
from sessions.log import services
from sessions.models import CoachingSession, Mode, Note, Risk, SessionKind, SessionState
from sessions.notes import services as notes
from sessions.wall_time import on_wall


def slot_at(moment: Any, zone: str = "UTC", minutes: int = 50, after: int = 10) -> Slot:
    local = on_wall(moment, zone).replace(second=0, microsecond=0, tzinfo=None)
    return Slot(local.date(), local.time(), zone, minutes, 0, after)


def make_meeting(client: Client, *, hours: float = -2, **columns: Any) -> CoachingSession:
    """An appointment that begins so many hours from now, with the owner of the case."""
    case = client.cases.order_by("opened_at").first()
    coach = columns.pop("coach", case.owner)
    slot = slot_at(timezone.now() + timedelta(hours=hours), minutes=columns.pop("minutes", 50))
    values: dict[str, Any] = {
        "client": client, "case": case, "coach": coach, "kind": SessionKind.ONE_PARTNER,
        "mode": Mode.VIDEO, "state": SessionState.SCHEDULED, "on": slot.on, "at": slot.at,
        "zone": slot.zone, "minutes": slot.minutes, "starts_at": slot.starts_at,
        "ends_at": slot.ends_at, "busy_from": slot.busy_from, "busy_until": slot.busy_until,
        "created_by": coach,
    }  # fmt: skip
    return CoachingSession.objects.create(**(values | columns))


def weekday_at(hour: int, minute: int = 0, *, weeks: int = 1) -> datetime:
    """A Tuesday that lies ahead, in UTC."""
    today = timezone.localdate()
    day = today - timedelta(days=today.weekday()) + timedelta(days=1, weeks=weeks)
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def meeting_at(client: Client, starts: datetime, **columns: Any) -> CoachingSession:
    """An appointment on a wall time of UTC with ten quiet minutes after it."""
    made = make_meeting(client, **columns)
    length = timedelta(minutes=made.minutes)
    CoachingSession.objects.filter(pk=made.pk).update(
        on=starts.date(), at=starts.time(), starts_at=starts, ends_at=starts + length,
        busy_from=starts, busy_until=starts + length + timedelta(minutes=10),
    )  # fmt: skip
    return made


def make_draft(meeting: CoachingSession, **said: Any) -> Note:
    """A started session with a draft that says something and has its safety question answered."""
    meeting = services.start(coaching_session=meeting, actor=meeting.coach)
    note = Note.objects.get(coaching_session=meeting, state="draft")
    draft = notes.Draft(
        sections=said.pop("sections", {"goals": "One evening.", "plan": "Ten quiet minutes."}),
        risk=said.pop("risk", Risk.NONE),
        **said,
    )
    return notes.save_draft(note=note, actor=meeting.coach, draft=draft, version=note.version)


def make_signed(meeting: CoachingSession, **said: Any) -> Note:
    note = make_draft(meeting, **said)
    return notes.sign(
        note=note, actor=meeting.coach, version=note.version, late_reason="Was on leave."
    )


def supervise(supervisor: User, coach: User, client: Client | None = None) -> None:
    """A supervision, and the client's agreement to it where a client is given."""
    Supervision.objects.create(supervisor=supervisor, coach=coach)
    if client is not None:
        publish_text(kind=ConsentKind.SUPERVISION, version=1, title="x", body="The text.")
        record_choice(
            person_id=client.pk, kind=ConsentKind.SUPERVISION, granted=True, method="portal"
        )
