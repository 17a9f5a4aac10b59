"""One activity of a step: how it goes, and noting that it was done. Without script too."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.homework.engine import ActivityState, StepState
from clients.homework.prompts import PromptForm, fill, readable
from clients.homework.queries import Course, logs_of_step
from clients.homework.submissions import CHANGE_FOR, add_log
from clients.models import Client
from clients.own.access import login_of, portal_page
from clients.portal.own_programs import ENDED, find_step
from clients.portal.paused import after_words, resting, rests_now, words_back
from coachdesk.lib.errors import NotPossible
from coachdesk.users.form_keys import FormKeyField, send_once
from coachdesk.users.policies import CLIENT, FORM_METHODS, policy


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


@policy(CLIENT, methods=FORM_METHODS, relation="own")
@portal_page()
def activity(
    request: HttpRequest, client: Client, pk: uuid.UUID, step: str, activity: str
) -> HttpResponse:
    """One activity: how it goes, and a small form to say that it was done."""
    course, state = find_step(client, pk, step)
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
        user = login_of(client)
        try:
            sent = send_once(
                form,
                name=f"log:{activity}",
                content=[form.answers, form.cleaned_data["on"]],
                actor_id=user.pk,
                create=lambda: (
                    add_log(
                        assignment=course.assignment,
                        step_key=state.key,
                        activity_key=found.key,
                        answers=form.answers,
                        on=form.cleaned_data["on"],
                        user=user,
                    ).pk
                ),
                refusal=_(
                    "This page was sent before with other words. Both are kept: the earlier ones are saved, these are below."
                ),
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            if sent is None:
                return _activity_page(request, course, state, found, form, status=409)
            if not sent.again:
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
