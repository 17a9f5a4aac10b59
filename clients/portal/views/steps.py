"""One step: read it, write, hand in. All without script too."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.homework.engine import StepState
from clients.homework.models import Assignment, AssignmentState, CoachReply, Reflection, StepEvent
from clients.homework.prompts import PromptForm, fill, readable
from clients.homework.queries import Course
from clients.homework.services import mark_step
from clients.homework.submissions import prompts_of, store_reflection, submit_step
from clients.models import Client
from clients.own.access import login_of, portal_page
from clients.portal.own_programs import ENDED, course_of, find_step, locked_assignment
from clients.portal.paused import after_words, not_saved, resting, words_back
from clients.portal.schedule import activity_rows
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.users.models import User
from coachdesk.users.policies import CLIENT, policy

QUALITY = (
    ("0", lazy("not at all")),
    ("1", lazy("a little")),
    ("2", lazy("partly")),
    ("3", lazy("mostly")),
    ("4", lazy("as I wanted")),
)


class StepExtraForm(forms.Form):
    """Beside a step's questions: the version the page was opened with (REL-06), and how it went."""

    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    own_quality = forms.TypedChoiceField(
        label=lazy("How did this step go for you?"),
        help_text=lazy("Your own view. Leave it out if you like."),
        choices=[("", lazy("no answer")), *QUALITY],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


def _prompts(state: StepState) -> list[dict[str, Any]]:
    prompts: list[dict[str, Any]] = state.data["reflection"]
    return prompts


@policy(CLIENT, relation="own")
@portal_page()
def step(request: HttpRequest, client: Client, pk: uuid.UUID, step: str) -> HttpResponse:
    """The step page."""
    course, state = find_step(client, pk, step)
    if not state.is_reachable or course.assignment.state in ENDED:
        return resting(request, client, course.assignment)
    saved = _reflection(course, state)
    form = PromptForm(
        prompts=_prompts(state), partner=course.partner, initial=saved.answers if saved else None
    )
    return _step_page(request, client, course, state, form, saved)


def _step_page(
    request: HttpRequest,
    client: Client,
    course: Course,
    state: StepState,
    form: PromptForm,
    saved: Reflection | None,
    *,
    status: int = 200,
    conflict: bool = False,
) -> HttpResponse:
    hidden = set(saved.hidden) if saved else set()
    own = "" if saved is None or saved.own_quality is None else str(saved.own_quality)
    extra = StepExtraForm(initial={"own_quality": own})
    if form.is_bound:
        hidden = _hidden(request, _prompts(state))
        extra = StepExtraForm(request.POST)
    prompts = [
        {
            "field": form[p["key"]],
            "shared": p["key"] not in hidden,
            "kind": p["type"],
            "key": p["key"],
        }
        for p in _prompts(state)
    ]
    replies = CoachReply.objects.filter(assignment=course.assignment, step_key=state.key)
    total = len(course.shown)
    number = course.shown.index(state) + 1
    following = next((s for s in course.shown if s.number > state.number and not s.is_behind), None)
    context = {
        "client": client,
        "course": course,
        "step": state,
        "number": number,
        "total": total,
        "done": sum(1 for s in course.shown if s.is_behind),
        "aim": fill(state.data["aim"], course.partner),
        "why": fill(state.data["why"], course.partner),
        "notes": [fill(n, course.partner) for n in state.data["safety"]["notes"]],
        "done_text": fill(state.data["done_when"]["text"], course.partner),
        "rows": activity_rows(course, state),
        "prompts": prompts,
        "form": form,
        "own_quality": extra["own_quality"],
        "saved": saved,
        "version": saved.version if saved else 0,
        **_replies(state, list(replies.select_related("author").order_by("at"))),
        "following": following,
        "conflict": saved if conflict else None,
        "conflict_lines": readable(_prompts(state), saved.answers or {}, course.partner)
        if conflict and saved
        else [],
        "paused": course.assignment.state == AssignmentState.PAUSED,
        "coach": course.assignment.assigned_by,
    }
    return render(request, "portal/step.html", context, status=status)


def _replies(state: StepState, replies: list[CoachReply]) -> dict[str, Any]:
    """What the coach answered; why the step came back stands on top until it is handed in again."""
    if replies and replies[-1].returned and state.state == "in_progress":
        return {"asked": replies[-1], "replies": replies[:-1]}
    return {"replies": replies}


def _hidden(request: HttpRequest, prompts: list[dict[str, Any]]) -> set[str]:
    shared = set(request.POST.getlist("shared"))
    return {p["key"] for p in prompts} - shared


def _reflection(course: Course, state: StepState) -> Reflection | None:
    rows = Reflection.objects.filter(assignment=course.assignment, step_key=state.key)
    return rows.first()


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def save(request: HttpRequest, client: Client, pk: uuid.UUID, step: str) -> HttpResponse:
    """Autosave and the plain Save button."""
    return _stored(request, client, pk, step, quiet="X-Autosave" in request.headers)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def hand_in(request: HttpRequest, client: Client, pk: uuid.UUID, step: str) -> HttpResponse:
    """Save the words and hand the step in, both or neither."""
    return _stored(request, client, pk, step, handing_in=True)


def _stored(
    request: HttpRequest,
    client: Client,
    pk: uuid.UUID,
    step: str,
    *,
    quiet: bool = False,
    handing_in: bool = False,
) -> HttpResponse:
    """Store what was written; what is refused is given back. ``quiet`` is answered in JSON."""
    status, stored, conflict = 400, None, False
    form: PromptForm | None = None
    try:
        with transaction.atomic():
            assignment = locked_assignment(client, pk, also=ENDED)
            prompts = prompts_of(assignment, step)
            form = PromptForm(request.POST, prompts=prompts, partner=assignment.partner)
            extra = StepExtraForm(request.POST)
            if form.is_valid() and extra.is_valid():
                row = store_reflection(
                    assignment=assignment,
                    step_key=step,
                    answers=form.answers,
                    hidden=sorted(_hidden(request, prompts)),
                    version=extra.cleaned_data["version"],
                    own_quality=extra.cleaned_data["own_quality"],
                    user=login_of(client),
                )
                if quiet:
                    at = time_format(timezone.localtime(row.saved_at), "H:i")
                    return JsonResponse({"version": row.version, "saved_at": at})
                if handing_in:
                    _hand_in(request, assignment, step, login_of(client))
                else:
                    messages.success(request, _("Saved."))
                return after_words(client, pk, step)
            if quiet:
                return not_saved(_first_error(form), status=400)
    except Conflict as stale:
        if quiet:
            return JsonResponse({"version": stale.stored.version}, status=409)
        status, stored, conflict = 409, stale.stored, True
    except NotPossible as refusal:
        if form is None:
            raise Http404 from None  # the program has no such step
        if quiet:
            return not_saved(str(refusal))
        course, state = find_step(client, pk, step)
        if not state.is_reachable or assignment.state in ENDED:
            return words_back(request, client, assignment, form, str(refusal))
        messages.error(request, str(refusal))
    course, state = find_step(client, pk, step)
    if stored is None:
        stored = _reflection(course, state)
    return _step_page(
        request, client, course, state, form, stored, status=status, conflict=conflict
    )


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def want(request: HttpRequest, client: Client, pk: uuid.UUID, step: str) -> HttpResponse:
    """The client wants a step that opens only on the own wish; 404 for any other."""
    course = course_of(client, pk)
    found = course.step(step)
    if found is None or "client_opt_in" not in found.waits_for:
        raise Http404
    if course.assignment.state != AssignmentState.ACTIVE:
        messages.error(request, _("Your steps are resting for now."))
    else:
        kind = StepEvent.Kind.OPTED_IN
        mark_step(assignment=course.assignment, step_key=step, kind=kind, actor=login_of(client))
        messages.success(request, _("Your coach sees that you would like this step."))
    return redirect("portal:path")


def _first_error(form: PromptForm) -> str:
    return next((str(said) for errors in form.errors.values() for said in errors), "")


def _hand_in(request: HttpRequest, assignment: Assignment, step: str, user: User) -> None:
    outcome = submit_step(assignment=assignment, step_key=step, user=user)
    if outcome == "done":
        messages.success(request, _("This step is behind you. There is no hurry for the next one."))
    else:
        messages.success(request, _("Handed in. You can go on whenever you like."))
