"""Pages of the desk that change one client's program: its activities, and its version."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clients.homework.adjust import add_activity, keep_activity, move_activity
from clients.homework.forms import AddActivityForm, TimingForm
from clients.homework.pace import set_timing
from clients.homework.queries import with_version
from clients.homework.services import NotPossible
from clients.homework.upgrades import differences, newer_versions, offer_upgrade, withdraw_offer
from clients.homework.views import course_for
from coachdesk.users.formkeys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy

_WORK = {"roles": WORK_WITH_CLIENTS}


@policy(STAFF, **_WORK, methods=("GET", "POST"), relation="assigned client")
def adjust(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """One step's activities for one client: order, take out, put back, add one."""
    course = course_for(request, pk, edit=True)
    state = course.step_for_team(step)
    if state is None:
        raise Http404
    act = request.POST.get("act", "")
    form = AddActivityForm(request.POST if act == "add" else None)

    def add(words: dict[str, Any]) -> uuid.UUID:
        add_activity(assignment=course.assignment, step_key=step, actor=request.user, **words)
        return pk

    status = 200
    if request.method == "POST" and act != "add":
        key = request.POST.get("activity", "")
        place = {"assignment": course.assignment, "step_key": step, "key": key}
        try:
            if act in ("up", "down"):
                by = -1 if act == "up" else 1
                move_activity(**place, by=by, actor=request.user)
            elif act in ("out", "back"):
                keep_activity(**place, keep=act == "back", actor=request.user)
            else:
                raise BadRequest
        except NotPossible as refusal:
            messages.error(request, str(refusal))
        return redirect("homework:adjust", pk=pk, step=step)
    if form.is_bound:
        status = 400
        if form.is_valid():
            words = {k: v for k, v in form.cleaned_data.items() if k != "form_key"}
            try:
                once(
                    key=form.cleaned_data["form_key"],
                    form=f"own-activity:{pk}:{step}",
                    content=content_hash(*map(str, words.values())),
                    actor_id=request.user.pk,
                    create=lambda: add(words),
                )
                messages.success(request, _("Added. The client sees it with the next visit."))
                return redirect("homework:adjust", pk=pk, step=step)
            except SentBefore:
                return redirect("homework:adjust", pk=pk, step=step)
            except SentWithOtherContent:
                status = 409
                form.add_error(
                    None,
                    _("This page was sent before with other words. Those are in the list above."),
                )
            except NotPossible as refusal:
                form.add_error(None, str(refusal))
    context = {"client": course.assignment.client, "course": course, "step": state, "form": form}
    return render(request, "homework/adjust.html", context, status=status)


@policy(STAFF, **_WORK, methods=("GET", "POST"), relation="assigned client")
def timing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """When a program begins for one client and at which pace."""
    course = course_for(request, pk, edit=True)
    assignment = course.assignment
    stands = {"starts_on": assignment.starts_on, "pace_days": assignment.pace_days}
    form = TimingForm(request.POST or None, initial=stands, stands=assignment.starts_on)
    if form.is_bound and form.is_valid():
        try:
            set_timing(assignment=assignment, actor=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Changed. The client sees it with the next visit."))
            return redirect("homework:client", pk=assignment.client_id)
    context = {"client": assignment.client, "course": course, "form": form}
    return render(request, "homework/timing.html", context, status=400 if form.errors else 200)


@policy(STAFF, **_WORK, methods=("GET", "POST"), relation="assigned client")
def upgrade(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What a newer version would change for this client; offer it or take the offer back."""
    course = course_for(request, pk, edit=True)
    assignment = course.assignment
    newest = newer_versions([assignment]).get(assignment.pk)
    if request.method == "POST":
        try:
            if "withdraw" in request.POST:
                withdraw_offer(assignment=assignment, actor=request.user)
                messages.success(request, _("Taken back. The program goes on as it is."))
            elif newest is not None and request.POST.get("version") == str(newest.pk):
                offer_upgrade(assignment=assignment, version=newest, actor=request.user)
                messages.success(request, _("Offered. The client decides in the portal."))
            else:
                raise NotPossible(_("Another version came out meanwhile. Look at it again."))
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect("homework:upgrade", pk=pk)
        return redirect("homework:client", pk=assignment.client_id)
    context = {"client": assignment.client, "course": course, "newest": newest}
    if newest is not None:
        context["changes"] = differences(course, with_version(course, newest), hidden=True)
    return render(request, "homework/upgrade.html", context)
