"""Requests about the record, who read it, and emergency access."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import (
    REQUEST_ENDED,
    BreakGlass,
    Client,
    ClientStatus,
    RecordRequest,
    RequestKind,
    RequestState,
)
from clients.page.timeline import note_event
from coachdesk.audit.denials import BY_STAFF
from coachdesk.audit.models import AuditEvent
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotAllowed, NotPossible, Refused
from coachdesk.users.models import Role, User
from coachdesk.users.signals import mail_requested

# DOMAIN-10: a copy within 30 days, a correction within 60.
ANSWER_WITHIN = {
    RequestKind.ACCESS: timedelta(days=30),
    RequestKind.CORRECTION: timedelta(days=60),
    RequestKind.ERASURE: timedelta(days=30),
}
GLASS_OPEN = timedelta(minutes=60)
# Somebody who runs the team took the case themselves (SEC-22).
TAKEN = ("assignment.taken", "assignment.taken_alone")
# Acts that show somebody opened or took something of the record.
READS = ("view", "export", "print", "glass.broken", *TAKEN)
NEXT_REQUEST: dict[str, tuple[str, ...]] = {
    RequestState.RECEIVED: (RequestState.IDENTITY_CHECKED, RequestState.REFUSED),
    RequestState.IDENTITY_CHECKED: (RequestState.IN_REVIEW, RequestState.REFUSED),
    RequestState.IN_REVIEW: REQUEST_ENDED,
}


def working_days_after(day: date, count: int) -> date:
    """The day ``count`` working days (Monday to Friday) after ``day``."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


@transaction.atomic
def ask_of_record(*, client: Client, actor: User, kind: str, words: str) -> RecordRequest:
    """The client asks for a copy, a correction or erasure; the day counter starts.

    Raises Refused for a correction that does not say what is wrong.
    """
    kind = RequestKind(kind)
    if kind == RequestKind.CORRECTION and not words.strip():
        raise Refused(_("Please say what is wrong, and what is right."))
    due = timezone.localdate() + ANSWER_WITHIN[kind]
    request = RecordRequest(client=client, kind=kind, words=words, due_on=due)
    request.save(force_insert=True)
    record(action="record.asked", actor=actor, target=request, person_id=client.pk, fields=[kind])
    line = _("Asked of the record: %(kind)s") % {"kind": kind.label}
    note_event(client=client, kind="record", line=line, actor=actor)
    return request


@transaction.atomic
def move_request(*, request: RecordRequest, to: str, answer: str, actor: User) -> RecordRequest:
    """Take a request one step on; its end needs an answer. Raises NotPossible."""
    request = RecordRequest.objects.select_for_update().get(pk=request.pk)
    if to not in NEXT_REQUEST.get(request.state, ()):
        raise NotPossible
    request.state = to
    if to in REQUEST_ENDED:
        if not answer.strip():
            raise NotPossible
        request.answer, request.answered_by = answer, actor
        request.answered_at = timezone.now()
    request.save()
    record(action=f"record.{to}", actor=actor, target=request, person_id=request.client_id)
    line = _("Record request: %(state)s") % {"state": RequestState(to).label}
    note_event(client=request.client, kind="record", line=line, actor=actor)
    return request


@transaction.atomic
def disagree(*, request: RecordRequest, statement: str, actor: User) -> None:
    """The client's statement of disagreement stays with the record. Raises NotPossible while open."""
    request = RecordRequest.objects.select_for_update().get(pk=request.pk)
    if request.is_open:
        raise NotPossible
    request.disagreement, request.disagreed_at = statement, timezone.now()
    request.save(update_fields=["disagreement", "disagreed_at"])
    record(action="record.disagreed", actor=actor, target=request, person_id=request.client_id)


def disagreements(client: Client) -> QuerySet[RecordRequest]:
    """Corrections that were not made, or only in part, beside which the client put a statement: it
    goes with the record wherever a note is given out. The oldest first."""
    rows = client.record_requests.filter(
        kind=RequestKind.CORRECTION,
        state__in=[RequestState.REFUSED, RequestState.PARTLY],
        disagreed_at__isnull=False,
    )
    return rows.order_by("received_at")


@dataclass(frozen=True)
class Reader:
    """One member of the team on one day: how often they looked, and the last time. Who was refused
    is not named."""

    name: str
    last: datetime
    times: int
    act: str  # of READS, or BY_STAFF where somebody was refused; blank where they only looked


def who_read(client: Client, size: int = 300) -> list[Reader]:
    """Who opened the record, newest first, one line for each person and day; the client's own
    looks are left out. Two queries, bounded."""
    rows = AuditEvent.objects.filter(person_id=client.pk, action__in=READS)
    if client.user_id:
        rows = rows.exclude(actor_id=client.user_id)
    found: dict[tuple[object, date, str], list[AuditEvent]] = {}
    for event in rows.select_related("actor").order_by("-at")[:size]:
        act = "" if event.action in ("view", "export", "print") else event.action
        key = (event.actor_id, timezone.localdate(event.at), act)
        found.setdefault(key, []).append(event)
    readers = [
        Reader(
            name=events[0].actor.display_name if events[0].actor else "",
            last=events[0].at,
            times=len(events),
            act=act,
        )
        for (_who, _day, act), events in found.items()
    ]
    return sorted([*readers, *_refused(client)], key=lambda one: one.last, reverse=True)


def _refused(client: Client, size: int = 60) -> list[Reader]:
    """Somebody of the team asked for something of this record and was refused: one line for each
    colleague and day (SEC-12)."""
    rows = AuditEvent.objects.filter(person_id=client.pk, action=BY_STAFF)
    days = rows.annotate(day=TruncDate("at")).values("actor_id", "day").annotate(last=Max("at"))
    return [
        Reader(name="", last=row["last"], times=1, act=BY_STAFF)
        for row in days.order_by("-last")[:size]
    ]


@transaction.atomic
def break_glass(*, actor: User, code: str, reason: str) -> BreakGlass:
    """Open one client's record for an hour, to read (SEC-18).

    The client is named by the code. Alerts the owners of the cases and the supervisors; reviewed
    within 3 working days. Raises NotAllowed for other roles, Client.DoesNotExist for no such code.
    """
    if not actor.has_role(Role.OWNER, Role.SUPERVISOR):
        raise NotAllowed
    client = Client.objects.exclude(status=ClientStatus.PURGED).get(code=code.strip().upper())
    now = timezone.now()
    glass = BreakGlass(
        client=client,
        actor=actor,
        reason=reason,
        since=now,
        until=now + GLASS_OPEN,
        review_by=working_days_after(timezone.localdate(), 3),
    )
    glass.save(force_insert=True)
    record(action="glass.broken", actor=actor, target=glass, person_id=client.pk, reason=reason)
    alerted = {case.owner for case in client.cases.select_related("owner")}
    alerted |= set(User.objects.with_role(Role.SUPERVISOR))
    for person in alerted - {actor}:
        mail_requested.send(sender=BreakGlass, kind="staff.glass", user=person)
    note_event(client=client, kind="record", line=_("Emergency access was used"), actor=actor)
    return glass


@transaction.atomic
def end_glass(*, glass: BreakGlass, actor: User) -> None:
    """Close an emergency access before its hour is over."""
    glass.ended_at = timezone.now()
    glass.save(update_fields=["ended_at"])
    record(action="glass.ended", actor=actor, target=glass, person_id=glass.client_id)


@transaction.atomic
def review_glass(*, glass: BreakGlass, finding: str, actor: User) -> None:
    """Somebody else of owner or supervisor reviews it. Raises NotAllowed."""
    if glass.actor_id == actor.pk or not actor.has_role(Role.OWNER, Role.SUPERVISOR):
        raise NotAllowed
    glass.reviewed_by, glass.reviewed_at, glass.finding = actor, timezone.now(), finding
    glass.save(update_fields=["reviewed_by", "reviewed_at", "finding"])
    record(action="glass.reviewed", actor=actor, target=glass, person_id=glass.client_id)
