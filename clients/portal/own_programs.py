"""The door of the homework pages: one's own assignments, nothing else."""

from __future__ import annotations

import uuid

from django.http import Http404

from clients.homework.engine import StepState
from clients.homework.models import Assignment, AssignmentState
from clients.homework.queries import Course, courses
from clients.models import Client

SHOWN = (AssignmentState.ACTIVE, AssignmentState.PAUSED, AssignmentState.COMPLETED)
ENDED = (AssignmentState.STOPPED,)  # a page that was open when the coach stopped it


def course_of(
    client: Client, assignment_id: uuid.UUID, *, also: tuple[AssignmentState, ...] = ()
) -> Course:
    """One of the client's own programs with the state of its steps, or 404."""
    row = (
        Assignment.objects.filter(client=client, state__in=(*SHOWN, *also), pk=assignment_id)
        .select_related("version", "case", "assigned_by")
        .first()
    )
    if row is None:
        raise Http404
    return courses([row])[0]


def find_step(client: Client, pk: uuid.UUID, step: str) -> tuple[Course, StepState]:
    """One of the client's own steps, whatever its state; 404 for one the program does not have."""
    course = course_of(client, pk, also=ENDED)
    found = course.step_for_team(step)
    if found is None:
        raise Http404
    return course, found


def locked_assignment(
    client: Client, assignment_id: uuid.UUID, *, also: tuple[AssignmentState, ...] = ()
) -> Assignment:
    """One of the client's own programs, locked, or 404; call inside a transaction."""
    row: Assignment | None = (
        Assignment.objects.select_for_update(of=("self",))
        .filter(client=client, state__in=(*SHOWN, *also), pk=assignment_id)
        .select_related("version", "case")
        .first()
    )
    if row is None:
        raise Http404
    return row
