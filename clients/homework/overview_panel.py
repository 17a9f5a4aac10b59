"""What homework shows on the overview of a client's page."""

from __future__ import annotations

from typing import Any

from clients.homework.models import Assignment, AssignmentState, SingleTask
from clients.homework.queries import RUNNING, courses
from clients.models import Client
from coachdesk.users.models import User


def panel(client: Client, user: User) -> dict[str, Any] | None:
    """Where the client stands in the programs that run, what waits for an answer, and open small
    things; a constant number of queries."""
    rows = Assignment.objects.filter(client=client, state__in=(*RUNNING, AssignmentState.PROPOSED))
    running = courses(rows.select_related("version", "case").order_by("-assigned_at")[:3])
    shown = []
    for course in running:
        done = sum(step.state == "done" for step in course.steps)
        waits = [step for step in course.steps if step.state == "submitted"]
        shown.append((course, done, len(course.steps), waits))
    tasks = SingleTask.objects.filter(client=client, done_at=None).order_by("created_at")[:5]
    return {"courses": shown, "tasks": list(tasks)}
