"""One step: read it, do its activities, write, hand in. All without script too."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
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

from clients.homework.engine import ActivityState, StepState
from clients.homework.models import Assignment, AssignmentState, CoachReply, Reflection, StepEvent
from clients.homework.prompts import PromptForm, fill, readable
from clients.homework.queries import Course, logs_of_step
from clients.homework.services import NotPossible, mark_step
from clients.homework.work import (
    CHANGE_FOR,
    Conflict,
    add_log,
    prompts_of,
    store_reflection,
    submit_step,
)
from clients.models import Client
from clients.portal.access import ENDED, course_of, locked_assignment
from clients.portal.days import activity_rows
from clients.portal.resting import after_words, not_saved, resting, rests_now, words_back
from clients.portal_access import portal_page
from coachdesk.users.formkeys import (
    FormKeyField,
    SentBefore,
    SentWithOtherContent,
    content_hash,
    once,
)
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


def _find(client: Client, pk: uuid.UUID, step: str) -> tuple[Course, StepState]:
    """One of the client's own steps, whatever its state; 404 for one the program does not have."""
    course = course_of(client, pk, also=ENDED)
    found = course.step_for_team(step)
    if found is None:
        raise Http404
    return course, found


def _prompts(state: StepState) -> list[dict[str, Any]]:
    prompts: list[dict[str, Any]] = state.data["reflection"]
    return prompts


@policy(CLIENT, relation="own")
@portal_page()
def step(request: HttpRequest, client: Client, pk: uuid.UUID, step: str) -> HttpResponse:
    """The step page."""
    course, state = _find(client, pk, step)
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
    """Autosave and the plain Save button; ``hand_in`` in the form hands the step in as well."""
    quiet = "X-Autosave" in request.headers
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
                    user=request.user,
                )
                if quiet:
                    at = time_format(timezone.localtime(row.saved_at), "H:i")
                    return JsonResponse({"version": row.version, "saved_at": at})
                if "hand_in" in request.POST:
                    _hand_in(request, assignment, step)
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
        course, state = _find(client, pk, step)
        if not state.is_reachable or assignment.state in ENDED:
            return words_back(request, client, assignment, form, str(refusal))
        messages.error(request, str(refusal))
    course, state = _find(client, pk, step)
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
        mark_step(assignment=course.assignment, step_key=step, kind=kind, actor=request.user)
        messages.success(request, _("Your coach sees that you would like this step."))
    return redirect("portal:path")


def _first_error(form: PromptForm) -> str:
    return next((str(said) for errors in form.errors.values() for said in errors), "")


def _hand_in(request: HttpRequest, assignment: Assignment, step: str) -> None:
    outcome = submit_step(assignment=assignment, step_key=step, user=request.user)
    if outcome == "done":
        messages.success(request, _("This step is behind you. There is no hurry for the next one."))
    else:
        messages.success(request, _("Handed in. You can go on whenever you like."))


class LogForm(PromptForm):
    """An activity's questions, the day, and the key that makes a double send one entry."""

    on = forms.DateField(
        label=lazy("When?"),
        help_text=lazy("Left empty, it is today."),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    form_key = FormKeyField()
    quiet_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prompt in self.prompts:
            if prompt.get("required"):
                field = self.fields[prompt["key"]]
                field.required = True
                field.error_messages["required"] = _(
                    "A few words are enough, but this one is needed."
                )

    @property
    def answers(self) -> dict[str, Any]:
        return {k: v for k, v in super().answers.items() if k not in ("on", "form_key")}

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"] or timezone.localdate()
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        if on < timezone.localdate() - timedelta(days=60):
            raise forms.ValidationError(_("Please choose a day in the last two months."))
        return on


@policy(CLIENT, methods=("GET", "POST"), relation="own")
@portal_page()
def activity(
    request: HttpRequest, client: Client, pk: uuid.UUID, step: str, activity: str
) -> HttpResponse:
    """One activity: how it goes, and a small form to say that it was done."""
    course, state = _find(client, pk, step)
    found: ActivityState | None = next((a for a in state.activities if a.key == activity), None)
    if found is None:
        raise Http404
    prompts = found.data["log"]
    form = LogForm(request.POST or None, prompts=prompts, partner=course.partner)
    rests = not (state.is_reachable and found.shown) or course.assignment.state in ENDED
    if rests and form.is_bound:
        return words_back(request, client, course.assignment, form, rests_now())
    if rests:
        return resting(request, client, course.assignment)
    if request.method == "POST" and form.is_valid():
        try:
            once(
                key=form.cleaned_data["form_key"],
                form=f"log:{activity}",
                content=content_hash(str(form.answers), str(form.cleaned_data["on"])),
                actor_id=request.user.pk,
                create=lambda: (
                    add_log(
                        assignment=course.assignment,
                        step_key=state.key,
                        activity_key=found.key,
                        answers=form.answers,
                        on=form.cleaned_data["on"],
                        user=request.user,
                    ).pk
                ),
            )
        except SentBefore:
            return after_words(client, pk, step)
        except SentWithOtherContent:
            form.add_error(
                None,
                _(
                    "This page was sent before with other words. Both are kept: the earlier ones are saved, these are below."
                ),
            )
            return _activity_page(request, course, state, found, form, status=409)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Noted."))
            return after_words(client, pk, step)
    return _activity_page(request, course, state, found, form, status=400 if form.errors else 200)


def _activity_page(
    request: HttpRequest,
    course: Course,
    state: StepState,
    found: ActivityState,
    form: LogForm,
    *,
    status: int,
) -> HttpResponse:
    entries = [
        entry
        for entry in logs_of_step(course.assignment, state.key)
        if entry.activity_key == found.key
    ]
    since = timezone.now() - CHANGE_FOR
    context = {
        "course": course,
        "step": state,
        "activity": found,
        "title": fill(found.data["title"], course.partner),
        "instructions": fill(found.data["instructions"], course.partner),
        "form": form,
        "entries": [
            {
                "pk": entry.pk,
                "on": entry.on,
                "may_change": entry.submitted_at is not None and entry.submitted_at > since,
                "lines": readable(found.data["log"], entry.answers or {}, course.partner),
            }
            for entry in entries[:10]
        ],
    }
    return render(request, "portal/activity.html", context, status=status)
