"""Opening, acknowledging and clearing safety flags; every act is logged (DOMAIN-8).

``shown`` is the stamp of what the page showed (see ``shown.py``): an act from an old page that would
loosen something raises Conflict and changes nothing. None: no page asks.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.lib.errors import Conflict, NotAllowed, NotPossible
from coachdesk.safety.models import STILL_OPEN, EscalationEntry, FlagState, HelpNumber, SafetyFlag
from coachdesk.safety.shown import flag_stamps, number_stamp, require_flag
from coachdesk.users.models import Role, User
from coachdesk.users.practice_settings import practice_setting
from coachdesk.users.signals import mail_requested

# flag: sent inside the transaction, so that programs pause and publishing stops with the flag.
flag_opened = Signal()
flag_cleared = Signal()


@transaction.atomic
def open_flag(
    *,
    subject_kind: str,
    subject_id: uuid.UUID,
    person_id: uuid.UUID,
    codes: Iterable[str],
    urgent: bool,
    findings: list[dict[str, Any]] | None = None,
    actor: User | None = None,
    alert: bool = True,
) -> SafetyFlag:
    """Open a flag, start its clock and alert the safety lead without content.

    ``alert`` off: the caller opens many at once and alerts once itself.
    """
    hours = practice_setting("urgent_read_within_hours" if urgent else "acknowledge_hours")
    flag = SafetyFlag.objects.create(
        subject_kind=subject_kind,
        subject_id=subject_id,
        person_id=person_id,
        codes=sorted(set(codes)),
        findings=findings or [],
        urgent=urgent,
        acknowledge_by=timezone.now() + timedelta(hours=hours),
    )
    log_act(flag=flag, actor=actor, act="opened")
    flag_opened.send(sender=SafetyFlag, flag=flag)
    if alert:
        alert_role(Role.SUPERVISOR)
    return flag


def alert_role(*roles: str) -> int:
    """A mail without content to everyone who holds one of the roles; gives how many."""
    people = list(User.objects.with_role(*roles))
    for person in people:
        mail_requested.send(sender=SafetyFlag, kind="staff.flag", user=person)
    return len(people)


def log_act(*, flag: SafetyFlag, actor: User | None, act: str, note: str = "") -> EscalationEntry:
    """Append one line to a flag's log and to the audit."""
    record(action=f"flag.{act}", actor=actor, target=flag, person_id=flag.person_id)
    return EscalationEntry.objects.create(flag=flag, actor=actor, act=act, note=note)


@transaction.atomic
def acknowledge(*, flag: SafetyFlag, actor: User, shown: str | None = None) -> None:
    """Any member of the team may say: I have seen this. Stops the clock. Raises Conflict when there
    is more by now than was seen."""
    flag = SafetyFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.state in (FlagState.OPEN, FlagState.ESCALATED):
        require_flag(flag, shown)
        flag.state, flag.acknowledged_by = FlagState.ACKNOWLEDGED, actor
        flag.acknowledged_at = timezone.now()
        flag.save(update_fields=["state", "acknowledged_by", "acknowledged_at"])
        log_act(flag=flag, actor=actor, act="acknowledged")


@transaction.atomic
def allow_answer(*, flag: SafetyFlag, actor: User, note: str, shown: str | None = None) -> None:
    """Let the person be answered while the flag stays open: still in danger, and not alone.
    Raises NotAllowed for anybody but a supervisor, and Conflict for an old page."""
    if not actor.has_role(Role.SUPERVISOR):
        raise NotAllowed
    flag = SafetyFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.state in STILL_OPEN and flag.answer_allowed_at is None:
        require_flag(flag, shown)
        flag.answer_allowed_at, flag.answer_allowed_by = timezone.now(), actor
        flag.save(update_fields=["answer_allowed_at", "answer_allowed_by"])
        note_act(flag=flag, actor=actor, act="answer allowed", note=note)


@transaction.atomic
def escalate(*, flag: SafetyFlag, actor: User, note: str) -> None:
    """Call the next in the chain now, whatever the clock says. Raises NotPossible for a flag that
    was cleared: nobody is left to believe that somebody was called."""
    flag = SafetyFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.state not in STILL_OPEN:
        raise NotPossible(_("This flag has been cleared meanwhile. Nobody was called."))
    flag.level = min(flag.level + 1, len(CHAIN) - 1)
    flag.state = FlagState.ESCALATED
    flag.save(update_fields=["level", "state"])
    alert_role(*CHAIN[flag.level])
    log_act(flag=flag, actor=actor, act="escalated", note=note)


@transaction.atomic
def clear_many(
    *,
    flags: Iterable[SafetyFlag],
    actor: User,
    note: str,
    shown: Mapping[uuid.UUID, str] | None = None,
) -> tuple[int, int]:
    """Clear each flag that is not urgent, with one reason; gives how many, and how many were left
    because they are no longer what ``shown`` has of them. Raises NotAllowed for anybody but a
    supervisor."""
    ids = [flag.pk for flag in flags if not flag.urgent]
    rows = list(SafetyFlag.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    # Of all before the first is cleared: clearing one is no news about another.
    now = flag_stamps(rows) if shown is not None else {}
    same = [row for row in rows if shown is None or shown.get(row.pk) == now[row.pk]]
    calm = [row for row in same if row.state in STILL_OPEN]
    for flag in calm:
        clear(flag=flag, actor=actor, note=note)
    return len(calm), len(rows) - len(same)


@transaction.atomic
def clear(*, flag: SafetyFlag, actor: User, note: str, shown: str | None = None) -> None:
    """A supervisor clears a flag and says why. Raises NotAllowed for anybody else, and Conflict when
    something was noted, opened or sent after the page was read."""
    if not actor.has_role(Role.SUPERVISOR):
        raise NotAllowed
    flag = SafetyFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.state not in STILL_OPEN:
        if shown is not None and flag.ended_by_id != actor.pk:
            raise Conflict(flag)  # somebody else's reason stands; the typed one comes back
        return
    require_flag(flag, shown)
    flag.state, flag.ended_by, flag.ended_at = FlagState.CLEARED, actor, timezone.now()
    flag.save(update_fields=["state", "ended_by", "ended_at"])
    log_act(flag=flag, actor=actor, act="cleared", note=note)
    flag_cleared.send(sender=SafetyFlag, flag=flag)


@transaction.atomic
def note_act(*, flag: SafetyFlag, actor: User, act: str, note: str) -> None:
    """Write down what was done: somebody contacted, a decision, an outcome. Counts as begun work."""
    flag = SafetyFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.state in STILL_OPEN:
        flag.state = FlagState.IN_PROGRESS
        flag.acknowledged_by = flag.acknowledged_by or actor
        flag.acknowledged_at = flag.acknowledged_at or timezone.now()
        flag.save(update_fields=["state", "acknowledged_by", "acknowledged_at"])
    log_act(flag=flag, actor=actor, act=act, note=note)


# Who is told next while nobody has said "I have seen this".
CHAIN = ((Role.SUPERVISOR,), (Role.SUPERVISOR, Role.COUNSELOR), (Role.SUPERVISOR, Role.OWNER))


@transaction.atomic
def escalate_overdue() -> int:
    """Alert the next in the chain for each flag nobody acknowledged in time; gives how many.

    DOMAIN-3: acknowledged within the target, then the next in the chain.
    """
    now = timezone.now()
    late = SafetyFlag.objects.select_for_update().filter(
        state__in=[FlagState.OPEN, FlagState.ESCALATED], acknowledge_by__lt=now
    )
    count = 0
    for flag in late[:200]:
        flag.level = min(flag.level + 1, len(CHAIN) - 1)
        flag.state = FlagState.ESCALATED
        hours = practice_setting("urgent_read_within_hours" if flag.urgent else "acknowledge_hours")
        flag.acknowledge_by = now + timedelta(hours=hours)
        flag.save(update_fields=["level", "state", "acknowledge_by"])
        alert_role(*CHAIN[flag.level])
        log_act(flag=flag, actor=None, act="alerted")
        count += 1
    return count


def open_flags(person_id: uuid.UUID) -> QuerySet[SafetyFlag]:
    """Flags of a person that nobody has cleared."""
    return SafetyFlag.objects.filter(person_id=person_id, state__in=STILL_OPEN)


def flags_that_stop_answers(person_id: uuid.UUID) -> QuerySet[SafetyFlag]:
    """Open flags of a person for which no supervisor has said that an answer may leave."""
    return open_flags(person_id).filter(answer_allowed_at=None)


def open_codes(person_id: uuid.UUID) -> frozenset[str]:
    """All safety codes of a person's open flags (DOMAIN-5)."""
    return frozenset(code for flag in open_flags(person_id) for code in flag.codes)


@transaction.atomic
def keep_number(*, number: HelpNumber, actor: User) -> HelpNumber:
    """Store a new or changed help number. Who types it has looked at it: it counts as verified."""
    action = "help_number.added" if number.pk is None else "help_number.changed"
    if number.pk is None:
        number.position = HelpNumber.objects.count()
    number.verified_on = timezone.localdate()
    number.save()
    record(action=action, actor=actor, object_type="help_number", fields=[number.country])
    return number


def _same_number(number: HelpNumber, shown: str | None) -> HelpNumber:
    """The row, locked. Raises Conflict when it is gone or no longer what the page showed."""
    row = HelpNumber.objects.select_for_update().filter(pk=number.pk).first()
    if row is None or (shown is not None and shown != number_stamp(row)):
        raise Conflict(row)
    return row


@transaction.atomic
def verify_number(*, number: HelpNumber, actor: User, shown: str | None = None) -> None:
    """Somebody has called or looked it up today, and it holds (DOMAIN-8). Raises Conflict when it
    is another number by now."""
    number = _same_number(number, shown)
    number.verified_on = timezone.localdate()
    number.save(update_fields=["verified_on"])
    record(
        action="help_number.verified",
        actor=actor,
        object_type="help_number",
        fields=[number.country],
    )


@transaction.atomic
def drop_number(*, number: HelpNumber, actor: User, shown: str | None = None) -> None:
    """Take a number away that holds no more. Raises Conflict when it was put right meanwhile."""
    number = _same_number(number, shown)
    record(
        action="help_number.removed",
        actor=actor,
        object_type="help_number",
        fields=[number.country],
    )
    number.delete()
