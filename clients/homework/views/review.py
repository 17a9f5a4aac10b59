"""A step on the desk: read what was handed in and answer it in place."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clients.homework.adherence import adherence, ratings
from clients.homework.engine import StepState
from clients.homework.forms import AnswerForm
from clients.homework.models import Assignment, CoachReply, Reflection
from clients.homework.prompts import fill, readable
from clients.homework.queries import Course, logs_of_step, waiting_for_coach
from clients.homework.review_services import answer_step
from clients.homework.views.programs import course_for
from clients.models import Client
from coachdesk.audit.services import record_view
from coachdesk.lib.errors import NotPossible
from coachdesk.users.form_keys import send_once
from coachdesk.users.policies import OPENS_RECORDS, STAFF, WORK_WITH_CLIENTS, policy, staff

_ANSWERS = {
    "roles": WORK_WITH_CLIENTS,
    "methods": ("POST",),
    "relation": "assigned client",
}


@policy(STAFF, roles=OPENS_RECORDS, relation="assigned client")
def review(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Read what was handed in, beside the form for the answer."""
    course, state = _find(request, pk, step, edit=False)
    pile = _pile(request, course, step)
    assignment = course.assignment
    record_view(
        actor=staff(request), target=assignment, person_id=assignment.client_id, request=request
    )
    return _review_page(request, course, state, AnswerForm(), pile)


def _find(
    request: HttpRequest, pk: uuid.UUID, step: str, *, edit: bool
) -> tuple[Course, StepState]:
    """A program of the person's clients and its step; 404 without either."""
    course = course_for(request, pk, edit=edit)
    state = course.step_for_team(step)
    if state is None:
        raise Http404
    return course, state


@policy(STAFF, **_ANSWERS)
def step_answer(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Answer what was handed in."""
    return _answered(request, pk, step)


@policy(STAFF, **_ANSWERS)
def step_confirm(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Answer and confirm that the step is done."""
    return _answered(request, pk, step, confirm=True)


@policy(STAFF, **_ANSWERS)
def step_return(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Give the step back; the answer is the reason."""
    return _answered(request, pk, step, returned=True)


def _answered(
    request: HttpRequest,
    pk: uuid.UUID,
    step: str,
    *,
    confirm: bool = False,
    returned: bool = False,
) -> HttpResponse:
    """Send the answer and go on in the pile; a refused one is given back on its page."""
    course, state = _find(request, pk, step, edit=True)
    form, actor = AnswerForm(request.POST), staff(request)
    pile = _pile(request, course, step)
    if not form.is_valid():
        return _review_page(request, course, state, form, pile, 400)
    data = form.cleaned_data
    try:
        sent = send_once(
            form,
            name=f"answer:{pk}:{step}",
            content=[data["text"], returned],
            actor_id=actor.pk,
            create=lambda: (
                answer_step(
                    assignment=course.assignment,
                    step_key=step,
                    actor=actor,
                    text=data["text"],
                    quality=data["quality"],
                    returned=returned,
                    confirm=confirm,
                ).pk
            ),
            refusal=_(
                "This page was sent before with other words. The earlier answer is out; this one is below."
            ),
        )
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return _review_page(request, course, state, form, pile, 400)
    if sent is None:
        return _review_page(request, course, state, form, pile, 409)
    messages.success(request, _("Returned.") if returned else _("Answered."))
    home = reverse("homework:client", args=[course.assignment.client_id])
    return redirect(pile.after or pile.before or home)


@dataclass(frozen=True)
class Pile:
    """Where a step lies among all that wait for the person's answer, oldest first."""

    place: int
    total: int
    before: str
    after: str


def _pile(request: HttpRequest, course: Course, step: str) -> Pile:
    """The place in the pile; 0 for a step that waits no more, whose next is the oldest."""
    mine = Client.objects.editable_by(staff(request)).values_list("pk", flat=True)
    rest = [(a.pk, key) for a, key, _at in waiting_for_coach(mine)]
    here = (course.assignment.pk, step)
    urls = [reverse("homework:review", args=entry) for entry in rest]
    if here not in rest:
        return Pile(0, len(rest), "", urls[0] if urls else "")
    place = rest.index(here)
    after = urls[place + 1] if place + 1 < len(urls) else ""
    return Pile(place + 1, len(rest), urls[place - 1] if place else "", after)


def _review_page(
    request: HttpRequest,
    course: Course,
    state: StepState,
    form: AnswerForm,
    pile: Pile,
    status: int = 200,
) -> HttpResponse:
    assignment = course.assignment
    logs = logs_of_step(assignment, state.key)
    reflection = Reflection.objects.filter(
        assignment=assignment, step_key=state.key, submitted_at__isnull=False
    ).first()
    titles = {a.key: a for a in state.activities}
    entries = [
        {
            "on": log.on,
            "title": fill(titles[log.activity_key].data["title"], course.partner),
            "lines": readable(
                titles[log.activity_key].data["log"], log.answers or {}, course.partner
            ),
        }
        for log in logs
        if log.activity_key in titles
    ]
    lines = []
    if reflection is not None:
        prompts = [p for p in state.data["reflection"] if p["key"] not in reflection.hidden]
        lines = readable(prompts, reflection.answers or {}, course.partner)
    replies = CoachReply.objects.filter(assignment=assignment, step_key=state.key)
    context = {
        "client": assignment.client,
        "course": course,
        "step": state,
        "entries": entries,
        "lines": lines,
        "pile": pile,
        "measure": adherence(course, *ratings([course])),
        "criteria": [
            (c, titles[c.activity].data["title"] if c.activity in titles else "")
            for c in state.criteria
        ],
        "kept_private": bool(reflection and reflection.hidden),
        "replies": replies.select_related("author").order_by("at"),
        "form": form,
        "may_edit": Assignment.objects.editable_by(staff(request))
        .filter(pk=assignment.pk)
        .exists(),
    }
    return render(request, "homework/review.html", context, status=status)
