"""The desk's side of homework: the library, giving a program, moving it, small things."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.adherence import adherence, ratings
from clients.homework.contraindications import safety_gates
from clients.homework.engine import Facts, evaluate
from clients.homework.forms import CopyForm, ProposeForm, TaskForm
from clients.homework.homework_tasks import finish_task, give_task
from clients.homework.models import (
    Assignment,
    AssignmentState,
    JournalEntry,
    ProgramVersion,
    SingleTask,
    StepEvent,
    TaskFor,
    VersionState,
)
from clients.homework.progress import standings
from clients.homework.prompts import fill
from clients.homework.queries import Course, courses, waiting_for_coach
from clients.homework.services import mark_step, move_assignment, propose_program
from clients.homework.upgrades import newer_versions
from clients.models import Case, CaseStatus, Client
from coachdesk.audit.services import record_view
from coachdesk.lib.errors import NotPossible
from coachdesk.users.form_keys import send_once
from coachdesk.users.models import Role
from coachdesk.users.policies import (
    FORM_METHODS,
    OPENS_RECORDS,
    STAFF,
    WORK_WITH_CLIENTS,
    policy,
    staff,
)

_WORK = {"roles": WORK_WITH_CLIENTS}
_CLIENT = {**_WORK, "relation": "assigned client"}


@policy(STAFF, **_WORK)
def programs(request: HttpRequest) -> HttpResponse:
    """The library: every version, newest first within its program."""
    rows = ProgramVersion.objects.select_related("program").defer("source", "data")
    ordered = rows.order_by("title", "-created_at")[:200]
    return render(request, "homework/programs.html", {"versions": ordered})


@policy(STAFF, **_WORK)
def program(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One version in full, with the notes for the coach."""
    version = get_object_or_404(ProgramVersion.objects.select_related("program"), pk=pk)
    lead = staff(request).has_role(Role.SUPERVISOR)
    context = {
        "version": version,
        "data": version.data,
        "copy_form": CopyForm(),
        "may_retire": lead and version.state == VersionState.PUBLISHED,
    }
    return render(request, "homework/program.html", context)


@policy(STAFF, roles=OPENS_RECORDS, relation="assigned client")
def client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A client's homework: programs with their steps, and what waits for an answer."""
    found = get_object_or_404(Client.objects.visible_to(staff(request)), pk=pk)
    record_view(actor=staff(request), target=found, person_id=found.pk, request=request)
    return _client_page(request, found, TaskForm(), 200)


def _client_page(request: HttpRequest, found: Client, form: TaskForm, status: int) -> HttpResponse:
    rows = Assignment.objects.filter(client=found).select_related("version", "case")
    found_courses = courses(rows.order_by("-assigned_at")[:20])
    newer = newer_versions(course.assignment for course in found_courses)
    own, coach = ratings(found_courses)
    context = {
        "client": found,
        "courses": [
            (course, newer.get(course.assignment.pk), adherence(course, own, coach))
            for course in found_courses
        ],
        "pages": JournalEntry.objects.filter(client=found, shared=True).order_by("-created_at")[
            :10
        ],
        "standings": standings([found.pk]),
        "waiting": {(a.pk, step) for a, step, _at in waiting_for_coach([found.pk])},
        "may_edit": Client.objects.editable_by(staff(request)).filter(pk=found.pk).exists(),
        "tasks": SingleTask.objects.filter(client=found).order_by("done_at", "-created_at")[:20],
        "form": form,
        "tab": "homework:client",
    }
    return render(request, "homework/client.html", context, status=status)


@policy(STAFF, **_CLIENT, methods=("POST",))
def task_give(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give one small thing, or note what the coach promised."""
    actor = staff(request)
    found = get_object_or_404(Client.objects.editable_by(actor), pk=pk)
    form = TaskForm(request.POST)
    if not form.is_valid():
        return _client_page(request, found, form, 400)
    data = form.cleaned_data
    sent = send_once(
        form,
        name=f"task:{pk}",
        content=[data["text"], data["whose"]],
        actor_id=actor.pk,
        create=lambda: (
            give_task(
                client=found,
                whose=data["whose"],
                text=data["text"],
                due_on=data["due_on"],
                actor=actor,
            ).pk
        ),
        refusal=_("This page was sent before with other words. Both are kept: check the list."),
    )
    if sent is None:
        return _client_page(request, found, form, 409)
    return redirect("homework:client", pk=pk)


@policy(STAFF, **_CLIENT, methods=("POST",))
def task_done(request: HttpRequest, pk: uuid.UUID, task: uuid.UUID) -> HttpResponse:
    """Tick off what the coach promised."""
    actor = staff(request)
    found = get_object_or_404(Client.objects.editable_by(actor), pk=pk)
    row = get_object_or_404(SingleTask, client=found, whose=TaskFor.COACH, pk=task)
    finish_task(task=row, answer="", actor=actor)
    return redirect("homework:client", pk=pk)


@policy(STAFF, **_CLIENT, methods=FORM_METHODS)
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose a program, see what is allowed now, locked and why, or left out, then give it."""
    found = get_object_or_404(Client.objects.editable_by(staff(request)), pk=pk)
    case = (
        Case.objects.filter(client=found, status=CaseStatus.ACTIVE).order_by("-opened_at").first()
    )
    versions = list(
        ProgramVersion.objects.filter(state=VersionState.PUBLISHED).order_by(
            "title", "-published_at"
        )
    )
    chosen = next((v for v in versions if str(v.pk) == request.GET.get("program")), None)
    context: dict[str, Any] = {
        "client": found,
        "case": case,
        "versions": versions,
        "chosen": chosen,
    }
    if chosen is None or case is None:
        status = 200 if request.method == "GET" else 400
        return render(request, "homework/propose.html", context, status=status)
    plan = _plan(case, chosen)
    activities = [
        (a.key, fill(a.data["title"], plan.partner)) for s in plan.steps for a in s.activities
    ]
    form = ProposeForm(request.POST or None, activities=activities)
    status = 200
    if request.method == "POST" and form.is_valid():
        keep = set(form.cleaned_data["keep"])
        try:
            propose_program(
                case=case,
                version=chosen,
                actor=staff(request),
                removed=[key for key, _title in activities if key not in keep],
                starts_on=form.cleaned_data["starts_on"],
                pace_days=form.cleaned_data["pace_days"],
            )
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Offered. The client decides in the portal."))
            return redirect("homework:client", pk=found.pk)
    if form.is_bound:
        status = 400
    keep_now = set(form["keep"].value() or [])
    context |= {"form": form, "plan": plan, "keep": keep_now, "counts": _counts(plan)}
    return render(request, "homework/propose.html", context, status=status)


def _plan(case: Case, version: ProgramVersion) -> Course:
    """The program as it would start for this client now (the contraindication plan)."""
    now = timezone.now()
    gate = safety_gates([case.client_id])[case.client_id]
    facts = Facts(
        now=now,
        started_at=now,
        codes=gate.codes,
        overridden=gate.overridden,
        screening_clear=gate.screening_clear,
    )
    draft = Assignment(client_id=case.client_id, case=case, version=version)
    return Course(draft, evaluate(version.data, facts), draft.partner, facts)


def _counts(plan: Course) -> dict[str, int]:
    """How many activities are allowed now, locked for now, and dropped by flags."""
    found = {"allowed": 0, "locked": 0, "dropped": 0}
    for step in plan.steps:
        for activity in step.activities:
            dropped = activity.blocked or step.state == "blocked"
            found["dropped" if dropped else "allowed" if step.is_open else "locked"] += 1
    return found


def course_for(request: HttpRequest, pk: uuid.UUID, *, edit: bool) -> Course:
    """One assignment of the person's clients with the state of its steps, or 404."""
    rows = (
        Assignment.objects.editable_by(staff(request))
        if edit
        else Assignment.objects.visible_to(staff(request))
    )
    assignment = get_object_or_404(rows.select_related("version", "case", "client"), pk=pk)
    return courses([assignment])[0]


@policy(STAFF, **_CLIENT, methods=("POST",))
def program_pause(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Pause a program."""
    return _moved(request, pk, AssignmentState.PAUSED)


@policy(STAFF, **_CLIENT, methods=("POST",))
def program_resume(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a paused program go on."""
    return _moved(request, pk, AssignmentState.ACTIVE)


@policy(STAFF, **_CLIENT, methods=("POST",))
def program_stop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop a program; it does not begin again."""
    return _moved(request, pk, AssignmentState.STOPPED)


def _moved(request: HttpRequest, pk: uuid.UUID, to: AssignmentState) -> HttpResponse:
    assignment = course_for(request, pk, edit=True).assignment
    try:
        move_assignment(assignment=assignment, to=to, actor=staff(request))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("homework:client", pk=assignment.client_id)


@policy(STAFF, **_CLIENT, methods=("POST",))
def step_skip(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Leave a step out for this client."""
    return _marked(request, pk, step, StepEvent.Kind.SKIPPED)


@policy(STAFF, **_CLIENT, methods=("POST",))
def step_release(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Open a step that waits for the coach."""
    return _marked(request, pk, step, StepEvent.Kind.RELEASED)


def _marked(request: HttpRequest, pk: uuid.UUID, step: str, kind: StepEvent.Kind) -> HttpResponse:
    course = course_for(request, pk, edit=True)
    if course.step_for_team(step) is None:
        raise Http404
    mark_step(assignment=course.assignment, step_key=step, kind=kind, actor=staff(request))
    return redirect("homework:client", pk=course.assignment.client_id)


@policy(STAFF, **_CLIENT)
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The old address of five acts: reading leads to the client's homework."""
    assignment = get_object_or_404(Assignment.objects.visible_to(staff(request)), pk=pk)
    return redirect("homework:client", permanent=True, pk=assignment.client_id)
