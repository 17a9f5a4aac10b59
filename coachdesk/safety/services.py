"""Opening, acknowledging and clearing safety flags; every act is logged (DOMAIN section 8)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.safety.models import STILL_OPEN, EscalationEntry, FlagState, SafetyFlag
from coachdesk.users.models import Role, User
from coachdesk.users.practice import practice_setting
from coachdesk.users.signals import mail_requested

# flag: sent inside the transaction, so that programs pause and publishing stops with the flag.
flag_opened = Signal()
flag_cleared = Signal()


class NotAllowed(Exception):
    """Only a supervisor clears a flag."""


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
) -> SafetyFlag:
    """Open a flag, start its clock and alert the safety lead without content."""
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
    for lead in User.objects.with_role(Role.SUPERVISOR):
        mail_requested.send(sender=SafetyFlag, kind="staff.flag", user=lead)
    return flag


def log_act(*, flag: SafetyFlag, actor: User | None, act: str, note: str = "") -> EscalationEntry:
    """Append one line to a flag's log and to the audit."""
    record(action=f"flag.{act}", actor=actor, target=flag, person_id=flag.person_id)
    return EscalationEntry.objects.create(flag=flag, actor=actor, act=act, note=note)


@transaction.atomic
def acknowledge(*, flag: SafetyFlag, actor: User) -> None:
    """Any member of the team may say: I have seen this. Stops the clock."""
    flag = SafetyFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.state in (FlagState.OPEN, FlagState.ESCALATED):
        flag.state, flag.acknowledged_by = FlagState.ACKNOWLEDGED, actor
        flag.acknowledged_at = timezone.now()
        flag.save(update_fields=["state", "acknowledged_by", "acknowledged_at"])
        log_act(flag=flag, actor=actor, act="acknowledged")


@transaction.atomic
def clear(*, flag: SafetyFlag, actor: User, note: str) -> None:
    """A supervisor clears a flag and says why. Raises NotAllowed for anybody else."""
    if not actor.has_role(Role.SUPERVISOR):
        raise NotAllowed
    flag = SafetyFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.state not in STILL_OPEN:
        return
    flag.state, flag.ended_by, flag.ended_at = FlagState.CLEARED, actor, timezone.now()
    flag.save(update_fields=["state", "ended_by", "ended_at"])
    log_act(flag=flag, actor=actor, act="cleared", note=note)
    flag_cleared.send(sender=SafetyFlag, flag=flag)


def open_flags(person_id: uuid.UUID) -> QuerySet[SafetyFlag]:
    """Flags of a person that nobody has cleared."""
    return SafetyFlag.objects.filter(person_id=person_id, state__in=STILL_OPEN)


def open_codes(person_id: uuid.UUID) -> frozenset[str]:
    """All safety codes of a person's open flags (DOMAIN section 5)."""
    return frozenset(code for flag in open_flags(person_id) for code in flag.codes)
