"""Pages of the desk that change one client's program: its activities, and its version."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.homework.adjustments import add_activity, keep_activity, move_activity
from clients.homework.engine import StepState
from clients.homework.forms import AddActivityForm, ChangedTimingForm
from clients.homework.models import ProgramVersion
from clients.homework.pacing import set_timing
from clients.homework.queries import Course, with_version
from clients.homework.upgrades import differences, newer_versions, offer_upgrade, withdraw_offer
from clients.homework.views.programs import course_for
from coachdesk.lib.errors import NotPossible
from coachdesk.users.form_keys import send_once
from coachdesk.users.policies import FORM_METHODS, STAFF, WORK_WITH_CLIENTS, policy, staff

# Pages and acts for those who work with the client.
_CLIENT = {"roles": WORK_WITH_CLIENTS, "relation": "assigned client"}


@policy(STAFF, **_CLIENT)
def adjust(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """One step's activities for one client: order, take out, put back, add one."""
    return _adjust_page(request, *_place(request, pk, step), AddActivityForm())


def _place(request: HttpRequest, pk: uuid.UUID, step: str) -> tuple[Course, StepState]:
    """A program that the person may change, and its step; 404 without either."""
    course = course_for(request, pk, edit=True)
    state = course.step_for_team(step)
    if state is None:
        raise Http404
    return course, state


def _adjust_page(
    request: HttpRequest,
    course: Course,
    state: StepState,
    form: AddActivityForm,
    status: int = 200,
) -> HttpResponse:
    context = {"client": course.assignment.client, "course": course, "step": state, "form": form}
    return render(request, "homework/adjust.html", context, status=status)


@policy(STAFF, **_CLIENT, methods=("POST",))
def activity_add(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Add an activity in the coach's own words, for this client only."""
    course, state = _place(request, pk, step)
    form = AddActivityForm(request.POST)
    if not form.is_valid():
        return _adjust_page(request, course, state, form, 400)
    words = {key: value for key, value in form.cleaned_data.items() if key != "form_key"}

    def create() -> uuid.UUID:
        add_activity(assignment=course.assignment, step_key=step, actor=staff(request), **words)
        return pk

    try:
        sent = send_once(
            form,
            name=f"own-activity:{pk}:{step}",
            content=words.values(),
            actor_id=staff(request).pk,
            create=create,
            refusal=_("This page was sent before with other words. Those are in the list above."),
        )
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return _adjust_page(request, course, state, form, 400)
    if sent is None:
        return _adjust_page(request, course, state, form, 409)
    if not sent.again:
        messages.success(request, _("Added. The client sees it with the next visit."))
    return redirect("homework:adjust", pk=pk, step=step)


@policy(STAFF, **_CLIENT, methods=("POST",))
def activity_up(request: HttpRequest, pk: uuid.UUID, step: str, activity: str) -> HttpResponse:
    """Move an activity one place up."""
    return _changed(request, pk, step, partial(move_activity, key=activity, by=-1))


@policy(STAFF, **_CLIENT, methods=("POST",))
def activity_down(request: HttpRequest, pk: uuid.UUID, step: str, activity: str) -> HttpResponse:
    """Move an activity one place down."""
    return _changed(request, pk, step, partial(move_activity, key=activity, by=1))


@policy(STAFF, **_CLIENT, methods=("POST",))
def activity_take_out(
    request: HttpRequest, pk: uuid.UUID, step: str, activity: str
) -> HttpResponse:
    """Hide an activity from this client; what was noted about it stays."""
    return _changed(request, pk, step, partial(keep_activity, key=activity, keep=False))


@policy(STAFF, **_CLIENT, methods=("POST",))
def activity_put_back(
    request: HttpRequest, pk: uuid.UUID, step: str, activity: str
) -> HttpResponse:
    """Show an activity again that was taken out."""
    return _changed(request, pk, step, partial(keep_activity, key=activity, keep=True))


def _changed(
    request: HttpRequest, pk: uuid.UUID, step: str, act: Callable[..., None]
) -> HttpResponse:
    """Carry out one change of a step's list; why it could not be done stands on its page."""
    course, _state = _place(request, pk, step)
    try:
        act(assignment=course.assignment, step_key=step, actor=staff(request))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("homework:adjust", pk=pk, step=step)


@policy(STAFF, **_CLIENT, methods=FORM_METHODS)
def timing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """When a program begins for one client and at which pace."""
    course = course_for(request, pk, edit=True)
    assignment = course.assignment
    stands = {"starts_on": assignment.starts_on, "pace_days": assignment.pace_days}
    form = ChangedTimingForm(request.POST or None, initial=stands, stands=assignment.starts_on)
    if form.is_bound and form.is_valid():
        try:
            set_timing(assignment=assignment, actor=staff(request), **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Changed. The client sees it with the next visit."))
            return redirect("homework:client", pk=assignment.client_id)
    context = {"client": assignment.client, "course": course, "form": form}
    return render(request, "homework/timing.html", context, status=form.status)


@policy(STAFF, **_CLIENT)
def upgrade(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What a newer version would change for this client."""
    course = course_for(request, pk, edit=True)
    assignment = course.assignment
    newest = newer_versions([assignment]).get(assignment.pk)
    context = {"client": assignment.client, "course": course, "newest": newest}
    if newest is not None:
        context["changes"] = differences(course, with_version(course, newest), hidden=True)
    return render(request, "homework/upgrade.html", context)


@policy(STAFF, **_CLIENT, methods=("POST",))
def upgrade_offer(request: HttpRequest, pk: uuid.UUID, version: uuid.UUID) -> HttpResponse:
    """Offer the client the newer version that was on the page."""
    assignment = course_for(request, pk, edit=True).assignment
    seen = get_object_or_404(ProgramVersion, pk=version)
    try:
        if newer_versions([assignment]).get(assignment.pk) != seen:
            raise NotPossible(_("Another version came out meanwhile. Look at it again."))
        offer_upgrade(assignment=assignment, version=seen, actor=staff(request))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("homework:upgrade", pk=pk)
    messages.success(request, _("Offered. The client decides in the portal."))
    return redirect("homework:client", pk=assignment.client_id)


@policy(STAFF, **_CLIENT, methods=("POST",))
def upgrade_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back the offer of a newer version."""
    assignment = course_for(request, pk, edit=True).assignment
    try:
        withdraw_offer(assignment=assignment, actor=staff(request))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("homework:upgrade", pk=pk)
    messages.success(request, _("Taken back. The program goes on as it is."))
    return redirect("homework:client", pk=assignment.client_id)
