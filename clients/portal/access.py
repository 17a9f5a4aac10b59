"""The door of the homework pages: one's own assignments, nothing else."""

from __future__ import annotations

import uuid

from django.http import Http404

from clients.homework.models import Assignment, AssignmentState
from clients.homework.queries import Course, courses
from clients.models import Client

SHOWN = (AssignmentState.ACTIVE, AssignmentState.PAUSED, AssignmentState.COMPLETED)


def course_of(client: Client, assignment_id: uuid.UUID) -> Course:
    """One of the client's own programs with the state of its steps, or 404."""
    row = (
        Assignment.objects.filter(client=client, state__in=SHOWN, pk=assignment_id)
        .select_related("version", "case")
        .first()
    )
    if row is None:
        raise Http404
    return courses([row])[0]
