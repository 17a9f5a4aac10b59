"""The desk's side of homework: the library, giving a program, reading and answering."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.adherence import adherence, ratings
from clients.homework.engine import Facts, StepState, evaluate
from clients.homework.forms import AnswerForm, CopyForm, ProposeForm, TaskForm
from clients.homework.gates import safety_gates
from clients.homework.models import (
    Assignment,
    AssignmentState,
    CoachReply,
    JournalEntry,
    ProgramVersion,
    Reflection,
    SingleTask,
    StepEvent,
    VersionState,
)
from clients.homework.prompts import fill, readable
from clients.homework.queries import Course, courses, logs_of_step, waiting_for_coach
from clients.homework.review import answer_step, mark_seen
from clients.homework.services import NotPossible, mark_step, move_assignment, propose_program
from clients.homework.small import finish_task, give_task
from clients.homework.standing import standings
from clients.homework.upgrades import newer_versions
from clients.models import Case, CaseStatus, Client
from clients.pages import works_with
from coachdesk.audit.services import record_view
from coachdesk.users.formkeys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.models import Role
from coachdesk.users.policies import OPENS_RECORDS, STAFF, WORK_WITH_CLIENTS, policy

_WORK = {"roles": WORK_WITH_CLIENTS}


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
    lead = request.user.has_role(Role.SUPERVISOR)
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
    found = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    record_view(actor=request.user, target=found, person_id=found.pk, request=request)
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
        "may_edit": Client.objects.editable_by(request.user).filter(pk=found.pk).exists(),
        "tasks": SingleTask.objects.filter(client=found).order_by("done_at", "-created_at")[:20],
        "form": form,
        "tab": "homework:client",
    }
    return render(request, "homework/client.html", context, status=status)


@policy(STAFF, **_WORK, methods=("POST",), relation="assigned client")
def task(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give one small thing, or tick off what the coach promised."""
    found = get_object_or_404(Client.objects.editable_by(request.user), pk=pk)
    promised = request.POST.get("kept", "")
    if promised:
        row = next(
            (t for t in SingleTask.objects.filter(client=found) if str(t.pk) == promised), None
        )
        if row is None:
            raise Http404
        finish_task(task=row, answer="", actor=request.user)
        return redirect("homework:client", pk=pk)
    form = TaskForm(request.POST)
    if not form.is_valid():
        return _client_page(request, found, form, 400)
    data = form.cleaned_data
    try:
        once(
            key=data["form_key"],
            form=f"task:{pk}",
            content=content_hash(data["text"], data["whose"]),
            actor_id=request.user.pk,
            create=lambda: (
                give_task(
                    client=found,
                    whose=data["whose"],
                    text=data["text"],
                    due_on=data["due_on"],
                    actor=request.user,
                ).pk
            ),
        )
    except SentBefore:
        pass
    except SentWithOtherContent:
        form.add_error(
            "text", _("This page was sent before with other words. Both are kept: check the list.")
        )
        return _client_page(request, found, form, 409)
    return redirect("homework:client", pk=pk)


@policy(STAFF, **_WORK, methods=("GET", "POST"), relation="assigned client")
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose a program, see what is allowed now, locked and why, or left out, then give it."""
    found = get_object_or_404(Client.objects.editable_by(request.user), pk=pk)
    case = (
        Case.objects.filter(client=found, status=CaseStatus.ACTIVE).order_by("-opened_at").first()
    )
    versions = list(
        ProgramVersion.objects.filter(state=VersionState.PUBLISHED).order_by(
            "title", "-published_at"
        )
    )
    chosen = next((v for v in versions if str(v.pk) == request.GET.get("program")), None)
    context = {"client": found, "case": case, "versions": versions, "chosen": chosen}
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
                actor=request.user,
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
        Assignment.objects.editable_by(request.user)
        if edit
        else Assignment.objects.visible_to(request.user)
    )
    assignment = get_object_or_404(rows.select_related("version", "case", "client"), pk=pk)
    return courses([assignment])[0]


@policy(STAFF, roles=OPENS_RECORDS, methods=("GET", "POST"), relation="assigned client")
def review(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Read what was handed in and answer in place."""
    course = course_for(request, pk, edit=request.method == "POST")
    state = course.step_for_team(step)
    if state is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    pile = _pile(request, course, step)
    status = 200
    if request.method == "POST" and form.is_valid():
        data, returned = form.cleaned_data, "return" in request.POST
        try:
            once(
                key=data["form_key"],
                form=f"answer:{pk}:{step}",
                content=content_hash(data["text"], str(returned)),
                actor_id=request.user.pk,
                create=lambda: (
                    answer_step(
                        assignment=course.assignment,
                        step_key=step,
                        actor=request.user,
                        text=data["text"],
                        quality=data["quality"],
                        returned=returned,
                        confirm="confirm" in request.POST,
                    ).pk
                ),
            )
        except SentBefore:
            pass
        except SentWithOtherContent:
            form.add_error(
                None,
                _(
                    "This page was sent before with other words. The earlier answer is out; this one is below."
                ),
            )
            return _review_page(request, course, state, form, pile, 409)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            return _review_page(request, course, state, form, pile, 400)
        messages.success(request, _("Returned.") if returned else _("Answered."))
        home = reverse("homework:client", args=[course.assignment.client_id])
        return redirect(pile.after or pile.before or home)
    if form.is_bound:
        status = 400
    return _review_page(request, course, state, form, pile, status)


@dataclass(frozen=True)
class Pile:
    """Where a step lies among all that wait for the person's answer, oldest first."""

    place: int
    total: int
    before: str
    after: str


def _pile(request: HttpRequest, course: Course, step: str) -> Pile:
    """The place in the pile; 0 for a step that waits no more, whose next is the oldest."""
    mine = Client.objects.editable_by(request.user).values_list("pk", flat=True)
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
    status: int,
) -> HttpResponse:
    assignment = course.assignment
    logs = logs_of_step(assignment, state.key)
    reflection = Reflection.objects.filter(
        assignment=assignment, step_key=state.key, submitted_at__isnull=False
    ).first()
    if request.method == "GET" and works_with(request.user, assignment.client):
        mark_seen(assignment=assignment, step_key=state.key, actor=request.user)
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
        "may_edit": Assignment.objects.editable_by(request.user).filter(pk=assignment.pk).exists(),
    }
    return render(request, "homework/review.html", context, status=status)


_ACTS = {
    "pause": AssignmentState.PAUSED,
    "resume": AssignmentState.ACTIVE,
    "stop": AssignmentState.STOPPED,
}


@policy(STAFF, **_WORK, methods=("POST",), relation="assigned client")
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Pause, resume or stop a program; skip or release a step."""
    course = course_for(request, pk, edit=True)
    act, step = request.POST.get("act", ""), request.POST.get("step", "")
    try:
        if act in _ACTS:
            move_assignment(assignment=course.assignment, to=_ACTS[act], actor=request.user)
        elif act in (StepEvent.Kind.SKIPPED, StepEvent.Kind.RELEASED):
            mark_step(assignment=course.assignment, step_key=step, kind=act, actor=request.user)
        else:
            raise NotPossible(_("This can’t be done here."))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("homework:client", pk=course.assignment.client_id)
