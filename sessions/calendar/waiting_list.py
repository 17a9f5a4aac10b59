"""The waiting list: who would take an earlier time, and the time offered when one becomes free."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from coachdesk.audit.services import record
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import User
from sessions.calendar.booking import book, open_case
from sessions.calendar.session_types import kind_for
from sessions.calendar.slots import Refused, Slot, clash_of, lock_coach, slot_for
from sessions.models import CoachingSession, SessionState, WaitEntry, WaitState
from sessions.wall_time import instant, on_wall

ANSWER_WITHIN = timedelta(hours=12)
_ASKED = 20  # of those who wait, for one freed time
_RUN_OUT_AT_ONCE = 100  # the next run takes the rest


@transaction.atomic
def wait_for_earlier(*, client: Client, coach: User, actor: User) -> WaitEntry:
    """Put a client on a coach's waiting list; a second time changes nothing."""
    Client.objects.select_for_update().get(pk=client.pk)
    entry = WaitEntry.objects.filter(
        client=client, coach=coach, state__in=(WaitState.WAITING, WaitState.OFFERED)
    ).first()
    if entry is None:
        entry = WaitEntry.objects.create(client=client, coach=coach)
        record(action="waitlist.joined", actor=actor, target=entry, person_id=client.pk)
    return entry


@transaction.atomic
def stop_waiting(*, entry: WaitEntry, actor: User) -> None:
    """Leave the list; a time that was offered goes on to the next."""
    offered = offered_moment(entry)
    WaitEntry.objects.filter(pk=entry.pk).update(state=WaitState.LEFT)
    record(action="waitlist.left", actor=actor, target=entry, person_id=entry.client_id)
    if offered is not None:
        _offer(entry.coach, offered, entry.offered_mode)


def wait_for_another(*, client_id: uuid.UUID, before: User, now_with: User) -> None:
    """The client's coach is another one: who waits, waits for a time of the new one. A time of the
    old one that was offered goes on to the next. In the caller's transaction."""
    rows = WaitEntry.objects.select_for_update(of=("self",)).filter(
        client=client_id, coach=before, state__in=(WaitState.WAITING, WaitState.OFFERED)
    )
    waits = WaitEntry.objects.filter(
        client=client_id, coach=now_with, state__in=(WaitState.WAITING, WaitState.OFFERED)
    ).exists()
    for entry in rows.select_related("coach"):
        offered, mode = offered_moment(entry), entry.offered_mode
        entry.coach, entry.answer_by = now_with, None
        entry.state = WaitState.LEFT if waits else WaitState.WAITING
        entry.offered_on, entry.offered_at = None, None
        entry.save()
        if offered is not None:
            _offer(before, offered, mode)


@transaction.atomic
def offer_freed(coaching_session_id: uuid.UUID) -> WaitEntry | None:
    """Offer a freed time to the one who waits longest, did not have it or let it go, and whose own
    type of session fits into it; to one person at a time.

    Nothing happens when the time is over, taken again, or nobody waits for it.
    """
    freed = CoachingSession.objects.select_related("coach").get(pk=coaching_session_id)
    return _offer(freed.coach, freed.starts_at, freed.mode)


def _offer(coach: User, moment: datetime, mode: str) -> WaitEntry | None:
    if moment < timezone.now() + timedelta(hours=2):
        return None
    lock_coach(coach)
    wall = on_wall(moment, coach.time_zone)
    on, at = wall.date(), wall.time()
    entries = WaitEntry.objects.filter(coach=coach)
    if entries.filter(state=WaitState.OFFERED, offered_on=on, offered_at=at).exists():
        return None
    gave_up = CoachingSession.objects.filter(coach=coach, starts_at=moment)
    waiting = (
        entries.select_for_update(of=("self",))
        .filter(state=WaitState.WAITING)
        .exclude(client__in=gave_up.values("client"))
        .exclude(offered_on=on, offered_at=at)
        .select_related("client__user", "coach")
        .order_by("since")
    )
    for entry in waiting[:_ASKED]:
        case = open_case(entry.client)
        if case is None:
            continue
        kind = kind_for(case)
        slot = slot_for(kind, on, at, coach.time_zone)
        if clash_of(coach, slot) is None:
            return _offer_to(entry, slot, kind, mode, moment)
    return None


def _offer_to(entry: WaitEntry, slot: Slot, kind: str, mode: str, moment: datetime) -> WaitEntry:
    entry.state = WaitState.OFFERED
    entry.offered_on, entry.offered_at = slot.on, slot.at
    entry.offered_kind, entry.offered_mode = kind, mode
    entry.answer_by = min(timezone.now() + ANSWER_WITHIN, moment - timedelta(hours=1))
    entry.save()
    enqueue_mail(
        "session.offer",
        person_id=entry.client_id,
        user=entry.client.user,
        good_until=entry.answer_by,
    )
    record(action="waitlist.offered", actor=None, target=entry, person_id=entry.client_id)
    return entry


def offered_moment(entry: WaitEntry) -> datetime | None:
    """The instant of an open offer, to be shown in the client's own zone."""
    if entry.state != WaitState.OFFERED or entry.offered_on is None or entry.offered_at is None:
        return None
    return instant(entry.offered_on, entry.offered_at, entry.coach.time_zone)


@transaction.atomic
def take_offer(*, entry: WaitEntry, actor: User) -> CoachingSession:
    """Take the offered time. Raises Refused when it is late, gone, or no case is open."""
    entry = (
        WaitEntry.objects.select_for_update(of=("self",))
        .select_related("client", "coach")
        .get(pk=entry.pk)
    )
    if entry.state != WaitState.OFFERED or entry.offered_on is None or entry.offered_at is None:
        raise Refused(_("There is no offer open."))
    if entry.answer_by is not None and entry.answer_by < timezone.now():
        raise Refused(_("This offer has run out."))
    case = open_case(entry.client)
    if case is None:
        raise Refused(_("This case is not open."))
    slot = slot_for(entry.offered_kind, entry.offered_on, entry.offered_at, entry.coach.time_zone)
    made = book(
        case=case,
        coach=entry.coach,
        slot=slot,
        kind=entry.offered_kind,
        mode=entry.offered_mode,
        actor=actor,
        state=SessionState.SCHEDULED,
        tell=False,
    )
    entry.state = WaitState.TAKEN
    entry.save(update_fields=["state"])
    enqueue_mail("staff.appointment", user=entry.coach)
    return made


@transaction.atomic
def close_run_out_offers() -> int:
    """Offers nobody answered go back to waiting, at the end of the line, and on to the next."""
    now = timezone.now()
    late = WaitEntry.objects.select_for_update(of=("self",)).filter(
        state=WaitState.OFFERED, answer_by__lt=now
    )
    run_out = list(late.select_related("coach").order_by("answer_by")[:_RUN_OUT_AT_ONCE])
    for entry in run_out:
        offered = offered_moment(entry)
        entry.state, entry.since, entry.answer_by = WaitState.WAITING, now, None
        entry.save(update_fields=["state", "since", "answer_by"])
        if offered is not None:
            _offer(entry.coach, offered, entry.offered_mode)
    return len(run_out)
