"""What a client may do with appointments: ask for a time, move, cancel, say it still holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, Client
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import User
from coachdesk.users.practice_settings import practice_setting
from sessions.calendar.availability import check_rules, free_slots, rules_of
from sessions.calendar.booking import book, cancel, open_case
from sessions.calendar.session_types import kind_for, lengths
from sessions.calendar.slots import Refused, Slot, slot_for
from sessions.models import CoachingSession, SessionState
from sessions.wall_time import on_wall

S = SessionState
_AHEAD = timedelta(days=21)
_MOST_OPEN_REQUESTS = 2


def upcoming(client: Client) -> list[CoachingSession]:
    """The client's appointments ahead and times asked for, in order."""
    rows = CoachingSession.objects.filter(
        client=client,
        ends_at__gt=timezone.now(),
        state__in=(S.REQUESTED, S.SCHEDULED, S.CONFIRMED, S.CHECKED_IN),
    )
    return list(rows.select_related("coach", "replaces").order_by("starts_at"))


def agreed(client: Client, limit: int = 5) -> list[CoachingSession]:
    """Past sessions with a summary for the client, newest first."""
    rows = CoachingSession.objects.filter(client=client, shared_at__isnull=False)
    return list(rows.select_related("coach").order_by("-starts_at")[:limit])


def slots_for(client: Client, case: Case) -> list[datetime]:
    """Times of the next three weeks the client may ask for."""
    length = lengths()[kind_for(case)]
    if not length.clients_may_ask:
        return []
    zone = case.owner.time_zone
    today = on_wall(timezone.now(), zone).date()
    last = today + min(_AHEAD, timedelta(days=rules_of(case.owner).ahead_days))
    return free_slots(case.owner, length, first=today, last=last)


@transaction.atomic
def ask_for(
    *, client: Client, user: User, moment: datetime, instead_of: CoachingSession | None = None
) -> CoachingSession:
    """Ask for a time, perhaps instead of another one; the coach accepts it where the practice
    wants that. Raises Refused with the rule that stands against it."""
    case = open_case(client)
    if case is None:
        raise Refused(_("There is no open work to book a time for."))
    kind = kind_for(case)
    if not lengths()[kind].clients_may_ask:
        raise Refused(_("Please write to your coach to find a time."))
    if instead_of is not None:
        may_change(instead_of)
    open_requests = CoachingSession.objects.filter(
        client=client, state=S.REQUESTED, starts_at__gt=timezone.now()
    ).count()
    if open_requests >= _MOST_OPEN_REQUESTS:
        raise Refused(_("Two of your requests are still open. Your coach will answer first."))
    coach = case.owner
    local = on_wall(moment.astimezone(UTC), coach.time_zone)
    slot: Slot = slot_for(kind, local.date(), local.time(), coach.time_zone)
    if slot.starts_at != moment:
        raise Refused(_("Please choose one of the times shown."))
    check_rules(coach, slot)
    approval = bool(practice_setting("client_requests_need_approval"))
    mode = instead_of.mode if instead_of else "video"
    made = book(
        case=case,
        coach=coach,
        slot=slot,
        kind=kind,
        mode=mode,
        actor=user,
        state=S.REQUESTED,
        replaces=instead_of,
        tell=False,
    )
    if not approval:
        from sessions.calendar.requests import accept

        made = accept(coaching_session=made, actor=user)
    enqueue_mail("staff.appointment", user=coach)
    return made


def may_change(meeting: CoachingSession) -> None:
    """Whether the client may still move or cancel without words. Raises Refused."""
    if meeting.state not in (S.REQUESTED, S.SCHEDULED, S.CONFIRMED):
        raise Refused(_("This appointment can’t be changed any more."))
    if meeting.starts_at <= timezone.now():
        raise Refused(_("This appointment has begun."))


@transaction.atomic
def cancel_own(*, meeting: CoachingSession, user: User) -> CoachingSession:
    """Cancel; inside the coach's last hours it counts as late, which the page says beforehand."""
    may_change(meeting)
    return cancel(coaching_session=meeting, actor=user)[0]


def is_late_now(meeting: CoachingSession) -> bool:
    """Whether cancelling now would count as late."""
    hours = rules_of(meeting.coach).free_cancel_hours
    return meeting.starts_at - timezone.now() < timedelta(hours=hours)
