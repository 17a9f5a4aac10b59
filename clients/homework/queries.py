"""Reading assignments: the facts for the engine in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Prefetch,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from clients.homework.contraindications import Gate, safety_gates
from clients.homework.engine import Facts, StepState, evaluate
from clients.homework.models import (
    Assignment,
    AssignmentState,
    CoachReply,
    EntryState,
    LogEntry,
    ProgramVersion,
    Reflection,
    StepEvent,
)
from clients.models import Client
from coachdesk.users.models import Role, User

RUNNING = (AssignmentState.ACTIVE, AssignmentState.PAUSED)


@dataclass(frozen=True)
class Course:
    """An assignment with the state of its steps and the partner's label filled in."""

    assignment: Assignment
    steps: tuple[StepState, ...]
    partner: str
    facts: Facts
    days: Mapping[str, set[date]] = field(default_factory=dict)  # of the last week, by activity
    last_at: datetime | None = None  # when the client last noted or wrote something

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
    def begins_later(self) -> bool:
        """Whether the day the coach chose is still to come and the client has begun nothing."""
        return self.facts.begins_later and self.current is None

    @property
    def pace(self) -> int:
        """Days for the step the client is at (else the next one): advice, never a deadline."""
        ahead = (step for step in self.shown if not step.is_behind)
        return self.pace_of(self.current or next(ahead, self.steps[-1]))

    def pace_of(self, step: StepState) -> int:
        """Days for one step: what the coach chose for this client, else what the step suggests."""
        return self.assignment.pace_days or int(step.data["suggested_days"])

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
    """Evaluate assignments with two queries however many there are, three under an open flag.

    ``assignments`` must come with ``version`` and ``case`` selected.
    """
    rows: Sequence[Assignment] = list(assignments)
    known = _rows_by_assignment([row.pk for row in rows])
    gates = safety_gates({row.client_id for row in rows})
    moment = now or timezone.now()
    return [_course(row, known[row.pk], gates[row.client_id], moment) for row in rows]


def with_version(course: Course, version: ProgramVersion) -> Course:
    """The same client's rows read with another version, as an offered upgrade would be."""
    row = copy(course.assignment)
    row.version = version
    steps = evaluate(row.plan, course.facts)
    return Course(row, steps, course.partner, course.facts, course.days, course.last_at)


def _course(row: Assignment, known: _Rows, gate: Gate, moment: datetime) -> Course:
    facts = Facts(
        now=moment,
        started_at=row.started_at or moment,
        opens_at=opening_of(row.starts_on),
        codes=gate.codes,
        overridden=gate.overridden,
        screening_clear=gate.screening_clear,
        removed=frozenset(row.removed_activities),
        logs=known.logs,
        step_started=known.started,
        reflections=frozenset(known.answered),
        **{name: frozenset(known.events[name]) for name in _EVENTS},
    )
    return Course(row, evaluate(row.plan, facts), row.partner, facts, known.days, known.last_at)


def opening_of(day: date | None) -> datetime | None:
    """The begin of a day where the reader is; None for none."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


_EVENTS = ("done", "skipped", "released", "opted_in", "submitted")
RECENT = timedelta(days=7)


@dataclass
class _Rows:
    """What the rows of one assignment say, summed up by the database."""

    logs: dict[str, int] = field(default_factory=dict)
    started: dict[str, datetime] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)
    events: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    days: dict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    last_at: datetime | None = None


def _rows_by_assignment(ids: Sequence[UUID]) -> dict[UUID, _Rows]:
    """Logs, reflections and events of assignments, grouped, in one query."""
    found = {pk: _Rows() for pk in ids}
    submitted = LogEntry.objects.filter(assignment__in=ids, state=EntryState.SUBMITTED)
    logs = _summed(submitted, "log", F("activity_key"), "submitted_at", "created_at")
    recent = submitted.filter(on__gt=timezone.localdate() - RECENT)
    days = _summed(recent, "day", _DAY, "submitted_at", "created_at")
    reflections = _summed(
        Reflection.objects.filter(assignment__in=ids),
        "reflection",
        Case(When(complete=True, then=Value("complete")), default=Value("")),
        "created_at",
        "saved_at",
    )
    events = _summed(StepEvent.objects.filter(assignment__in=ids), "event", F("kind"), "at", "at")
    handed: dict[tuple[UUID, str], int] = defaultdict(int)
    everything = logs.union(days, reflections, events, all=True)
    for source, pk, step, name, number, first, last in everything:
        rows = found[pk]
        if source == "day":
            activity, day = name.rsplit(" ", 1)
            rows.days[activity].add(date.fromisoformat(day))
        elif source == "event":
            if name in _HANDED:
                handed[pk, step] += number * _HANDED[name]
            elif name != StepEvent.Kind.RETURNED:
                rows.events[name].add(step)
        else:
            rows.started[step] = min(rows.started.get(step, first), first)
            rows.last_at = max(rows.last_at or last, last)
            if source == "log":
                rows.logs[name] = rows.logs.get(name, 0) + number
            elif name:
                rows.answered.add(step)
    for (pk, step), balance in handed.items():
        if balance > 0:
            found[pk].events["submitted"].add(step)
    return found


# A step goes out and comes back in turns, so one that is out was handed in once more than returned.
_HANDED = {StepEvent.Kind.SUBMITTED: 1, StepEvent.Kind.RETURNED: -1}
_TEXT = CharField(max_length=140)
_DAY = Concat(F("activity_key"), Value(" "), Cast("on", _TEXT), output_field=_TEXT)


def _summed(
    rows: QuerySet[Any], source: str, name: Any, first: str, last: str
) -> QuerySet[Any, Any]:
    """Rows counted by step and name, in the shape that a union takes."""
    summed: QuerySet[Any, Any] = (
        rows.annotate(
            source=Value(source, output_field=_TEXT),
            name=ExpressionWrapper(name, output_field=_TEXT),
        )
        .values("source", "assignment_id", "step_key", "name")
        .annotate(number=Count("id"), first=Min(first), last=Max(last))
        .values_list("source", "assignment_id", "step_key", "name", "number", "first", "last")
        .order_by()
    )
    return summed


def running_courses(client_id: UUID) -> list[Course]:
    """The client's programs that run or are paused, oldest first."""
    rows = Assignment.objects.filter(client=client_id, state__in=RUNNING)
    return courses(rows.select_related("version", "case").order_by("started_at"))


def unanswered_steps(client_ids: Iterable[UUID] | QuerySet[Any]) -> QuerySet[StepEvent]:
    """The last time each step was handed in, where nobody has answered since."""
    same = {"assignment": OuterRef("assignment"), "step_key": OuterRef("step_key")}
    answers = CoachReply.objects.filter(**same, at__gte=OuterRef("at"))
    later = StepEvent.objects.filter(**same, kind=StepEvent.Kind.SUBMITTED, at__gt=OuterRef("at"))
    return StepEvent.objects.filter(
        ~Exists(answers),
        ~Exists(later),
        assignment__client__in=client_ids,
        kind=StepEvent.Kind.SUBMITTED,
        assignment__state__in=(*RUNNING, AssignmentState.COMPLETED),
    )


def waiting_for_coach(
    client_ids: Iterable[UUID] | QuerySet[Any], limit: int = 200
) -> list[tuple[Assignment, str, datetime]]:
    """Steps handed in and not yet answered: (assignment, step key, since), oldest first."""
    rows = (
        unanswered_steps(client_ids)
        .select_related("assignment", "assignment__client")
        .prefetch_related(Prefetch("assignment__version", ProgramVersion.objects.defer("source")))
        .order_by("at")[:limit]
    )
    return [(row.assignment, row.step_key, row.at) for row in rows]


def steps_for_nav(user: User) -> QuerySet[StepEvent] | None:
    """Steps of one's clients that wait for an answer; None for whoever works with no client."""
    if user.is_client or not user.has_role(Role.COACH):
        return None
    return unanswered_steps(Client.objects.editable_by(user).values("pk"))


def logs_of_step(assignment: Assignment, step_key: str, limit: int = 100) -> list[LogEntry]:
    """A step's submitted logs, newest first."""
    rows = LogEntry.objects.filter(
        assignment=assignment, step_key=step_key, state=EntryState.SUBMITTED
    )
    return list(rows.order_by("-on", "-submitted_at")[:limit])
