"""Changing what was noted about an activity, for one day; what it said before is kept."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.models import EntryState, LogEntry
from clients.homework.prompts import PromptForm, fill, readable
from clients.homework.submissions import CHANGE_FOR, change_log
from clients.models import Client
from clients.own.access import portal_page
from clients.portal.own_programs import ENDED, course_of
from clients.portal.paused import after_words, resting, rests_now, words_back
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.users.policies import CLIENT, policy


class EntryForm(PromptForm):
    """An entry's answers and the version they were read in (REL-06)."""

    version = forms.IntegerField(min_value=1, max_value=10**6, widget=forms.HiddenInput)

    @property
    def answers(self) -> dict[str, Any]:
        return {key: value for key, value in super().answers.items() if key != "version"}


@policy(CLIENT, methods=("GET", "POST"), relation="own")
@portal_page()
def entry(request: HttpRequest, client: Client, pk: uuid.UUID, entry: uuid.UUID) -> HttpResponse:
    """One entry to change; 404 where the day has passed, unless words come with it."""
    course = course_of(client, pk, also=ENDED)
    found = get_object_or_404(
        LogEntry, assignment=course.assignment, state=EntryState.SUBMITTED, pk=entry
    )
    if request.method == "GET" and found.submitted_at < timezone.now() - CHANGE_FOR:
        raise Http404
    step = course.step_for_team(found.step_key)
    activities = step.activities if step else ()
    activity = next((a for a in activities if a.key == found.activity_key), None)
    if step is None or activity is None:
        raise Http404
    prompts = activity.data["log"]
    kept = {**(found.answers or {}), "version": found.version}
    form = EntryForm(request.POST or None, prompts=prompts, partner=course.partner, initial=kept)
    rests = not (step.is_reachable and activity.shown) or course.assignment.state in ENDED
    if rests and form.is_bound:
        return words_back(request, client, course.assignment, form, rests_now())
    if rests:
        return resting(request, client, course.assignment)
    status, stored = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                change_log(
                    entry=found,
                    answers=form.answers,
                    version=form.cleaned_data["version"],
                    user=request.user,
                )
            except Conflict as stale:
                status, stored = 409, stale.stored
                again = request.POST.copy()
                again["version"] = str(stored.version)
                form = EntryForm(again, prompts=prompts, partner=course.partner)
            except NotPossible as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Changed."))
                return after_words(client, pk, step.key)
    context = {
        "course": course,
        "step": step,
        "activity": activity,
        "title": fill(activity.data["title"], course.partner),
        "entry": found,
        "form": form,
        "stored": readable(prompts, stored.answers or {}, course.partner) if stored else [],
    }
    return render(request, "portal/entry.html", context, status=status)
