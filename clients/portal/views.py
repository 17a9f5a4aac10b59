"""Today and the path: what the client sees first."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.models import Assignment, AssignmentState, SingleTask, TaskFor
from clients.homework.queries import RUNNING, courses, with_version
from clients.homework.services import NotPossible, answer_proposal
from clients.homework.upgrades import answer_upgrade, differences
from clients.models import Client
from clients.portal.access import SHOWN
from clients.portal.days import activity_rows, latest_replies
from clients.portal_access import portal_page
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


@policy(CLIENT, methods=("GET", "POST"), relation="own")
@portal_page()
def proposal(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """What the coach offers, in full, before the client says yes or no."""
    assignment = get_object_or_404(
        Assignment.objects.select_related("version", "case", "assigned_by"),
        client=client,
        state=AssignmentState.PROPOSED,
        pk=pk,
    )
    if request.method == "POST":
        accept = request.POST.get("answer") == "yes"
        answer_proposal(assignment=assignment, client_user=request.user, accept=accept)
        if not accept:
            messages.info(request, _("That’s fine. Your coach will see it."))
        return redirect("portal:today")
    course = courses([assignment])[0]
    return render(request, "portal/proposal.html", {"course": course, "assignment": assignment})


@policy(CLIENT, methods=("GET", "POST"), relation="own")
@portal_page()
def upgrade(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """A newer version of a program under way: what changes, then yes or no. Nothing is lost by it."""
    assignment = get_object_or_404(
        Assignment.objects.select_related("version", "case", "assigned_by", "offered_version"),
        client=client,
        state__in=RUNNING,
        offered_version__isnull=False,
        pk=pk,
    )
    offered = assignment.offered_version
    if request.method == "POST" and request.POST.get("version") == str(offered.pk):
        accept = request.POST.get("answer") == "yes"
        try:
            if answer_upgrade(
                assignment=assignment,
                version_id=offered.pk,
                client_user=request.user,
                accept=accept,
            ):
                messages.success(request, _("Your steps are up to date. What you did stays done."))
            else:
                messages.info(request, _("That’s fine. Everything stays as it is."))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        return redirect("portal:today")
    course = courses([assignment])[0]
    changes = differences(course, with_version(course, offered))
    context = {"course": course, "offered": offered, "changes": changes}
    status = 409 if request.method == "POST" else 200
    return render(request, "portal/upgrade.html", context, status=status)
