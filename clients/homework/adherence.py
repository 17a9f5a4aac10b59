"""What was done and how well, kept apart (DOMAIN-1, "Adherence")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from clients.homework.engine import StepState
from clients.homework.models import CoachReply, Reflection
from clients.homework.program_format import planned_logs
from clients.homework.queries import Course


@dataclass(frozen=True)
class Adherence:
    """One step: notes made and planned (quantity), the client's and the coach's 0 to 4 (quality).

    ``planned`` counts what is shown to the client and has a plan; ``own`` and ``coach`` are None
    where nobody rated.
    """

    step: StepState
    done: int
    planned: int
    own: int | None
    coach: int | None


Ratings = dict[tuple[UUID, str], int]


def ratings(courses: Iterable[Course]) -> tuple[Ratings, Ratings]:
    """The client's and the coach's newest rating by assignment and step; two queries."""
    ids = [course.assignment.pk for course in courses]
    own = Reflection.objects.filter(assignment__in=ids, own_quality__isnull=False)
    coach = CoachReply.objects.filter(assignment__in=ids, quality__isnull=False).order_by("at")
    return (
        {
            (a, step): q
            for a, step, q in own.values_list("assignment_id", "step_key", "own_quality")
        },
        {(a, step): q for a, step, q in coach.values_list("assignment_id", "step_key", "quality")},
    )


def adherence(course: Course, own: Ratings, coach: Ratings) -> list[Adherence]:
    """The steps that were begun, in their order."""
    found = []
    for step in course.steps:
        key = (course.assignment.pk, step.key)
        begun = step.key in course.facts.step_started or step.is_behind
        if not begun or step.state == "skipped":
            continue
        done = planned = 0
        for activity in step.visible_activities:
            plan = planned_logs(activity.data["frequency"])
            if plan:
                planned += plan
                done += min(activity.logs, plan)
        found.append(Adherence(step, done, planned, own.get(key), coach.get(key)))
    return found
