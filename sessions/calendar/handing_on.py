"""The appointments ahead of a case that is handed over: moved, cancelled, or kept by the old coach."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Case
from clients.people.handover import stay_on
from clients.people.what_hangs import Ask, InTheWay
from clients.signals import case_handed_over
from coachdesk.audit.services import record
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import User
from sessions.calendar.booking import MOVABLE, cancel, tell_client
from sessions.calendar.slots import Slot, lock_coach, reason_for
from sessions.calendar.waiting_list import wait_for_another
from sessions.models import BUSY, CoachingSession, CoachingSessionQuerySet

MOVE, CANCEL, KEEP = "move", "cancel", "keep"
# How long the old coach works on after the last appointment that was kept: its note is due then.
AFTER_THE_LAST = timedelta(hours=72)


def asks(case_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Ask]]:
    """Each appointment ahead with the coach of its case, and which colleagues have another one
    then; two queries."""
    rows = list(
        _ahead()
        .filter(case__in=case_ids, coach=F("case__owner"))
        .select_related("coach")
        .order_by("starts_at")
    )
    taken = _busy_then(rows, ~Q(coach__in={row.coach_id for row in rows}))
    found: dict[uuid.UUID, list[Ask]] = {}
    for row in rows:
        names = sorted({other.coach.display_name for other in taken if _overlap(row, other)})
        found.setdefault(row.case_id, []).append(
            Ask(
                key=str(row.pk),
                label=_("Appointment on %(when)s") % {"when": _when(row)},
                choices=(
                    (MOVE, _("goes to the new coach")),
                    (CANCEL, _("is cancelled, and the client is told")),
                    (KEEP, _("stays with %(name)s") % {"name": row.coach.display_name}),
                ),
                note=_("Not free then: %(names)s") % {"names": ", ".join(names)} if names else "",
            )
        )
    return found


def _ahead() -> CoachingSessionQuerySet:
    return CoachingSession.objects.filter(starts_at__gt=timezone.now(), state__in=MOVABLE)


def _when(row: CoachingSession) -> str:
    return date_format(timezone.localtime(row.starts_at), "D j M, H:i")


def _busy_then(rows: Sequence[CoachingSession], whose: Q) -> list[CoachingSession]:
    """What takes a time of one of ``rows``, of the coaches that ``whose`` means; one query."""
    times = Q()
    for row in rows:
        times |= Q(busy_from__lt=row.busy_until, busy_until__gt=row.busy_from)
    if not rows:
        return []
    taken = CoachingSession.objects.filter(whose, times, state__in=BUSY)
    return list(taken.select_related("coach").order_by("starts_at"))


def _overlap(one: CoachingSession, other: CoachingSession) -> bool:
    return one.busy_from < other.busy_until and one.busy_until > other.busy_from


@receiver(case_handed_over)
def carry_appointments(
    sender: Any,
    *,
    case: Case,
    from_user: User,
    to_user: User,
    actor: User,
    choices: Mapping[str, str],
    **kwargs: Any,
) -> None:
    """Do with each appointment ahead what was chosen; one that nobody chose about moves.

    The client hears of it once for what moved and once for what is cancelled, in the neutral way.
    Raises InTheWay when the new coach has another appointment at a time that should move.
    """
    lock_coach(to_user)
    rows = list(
        _ahead()
        .filter(case=case, coach=from_user)
        .select_for_update(of=("self",))
        .select_related("client__user")
        .order_by("starts_at")
    )
    chosen: dict[str, list[CoachingSession]] = {MOVE: [], CANCEL: [], KEEP: []}
    for row in rows:
        chosen[choices.get(str(row.pk), MOVE)].append(row)
    _move(chosen[MOVE], to_user, actor)
    for place, row in enumerate(chosen[CANCEL]):
        cancel(coaching_session=row, actor=actor, tell=place == 0)
    if chosen[KEEP]:
        until = chosen[KEEP][-1].ends_at + AFTER_THE_LAST
        stay_on(case=case, user=from_user, until=until, actor=actor)
    wait_for_another(client_id=case.client_id, before=from_user, now_with=to_user)


def _move(rows: Sequence[CoachingSession], to: User, actor: User) -> None:
    taken = _busy_then(rows, Q(coach=to))
    clashes = {row: next((o for o in taken if _overlap(row, o)), None) for row in rows}
    in_the_way = {
        str(row.pk): f"{_when(row)}: {reason_for(clash, _slot(row))}"
        for row, clash in clashes.items()
        if clash is not None
    }
    if in_the_way:
        raise InTheWay(in_the_way)
    for row in rows:
        row.coach = to
        row.sequence += 1  # a calendar that holds the file takes the change in
        row.save(update_fields=["coach", "sequence", "changed_at"])
        record(action="session.handed_over", actor=actor, target=row, person_id=row.client_id)
    if rows:
        tell_client(rows[0], "moved")
        if to.pk != actor.pk:
            # A whole caseload is one piece of news.
            key = f"handed:{to.pk}:{timezone.now():%Y%m%d%H}"
            enqueue_mail("staff.appointment", user=to, dedupe_key=key)


def _slot(row: CoachingSession) -> Slot:
    return Slot(row.on, row.at, row.zone, row.minutes)
