"""Today and the path: what the client sees first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from clients.homework.models import Assignment, AssignmentState, SingleTask, TaskFor
from clients.homework.queries import RUNNING, courses
from clients.models import Client
from clients.own.access import portal_page
from clients.portal.own_programs import SHOWN
from clients.portal.schedule import activity_rows, latest_replies
from coachdesk.users.policies import CLIENT, policy

_PARTS = ((5, "night"), (12, "morning"), (18, "afternoon"), (24, "evening"))


@policy(CLIENT, relation="own")
@portal_page()
def today(request: HttpRequest, client: Client) -> HttpResponse:
    """One thing for today; everything else comes after it and asks for nothing."""
    rows = Assignment.objects.filter(
        client=client, state__in=(*SHOWN, AssignmentState.PROPOSED)
    ).select_related("version", "case", "assigned_by")
    found = courses(rows.order_by("-started_at", "assigned_at"))
    running = [c for c in found if c.assignment.state == AssignmentState.ACTIVE]
    course = next((c for c in running if c.current), None)
    step = course.current if course else None
    context = {
        "client": client,
        "part_of_day": _part_of_day(),
        "course": course,
        "step": step,
        "rows": activity_rows(course, step) if course and step else [],
        "others": [c for c in running if c is not course],
        "proposed": [c for c in found if c.assignment.state == AssignmentState.PROPOSED],
        "later": [c for c in running if c.begins_later],
        "paused": [c for c in found if c.assignment.state == AssignmentState.PAUSED],
        "upgrades": [
            c for c in found if c.assignment.offered_version_id and c.assignment.state in RUNNING
        ],
        "tasks": SingleTask.objects.filter(client=client, whose=TaskFor.CLIENT, done_at=None)[:5],
        "replies": latest_replies([c.assignment for c in found], limit=2),
        "behind": sum(1 for s in course.shown if s.is_behind) if course else 0,
    }
    return render(request, "portal/today.html", context)


def _part_of_day() -> str:
    hour = timezone.localtime().hour
    return next(name for until, name in _PARTS if hour < until)


@policy(CLIENT, relation="own")
@portal_page()
def path(request: HttpRequest, client: Client) -> HttpResponse:
    """All programs and all their steps; blocked ones are not there at all."""
    rows = Assignment.objects.filter(client=client, state__in=SHOWN)
    found = courses(rows.select_related("version", "case").order_by("-started_at"))
    return render(request, "portal/path.html", {"courses": found})
