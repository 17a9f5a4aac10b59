"""Reading assignments: the facts for the engine in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min
from django.utils import timezone

from clients.homework.engine import Facts, StepState, evaluate
from clients.homework.gates import overridden_codes, screening_is_clear
from clients.homework.models import (
    Assignment,
    AssignmentState,
    CoachReply,
    EntryState,
    LogEntry,
    Reflection,
    StepEvent,
)
from coachdesk.safety.models import STILL_OPEN, SafetyFlag

RUNNING = (AssignmentState.ACTIVE, AssignmentState.PAUSED)


@dataclass(frozen=True)
class Course:
    """An assignment with the state of its steps and the partner's label filled in."""

    assignment: Assignment
    steps: tuple[StepState, ...]
    partner: str

    @property
    def current(self) -> StepState | None:
        """The step to show first: one in progress, else the first open one."""
        ranked = sorted(
            (step for step in self.steps if step.is_open),
            key=lambda step: (
                ("in_progress", "submitted", "available").index(step.state),
                step.number,
            ),
        )
        return ranked[0] if ranked else None

    @property
    def shown(self) -> tuple[StepState, ...]:
        return tuple(step for step in self.steps if step.shown)

    def step(self, key: str) -> StepState | None:
        """A step as the client may know of it; None for one that a flag hides."""
        return next((step for step in self.shown if step.key == key), None)

    def step_for_team(self, key: str) -> StepState | None:
        """A step for the coach, who also answers what was handed in before a flag hid it."""
        return next((step for step in self.steps if step.key == key), None)


def courses(assignments: Iterable[Assignment], *, now: datetime | None = None) -> list[Course]:
    """Evaluate assignments with five queries however many there are.

    ``assignments`` must come with ``version`` and ``case`` selected.
    """
    rows: Sequence[Assignment] = list(assignments)
    ids = [row.pk for row in rows]
    clients = {row.client_id for row in rows}
    facts = _facts_by_assignment(ids)
    codes = _open_codes(clients)
    clear = screening_is_clear(clients)
    overridden = overridden_codes(clients)
    moment = now or timezone.now()
    found = []
    for row in rows:
        known = facts[row.pk]
        steps = evaluate(
            row.version.data,
            Facts(
                now=moment,
                started_at=row.started_at or moment,
                codes=codes[row.client_id],
                overridden=overridden.get(row.client_id, frozenset()),
                screening_clear=clear.get(row.client_id, False),
                removed=frozenset(row.removed_activities),
                **known,
            ),
        )
        label = row.case.partner_label or row.version.data["placeholders"]["partner"]["default"]
        found.append(Course(row, steps, label))
    return found


def _open_codes(client_ids: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    flags = SafetyFlag.objects.filter(person_id__in=list(client_ids), state__in=STILL_OPEN)
    for flag in flags.only("id", "person_id", "codes"):
        found[flag.person_id] |= set(flag.codes)
    return defaultdict(frozenset, {key: frozenset(value) for key, value in found.items()})


def _facts_by_assignment(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    logs: dict[UUID, dict[str, int]] = defaultdict(dict)
    started: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    counted = (
        LogEntry.objects.filter(assignment__in=ids, state=EntryState.SUBMITTED)
        .values_list("assignment_id", "step_key", "activity_key")
        .annotate(number=Count("id"), first=Min("submitted_at"))
    )
    for assignment_id, step, activity, number, first in counted:
        logs[assignment_id][activity] = number
        _keep_earliest(started[assignment_id], step, first)
    answered: dict[UUID, set[str]] = defaultdict(set)
    reflections = Reflection.objects.filter(assignment__in=ids).values_list(
        "assignment_id", "step_key", "complete", "created_at"
    )
    for assignment_id, step, complete, created in reflections:
        _keep_earliest(started[assignment_id], step, created)
        if complete:
            answered[assignment_id].add(step)
    events: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for event in StepEvent.objects.filter(assignment__in=ids).order_by("at", "id"):
        kinds = events[event.assignment_id]
        if event.kind == StepEvent.Kind.RETURNED:
            kinds[StepEvent.Kind.SUBMITTED].discard(event.step_key)
        else:
            kinds[event.kind].add(event.step_key)
    names = ("done", "skipped", "released", "opted_in", "submitted")
    return {
        assignment_id: {
            "logs": logs[assignment_id],
            "step_started": started[assignment_id],
            "reflections": frozenset(answered[assignment_id]),
            **{name: frozenset(events[assignment_id][name]) for name in names},
        }
        for assignment_id in ids
    }


def _keep_earliest(found: dict[str, datetime], key: str, at: datetime) -> None:
    found[key] = min(found.get(key, at), at)


def running_courses(client_id: UUID) -> list[Course]:
    """The client's programs that run or are paused, oldest first."""
    rows = Assignment.objects.filter(client=client_id, state__in=RUNNING)
    return courses(rows.select_related("version", "case").order_by("started_at"))


def waiting_for_coach(client_ids: Iterable[UUID]) -> list[tuple[Assignment, str, datetime]]:
    """Steps handed in and not yet answered: (assignment, step key, since), oldest first."""
    ids = list(client_ids)
    events = (
        StepEvent.objects.filter(
            assignment__client__in=ids,
            kind=StepEvent.Kind.SUBMITTED,
            assignment__state__in=(*RUNNING, AssignmentState.COMPLETED),
        )
        .select_related("assignment", "assignment__client", "assignment__version")
        .order_by("at")
    )
    found = list(events)
    answered: dict[tuple[UUID, str], datetime] = {}
    replies = CoachReply.objects.filter(assignment__in={event.assignment_id for event in found})
    for assignment_id, step, at in replies.values_list("assignment_id", "step_key", "at"):
        key = (assignment_id, step)
        answered[key] = max(answered.get(key, at), at)
    waiting = {}
    for event in found:
        last = answered.get((event.assignment_id, event.step_key))
        if last is None or last < event.at:
            waiting[(event.assignment_id, event.step_key)] = (
                event.assignment,
                event.step_key,
                event.at,
            )
    return list(waiting.values())


def logs_of_step(assignment: Assignment, step_key: str, limit: int = 100) -> list[LogEntry]:
    """A step's submitted logs, newest first."""
    rows = LogEntry.objects.filter(
        assignment=assignment, step_key=step_key, state=EntryState.SUBMITTED
    )
    return list(rows.order_by("-on", "-submitted_at")[:limit])
