"""Demo sessions: about sixty behind, twelve ahead, in every state, with notes in every format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from clients.models import Case, CaseKind, CaseStatus, Client
from coachdesk.users.models import User
from sessions.calendar.session_types import kind_for
from sessions.calendar.slots import Slot, slot_for
from sessions.models import (
    Addendum,
    Attendance,
    CaseReviewItem,
    CoachingSession,
    CoachRules,
    CreditUse,
    Intervention,
    Note,
    NoteComment,
    Opening,
    Package,
    Payment,
    ProcessNote,
    SessionState,
    Snippet,
)
from sessions.notes.formats import parts_of
from sessions.notes.services import addendum_hash, content_hash

S = SessionState
_PLANS = (
    "Ten quiet minutes each evening, phone in another room.",
    "One open question this week, asked once.",
    "Write down the urge to explain, and wait an hour.",
    "Thursday is yours: go out, come home when you like.",
    "Say the one sentence on Sunday, and leave it there.",
)
_DONE = (
    "Went through the week on paper: what was yours to do and what was not.",
    "Rehearsed one sentence, three times, until it was shorter.",
    "Looked at the moment before the argument, in the body first.",
    "Sorted the worries of the week into mine and not mine.",
)
_ANSWERS = (
    "Noticed the wish to be told that it will be all right. Laughed about it.",
    "Quiet for a while; then found the first word without help.",
    "Was surprised how early in the evening it begins.",
    "Left with one thing to try, and said it was enough.",
)
_THEMES = (
    "Evenings, and what happens when nobody says anything.",
    "The talk that keeps being put off.",
    "Own weeks, own friends, own pace.",
    "What to do with Sunday.",
)
_INTERVENTIONS = (
    "Rehearsing one sentence",
    "Mine or not mine",
    "Urge and wait",
    "Body first",
    "Looking at the week on paper",
    "Letter not sent",
)


@dataclass(frozen=True)
class Plan:
    """How many weekly sessions lie behind a demo client, and where they stopped."""

    key: str
    past: int
    note_format: str = "girp"
    weekday: int = 1
    hour: int = 10
    ended_weeks_ago: int = 0
    ahead: int = 1


_PLANS_BY_CLIENT = (
    Plan("dana", 7, hour=10, weekday=0, ahead=2),
    Plan("luis", 6, hour=9, weekday=1),
    Plan("ines", 8, hour=11, weekday=2),
    Plan("robert", 4, "soap", hour=13, weekday=3),
    Plan("mei", 5, hour=14, weekday=1),
    Plan("sam", 6, "dap", hour=15, weekday=4, ended_weeks_ago=3, ahead=0),
    Plan("hanna", 5, hour=16, weekday=2, ended_weeks_ago=2, ahead=0),
    Plan("grace", 8, "birp", hour=9, weekday=4, ended_weeks_ago=6, ahead=0),
    Plan("noah", 10, hour=15, weekday=0),
)


def load_sessions(team: dict[str, User], clients: dict[str, Client]) -> None:
    """Load the sessions of those who have none yet."""
    for name in _INTERVENTIONS:
        Intervention.objects.get_or_create(name=name)
    for key in ("priya", "tomas", "morgan"):
        _hours(team[key])
    if CoachingSession.objects.filter(client=clients["dana"]).exists():
        return
    with transaction.atomic():
        for plan in _PLANS_BY_CLIENT:
            _past_of(plan, clients[plan.key])
            _ahead_of(plan, clients[plan.key])
        _special(team, clients)


def _hours(coach: User) -> None:
    CoachRules.objects.get_or_create(coach=coach)
    if not Opening.objects.filter(coach=coach).exists():
        for weekday in range(5):
            Opening.objects.create(coach=coach, weekday=weekday, opens=time(9), closes=time(17))


def _meeting(
    case: Case, on: date, hour: int, state: str, minute: int = 0, *, lasts: int | None = None
) -> CoachingSession:
    coach = case.owner
    slot = slot_for(kind_for(case), on, time(hour, minute), coach.time_zone, lasts)
    return _at(case, slot, state)


def _at(case: Case, slot: Slot, state: str) -> CoachingSession:
    done = state in (S.COMPLETED, S.ENTERED_IN_ERROR)
    meeting = CoachingSession.objects.create(
        client=case.client,
        case=case,
        coach=case.owner,
        kind=kind_for(case),
        state=state,
        on=slot.on,
        at=slot.at,
        zone=slot.zone,
        minutes=slot.minutes,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        busy_from=slot.busy_from,
        busy_until=slot.busy_until,
        actual_start=slot.starts_at + timedelta(minutes=2) if done else None,
        actual_stop=slot.ends_at if done else None,
        created_by=case.owner,
        created_at=slot.starts_at - timedelta(days=7),
    )
    if done or state == S.NO_SHOW:
        Attendance.objects.create(
            coaching_session=meeting,
            who="client",
            status="no_show" if state == S.NO_SHOW else "attended",
        )
        if case.kind == CaseKind.ONE_PARTNER:
            Attendance.objects.create(
                coaching_session=meeting,
                who="partner",
                label=case.partner_label,
                status="declined" if case.partner_stance == "refuses" else "not_invited",
            )
    return meeting


def _case(client: Client) -> Case:
    return client.cases.order_by("opened_at").first()  # type: ignore[return-value]


def _past_of(plan: Plan, client: Client) -> None:
    case = _case(client)
    today = timezone.localdate()
    last = today - timedelta(weeks=plan.ended_weeks_ago)
    last -= timedelta(days=(last.weekday() - plan.weekday) % 7 or 7)
    for number in range(plan.past):
        on = last - timedelta(weeks=plan.past - 1 - number)
        meeting = _meeting(case, on, plan.hour, S.COMPLETED)
        _signed(meeting, plan.note_format, number)


def _signed(meeting: CoachingSession, note_format: str, number: int) -> Note:
    parts = parts_of(note_format)
    words = (_THEMES, _DONE, _ANSWERS)
    texts = {key: words[i % 3][number % 4] for i, (key, _h) in enumerate(parts[:-1])}
    plan = _PLANS[number % len(_PLANS)]
    texts[parts[-1][0]] = plan if len(parts) > 1 else f"{_THEMES[number % 4]} {plan}"
    signed_at = meeting.ends_at + timedelta(hours=3)
    note = Note(
        coaching_session=meeting,
        author=meeting.coach,
        format=note_format,
        headings=[list(p) for p in parts],
        sections=texts,
        summary=plan,
        risk="none",
        interventions=[_INTERVENTIONS[number % len(_INTERVENTIONS)]],
        state="signed",
        created_at=meeting.ends_at,
        saved_at=signed_at,
        due_at=meeting.ends_at + timedelta(hours=72),
        signed_at=signed_at,
    )
    note.hash = content_hash(note)
    note.save(force_insert=True)
    meeting.shared_summary, meeting.shared_at = plan, signed_at
    meeting.save(update_fields=["shared_summary", "shared_at"])
    return note


def _ahead_of(plan: Plan, client: Client) -> None:
    case = _case(client)
    today = timezone.localdate()
    first = today + timedelta(days=(plan.weekday - today.weekday()) % 7 or 7)
    for number in range(plan.ahead):
        state = S.CONFIRMED if number == 0 and plan.key == "dana" else S.SCHEDULED
        _meeting(case, first + timedelta(weeks=number), plan.hour, state)


def _special(team: dict[str, User], clients: dict[str, Client]) -> None:
    """One of everything that the weekly ones do not show."""
    today = timezone.localdate()
    dana, luis, robert = (_case(clients[key]) for key in ("dana", "luis", "robert"))
    hanna, mei, noah = (_case(clients[key]) for key in ("hanna", "mei", "noah"))
    for weeks in (2, 1):
        _meeting(hanna, today - timedelta(weeks=weeks, days=1), 17, S.NO_SHOW)
    _meeting(luis, today - timedelta(days=24), 17, S.CANCELLED)
    _meeting(mei, today - timedelta(days=17), 17, S.LATE_CANCELLED)
    wrong = _meeting(noah, today - timedelta(days=40), 8, S.ENTERED_IN_ERROR)
    wrong.error_reason = "Entered for the wrong day; the session is the one of the day after."
    wrong.save(update_fields=["error_reason"])
    moved = _meeting(robert, today - timedelta(days=5), 17, S.RESCHEDULED)
    moved.moved_to = _meeting(robert, today + timedelta(days=2), 17, S.SCHEDULED)
    moved.save(update_fields=["moved_to"])
    _today(dana, clients, team)
    _joint(clients["sam"])
    _free_note(noah, today)
    _marks(team, clients)
    asked = _meeting(_case(clients["ines"]), today + timedelta(days=9), 16, S.REQUESTED)
    asked.created_by = clients["ines"].user
    asked.save(update_fields=["created_by"])
    _money(team, clients)


def _today(dana: Case, clients: dict[str, Client], team: dict[str, User]) -> None:
    """Priya's and Tomas's day: one just over with an open draft, one soon, one later."""
    zone = ZoneInfo(dana.owner.time_zone)
    now = datetime.now(zone)
    today = now.date()
    viktor, luis = _case(clients["viktor"]), _case(clients["luis"])
    for case, shift, theme in ((dana, -2, _THEMES[3]), (luis, -3, _THEMES[0])):
        hour = min(max(now.hour + shift, 7), 19)
        on = today if hour < now.hour else today - timedelta(days=1)
        done = _meeting(case, on, hour, S.COMPLETED)
        _draft(done, {"goals": theme}, timezone.now() + timedelta(hours=60))
    # The one that comes next is within reach at every hour; the last of the day has begun.
    lasts = 59 if now.hour == 23 else None
    intake = _meeting(viktor, today, min(now.hour + 1, 23), S.CONFIRMED, lasts=lasts)
    CoachingSession.objects.filter(pk=intake.pk).update(kind="intake")
    late = _meeting(viktor, today - timedelta(days=5), 12, S.COMPLETED)
    _draft(late, {"goals": "First talk on the phone."}, timezone.now() - timedelta(days=2))
    open_one = _meeting(_case(clients["robert"]), today - timedelta(days=1), 12, S.SCHEDULED)
    CoachingSession.objects.filter(pk=open_one.pk).update(mode="in_person", room="Room 2")


def _draft(meeting: CoachingSession, said: dict[str, str], due: datetime) -> None:
    Note.objects.create(
        coaching_session=meeting,
        author=meeting.coach,
        headings=[list(p) for p in parts_of("girp")],
        sections=said,
        due_at=due,
        created_at=meeting.ends_at,
    )


def _joint(sam: Client) -> None:
    joint = sam.cases.filter(kind=CaseKind.COUPLE, status=CaseStatus.ACTIVE).first()
    if joint is not None:
        today = timezone.localdate()
        _signed(_meeting(joint, today - timedelta(days=8), 11, S.COMPLETED), "girp", 1)
        _meeting(joint, today + timedelta(days=6), 11, S.SCHEDULED)


def _free_note(noah: Case, today: date) -> None:
    meeting = _meeting(noah, today - timedelta(days=12), 8, S.COMPLETED)
    _signed(meeting, "free", 2)


def _marks(team: dict[str, User], clients: dict[str, Client]) -> None:
    """A correction, a cosigned note, a voided one, one sent back, and a process note."""
    dana = list(
        Note.objects.filter(coaching_session__client=clients["dana"], state="signed").order_by(
            "signed_at"
        )
    )
    correction = Addendum(
        note=dana[1],
        kind="correction",
        text="The talk was on Monday, not on Sunday.",
        reason="Wrong day in the note",
        author=dana[1].author,
        at=dana[1].signed_at + timedelta(days=16) if dana[1].signed_at else timezone.now(),
    )
    correction.hash = addendum_hash(correction)
    correction.save(force_insert=True)
    Note.objects.filter(pk=dana[1].pk).update(state="amended")
    ProcessNote.objects.create(
        coaching_session=dana[-1].coaching_session,
        author=dana[-1].author,
        text="Mind my own hurry with her. Bring to supervision.",
    )
    luis = list(
        Note.objects.filter(coaching_session__client=clients["luis"], state="signed").order_by(
            "signed_at"
        )
    )
    Note.objects.filter(pk__in=[n.pk for n in luis]).update(needs_cosign=True)
    for note in luis[:3]:
        Note.objects.filter(pk=note.pk).update(
            cosigned_by=team["priya"], cosigned_at=note.signed_at, state="cosigned"
        )
    NoteComment.objects.create(
        note=luis[-1],
        author=team["priya"],
        text="Which evening do you mean? Please add the day.",
        asks_revision=True,
    )
    Note.objects.filter(pk=luis[-1].pk).update(revision_asked_at=timezone.now())
    grace = Note.objects.filter(coaching_session__client=clients["grace"]).latest("signed_at")
    grace.state, grace.voided_by, grace.voided_at = "voided", team["morgan"], timezone.now()
    grace.void_reason = "Written into the wrong client’s record."
    grace.save(update_fields=["state", "voided_by", "voided_at", "void_reason"])
    Snippet.objects.get_or_create(
        owner=team["priya"], name="Plan", defaults={"text": "One thing, once, by Sunday."}
    )
    CaseReviewItem.objects.create(
        client=clients["luis"],
        case=_case(clients["luis"]),
        added_by=team["tomas"],
        question="He has gone quiet in the homework. Shall I ask, or wait another week?",
    )


def _money(team: dict[str, User], clients: dict[str, Client]) -> None:
    package = Package.objects.create(
        client=clients["dana"],
        name="Ten sessions",
        credits=10,
        price=Decimal("900.00"),
        sold_by=team["priya"],
        sold_at=timezone.now() - timedelta(weeks=8),
    )
    done = CoachingSession.objects.filter(client=clients["dana"], state=S.COMPLETED)
    for meeting in done.order_by("starts_at")[:7]:
        CreditUse.objects.create(package=package, coaching_session=meeting, at=meeting.ends_at)
    Payment.objects.create(
        client=clients["dana"],
        package=package,
        amount=Decimal("450.00"),
        on=timezone.localdate() - timedelta(weeks=8),
        noted_by=team["june"],
    )
