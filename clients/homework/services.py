"""Giving programs to clients: propose, accept, pause, stop, adjust."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.contraindications import safety_gates
from clients.homework.engine import should_pause
from clients.homework.models import (
    Assignment,
    AssignmentState,
    ProgramVersion,
    StepEvent,
    VersionState,
)
from clients.homework.queries import courses
from clients.models import Case, CaseStatus
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.services import enqueue_mail
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.services import open_flags
from coachdesk.safety.triage_reading import told_codes
from coachdesk.users.models import User

# What a flag hangs on when the team opened it; every other comes from the client's own words.
_OPENED_BY_THE_TEAM = frozenset({"screening", "session", "measures.item"})


class NotThere(NotPossible):
    """The client has no such step now: it is locked, or a flag hides it."""


@transaction.atomic
def propose_program(
    *,
    case: Case,
    version: ProgramVersion,
    actor: User,
    removed: Iterable[str] = (),
    starts_on: date | None = None,
    pace_days: int | None = None,
) -> Assignment:
    """Offer a program to the client, who accepts it in the portal (DOMAIN-3).

    No step opens before ``starts_on``; ``pace_days`` for one step is advice. Raises NotPossible when the case is not active, the version is not published, the screening is
    not clear, an open flag pauses the program, or it runs already.
    """
    if case.status != CaseStatus.ACTIVE:
        raise NotPossible(_("This case is not active."))
    if version.state != VersionState.PUBLISHED:
        raise NotPossible(_("Only a published version can be given."))
    gate = safety_gates([case.client_id])[case.client_id]
    if not gate.screening_clear:
        raise NotPossible(
            _("The safety screening is not clear, or older than 60 days. Please screen first.")
        )
    if _is_stopped(version, case.client_id):
        raise NotPossible(_("A safety flag is open that pauses programs."))
    running = ("proposed", "active", "paused")
    if Assignment.objects.filter(
        client=case.client_id, version=version, state__in=running
    ).exists():
        raise NotPossible(_("This program is running already."))
    known = {a["key"] for step in version.data["steps"] for a in step["activities"]}
    assignment = Assignment.objects.create(
        client_id=case.client_id,
        case=case,
        version=version,
        assigned_by=actor,
        removed_activities=sorted(known & set(removed)),
        starts_on=starts_on,
        pace_days=pace_days,
    )
    record(action="program.proposed", actor=actor, target=assignment, person_id=case.client_id)
    enqueue_mail("client.program", person_id=case.client_id, user=case.client.user)
    return assignment


@transaction.atomic
def answer_proposal(*, assignment: Assignment, client_user: User, accept: bool) -> Assignment:
    """The client takes the program or not; a second answer changes nothing.

    Under a flag that stops the program it is taken and waits.
    """
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(pk=assignment.pk)
    )
    if assignment.state != AssignmentState.PROPOSED:
        return assignment
    if accept:
        assignment.started_at = timezone.now()
        assignment.paused_by_safety = _is_stopped(assignment.version, assignment.client_id)
        assignment.state = (
            AssignmentState.PAUSED if assignment.paused_by_safety else AssignmentState.ACTIVE
        )
    else:
        assignment.state, assignment.ended_at = AssignmentState.DECLINED, timezone.now()
    assignment.save(update_fields=["state", "started_at", "ended_at", "paused_by_safety"])
    record(
        action="program.accepted" if accept else "program.declined",
        actor=client_user,
        target=assignment,
        person_id=assignment.client_id,
    )
    return assignment


_MOVES: dict[str, tuple[str, ...]] = {
    AssignmentState.PAUSED: (AssignmentState.ACTIVE,),
    AssignmentState.ACTIVE: (AssignmentState.PAUSED,),
    AssignmentState.STOPPED: (
        AssignmentState.PROPOSED,
        AssignmentState.ACTIVE,
        AssignmentState.PAUSED,
    ),
}


@transaction.atomic
def move_assignment(*, assignment: Assignment, to: str, actor: User) -> Assignment:
    """Pause, resume or stop. Raises NotPossible for another move, or to resume under a flag."""
    assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("version")
        .get(pk=assignment.pk)
    )
    if assignment.state not in _MOVES.get(to, ()):
        raise NotPossible(_("This program has moved on meanwhile."))
    if to == AssignmentState.ACTIVE and _is_stopped(assignment.version, assignment.client_id):
        raise NotPossible(_("A safety flag is still open. The supervisor clears it first."))
    assignment.state, assignment.paused_by_safety = to, False
    if to == AssignmentState.STOPPED:
        assignment.ended_at = timezone.now()
    assignment.save(update_fields=["state", "paused_by_safety", "ended_at"])
    record(action=f"program.{to}", actor=actor, target=assignment, person_id=assignment.client_id)
    return assignment


@transaction.atomic
def mark_step(*, assignment: Assignment, step_key: str, kind: str, actor: User) -> None:
    """The coach skips or releases a step, or the client opts in; a repeat changes nothing.

    Raises NotPossible for a step the program does not have.
    """
    if step_key not in {step["key"] for step in assignment.version.data["steps"]}:
        raise NotPossible(_("This program has no such step."))
    assignment = lock(assignment)
    if StepEvent.objects.filter(assignment=assignment, step_key=step_key, kind=kind).exists():
        return
    StepEvent.objects.create(assignment=assignment, step_key=step_key, kind=kind, actor=actor)
    record(action=f"step.{kind}", actor=actor, target=assignment, person_id=assignment.client_id)
    finish_when_all_done(assignment)


def lock(assignment: Assignment) -> Assignment:
    """The assignment's row locked, with version and case; call inside a transaction."""
    locked: Assignment = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("version", "case")
        .get(pk=assignment.pk)
    )
    return locked


def finish_when_all_done(assignment: Assignment) -> None:
    """Complete a program whose every shown step is behind."""
    course = courses([assignment])[0]
    if assignment.state == AssignmentState.ACTIVE and all(step.is_behind for step in course.shown):
        assignment.state, assignment.ended_at = AssignmentState.COMPLETED, timezone.now()
        assignment.save(update_fields=["state", "ended_at"])
        record(
            action="program.completed",
            actor=None,
            target=assignment,
            person_id=assignment.client_id,
        )


def _pauses(flag: SafetyFlag, version: ProgramVersion) -> bool:
    told = () if flag.subject_kind in _OPENED_BY_THE_TEAM else told_codes(flag)
    return should_pause(version.data, frozenset(flag.codes), told=told)


def _is_stopped(version: ProgramVersion, client_id: UUID) -> bool:
    return any(_pauses(flag, version) for flag in open_flags(client_id))


def pause_for_flag(sender: Any, *, flag: SafetyFlag, **kwargs: Any) -> None:
    """A flag that stops a program pauses it in the flag's own transaction (DOMAIN-8)."""
    running = Assignment.objects.select_for_update(of=("self",)).filter(
        client_id=flag.person_id, state=AssignmentState.ACTIVE
    )
    for assignment in running.select_related("version"):
        if _pauses(flag, assignment.version):
            assignment.state, assignment.paused_by_safety = AssignmentState.PAUSED, True
            assignment.save(update_fields=["state", "paused_by_safety"])
            record(action="program.paused", actor=None, target=assignment, person_id=flag.person_id)
