"""The session page: one screen from "it begins" to "signed"."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from clients.contact import contacts_of
from clients.homework.queries import running_courses
from clients.measures.queries import weekly_lines
from clients.models import Client, Goal, GoalState
from coachdesk.audit.services import record_view
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy
from sessions import booking, notes, process_notes, queries, services, slots
from sessions.beside import Beside
from sessions.forms import (
    AddendumForm,
    CommentForm,
    FormatForm,
    NextForm,
    NoteForm,
    PrivateForm,
    ReasonForm,
    initial_of,
)
from sessions.models import (
    CoachingSession,
    Intervention,
    Note,
    NoteState,
    ProcessNote,
    SessionState,
    Snippet,
    TookPlace,
)
from sessions.traps import traps_of
from sessions.views.common import staff

_FORM = ("GET", "POST")
_COACHES = (Role.COACH, Role.COUNSELOR)


def find(user: User, pk: uuid.UUID) -> CoachingSession:
    rows = CoachingSession.objects.visible_to(user).numbered()
    return get_object_or_404(
        rows.select_related("client", "client__user", "case", "coach", "moved_to", "moved_from"),
        pk=pk,
    )


def edit(user: User, pk: uuid.UUID) -> CoachingSession:
    rows = CoachingSession.objects.editable_by(user).numbered()
    return get_object_or_404(rows.select_related("client", "client__user", "case", "coach"), pk=pk)


def note_of(meeting: CoachingSession, user: User) -> Note | None:
    """The session's note the person may read; voided ones are shown below it."""
    rows = Note.objects.visible_to(user).filter(coaching_session=meeting)
    return rows.exclude(state=NoteState.VOIDED).select_related("author", "cosigned_by").first()


def note_form(
    request: HttpRequest, meeting: CoachingSession, note: Note, *, bound: bool = False
) -> NoteForm:
    user = staff(request)
    interventions = list(Intervention.objects.filter(retired_at=None).order_by("name"))
    goals = list(Goal.objects.filter(case=meeting.case_id, state=GoalState.OPEN))
    private = (
        ProcessNote.objects.visible_to(user)
        .filter(coaching_session=meeting)
        .values_list("text", "pk")
        .first()
    )
    text = ""
    if private is not None:
        text = ProcessNote.objects.visible_to(user).get(pk=private[1]).text
    return NoteForm(
        request.POST if bound else None,
        note=note,
        meeting=meeting,
        user=user,
        interventions=interventions,
        goals=goals,
        initial=initial_of(meeting, note, text, interventions),
    )


@policy(STAFF, roles=(*WORK_WITH_CLIENTS, Role.OWNER), methods=_FORM, relation="own, supervised")
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The session with its note; POST saves, signs, or records what else came of it."""
    user = staff(request)
    if request.method == "POST":
        return _post(request, edit(user, pk))
    meeting = find(user, pk)
    note = note_of(meeting, user)
    if note is not None and note.is_signed:
        record_view(actor=user, target=note, person_id=meeting.client_id, request=request)
    form = note_form(request, meeting, note) if note is not None and not note.is_signed else None
    return page(request, meeting, note, form)


def page(
    request: HttpRequest,
    meeting: CoachingSession,
    note: Note | None,
    form: NoteForm | None,
    *,
    status: int = 200,
    stored: Note | None = None,
    next_form: NextForm | None = None,
    beside: Beside | None = None,
    private_form: PrivateForm | None = None,
) -> HttpResponse:
    """The session's page; what could not be stored comes back in ``form``, ``next_form``, ``beside``."""
    user = staff(request)
    last = queries.last_note(user, meeting)
    voided = Note.objects.visible_to(user).filter(coaching_session=meeting, state=NoteState.VOIDED)
    context = {
        "meeting": meeting,
        "client": meeting.client,
        "note": note,
        "form": form,
        "stored": stored,
        "stored_lines": stored.lines if stored else [],
        "attendances": list(meeting.attendances.order_by("who")),
        "last": last,
        "lines": weekly_lines(meeting.client),
        "courses": running_courses(meeting.client_id),
        "next": queries.next_meeting(meeting),
        "next_form": next_form or NextForm(initial=_same_time(meeting), auto_id="next_%s"),
        "may_edit": CoachingSession.objects.editable_by(user).filter(pk=meeting.pk).exists(),
        "is_coach": meeting.coach_id == user.pk,
        "never_call": meeting.client_id in queries.never_call([meeting.client_id]),
        "traps": traps_of(meeting) if form is not None else [],
        "snippets": list(Snippet.objects.usable_by(user)) if form else [],
        "format_form": FormatForm(initial={"format": note.format}) if note else None,
        "voided": list(voided.select_related("author", "voided_by")),
        "advice": services.follow_up_advice(contacts_of(meeting.client_id))
        if meeting.state == SessionState.NO_SHOW
        else "",
        "minutes_in": _minutes_in(meeting),
        "desk_focus": False,
    }
    if context["may_edit"]:
        context["beside"] = beside or Beside(meeting)
    if note is not None and note.is_signed:
        context |= _after_signing(note, user)
        own = ProcessNote.objects.visible_to(user).filter(coaching_session=meeting)
        context["private_note"] = own.filter(destroyed_at=None).first()
        context["private_form"] = private_form or PrivateForm(
            initial={"text": context["private_note"].text} if context["private_note"] else None,
            auto_id="private_%s",
        )
        context["keeps_private"] = Role.COUNSELOR in user.roles and note.author_id == user.pk
    return render(request, "sessions/session.html", context, status=status)


def _minutes_in(meeting: CoachingSession) -> int:
    """Full minutes since the session began, for the quiet timer beside its name."""
    began = meeting.actual_start or timezone.now()
    return max(0, int((timezone.now() - began).total_seconds() // 60))


def _after_signing(note: Note, user: User) -> dict[str, Any]:
    supervises = Note.objects.supervised_by(user).filter(pk=note.pk).exists()
    return {
        "addenda": list(note.addenda.select_related("author").order_by("at")),
        "comments": list(note.comments.select_related("author").order_by("at"))
        if supervises or note.author_id == user.pk
        else [],
        "supervises": supervises,
        "may_mark_error": user.has_role(Role.SUPERVISOR)
        and note.coaching_session.state == SessionState.COMPLETED,
        "may_void": user.has_role(Role.SUPERVISOR) and note.author_id != user.pk,
        # Several small forms stand on this page: each has ids of its own.
        "addendum_form": AddendumForm(auto_id="addendum_%s"),
        "comment_form": CommentForm(auto_id="comment_%s"),
        "void_form": ReasonForm(auto_id="void_%s"),
        "error_form": ReasonForm(auto_id="error_%s"),
        "goal_texts": list(Goal.objects.filter(pk__in=note.goals)) if note.goals else [],
    }


def _same_time(meeting: CoachingSession) -> dict[str, Any]:
    """The usual proposal: a week later, same wall time."""
    on = meeting.on + timedelta(days=7)
    today = timezone.localdate()
    while on <= today:
        on += timedelta(days=7)
    return {"on": on, "at": meeting.at, "mode": meeting.mode}


def _post(request: HttpRequest, meeting: CoachingSession) -> HttpResponse:
    user = staff(request)
    note = get_object_or_404(
        Note.objects.visible_to(user).exclude(state=NoteState.VOIDED), coaching_session=meeting
    )
    form = note_form(request, meeting, note, bound=True)
    if not form.is_valid():
        return page(request, meeting, note, form, status=400)
    act = request.POST.get("do", "save")
    place = form.cleaned_data["took_place"]
    try:
        if act == "sign" and place == TookPlace.MOVED:
            _store(form, meeting, note, user)
            return redirect("sessions:move", pk=meeting.pk)
        note = _store(form, meeting, note, user)
        if act == "sign" and place == TookPlace.NO_SHOW:
            services.mark_no_show(coaching_session=meeting, actor=user)
            messages.success(request, _("Noted. A follow-up is on your list."))
        elif act == "sign" and place == TookPlace.CANCELLED:
            booking.cancel(coaching_session=meeting, actor=user)
            messages.success(request, _("Cancelled."))
        elif act == "sign":
            notes.sign(
                note=note,
                actor=user,
                version=note.version,
                codes=form.cleaned_data.get("codes", []),
                late_reason=form.cleaned_data.get("late_reason", ""),
            )
            messages.success(request, _("Signed. The note stays as it is now."))
        elif act == "last_plan":
            last = queries.last_note(user, meeting)
            notes.add_words(note=note, actor=user, text=last.plan if last else "")
        elif act.startswith("snippet:"):
            notes.add_words(note=note, actor=user, text=_snippet(user, act))
        else:
            messages.success(request, _("Saved."))
    except notes.Conflict as conflict:
        form.data = form.data.copy()
        form.data["version"] = str(conflict.stored.version)
        return page(request, meeting, note, form, status=409, stored=conflict.stored)
    except (notes.NotPossible, slots.Refused) as refusal:
        form.add_error(form.field_about(getattr(refusal, "about", "")), str(refusal))
        form.data = form.data.copy()
        form.data["version"] = str(Note.objects.visible_to(user).get(pk=note.pk).version)
        return page(request, meeting, note, form, status=400)
    return redirect("sessions:detail", pk=meeting.pk)


def _snippet(user: User, act: str) -> str:
    found = {str(s.pk): s.text for s in Snippet.objects.usable_by(user)}
    text: str = found.get(act.partition(":")[2], "")
    return text


def _store(form: NoteForm, meeting: CoachingSession, note: Note, user: User) -> Note:
    saved = notes.save_draft(
        note=note, actor=user, draft=form.draft, version=form.cleaned_data["version"]
    )
    services.note_facts(coaching_session=meeting, actor=user, **form.facts)
    if "private" in form.cleaned_data:
        process_notes.save_process_note(
            coaching_session=meeting, author=user, text=form.cleaned_data["private"]
        )
    return saved


@policy(STAFF, roles=_COACHES, methods=("POST",), relation="own draft")
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Autosave: JSON with the new version, 409 when somebody else saved meanwhile."""
    user = staff(request)
    meeting = edit(user, pk)
    note = get_object_or_404(Note.objects.editable_by(user), coaching_session=meeting)
    form = note_form(request, meeting, note, bound=True)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=400)
    try:
        saved = _store(form, meeting, note, user)
    except notes.Conflict as conflict:
        return JsonResponse({"version": conflict.stored.version}, status=409)
    except notes.NotPossible as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    at = time_format(timezone.localtime(saved.saved_at), "H:i")
    return JsonResponse({"version": saved.version, "saved_at": at})


@policy(STAFF, roles=_COACHES, methods=("POST",), relation="own clients")
def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One click from Today: the session begins, its note is open."""
    user = staff(request)
    meeting = edit(user, pk)
    try:
        services.start(coaching_session=meeting, actor=user)
    except notes.NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=_COACHES, methods=_FORM, relation="own clients")
def begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """From the client's page: the appointment that is on, or a session that begins now."""
    user = staff(request)
    client = get_object_or_404(Client.objects.editable_by(user), pk=pk)
    status = 200
    if request.method == "POST":
        try:
            meeting = services.start_for_client(client=client, actor=user)
            return redirect("sessions:detail", pk=meeting.pk)
        except notes.NotPossible as refusal:
            messages.error(request, str(refusal))
            status = 409
    unfinished = queries.without_signed_note(user).filter(client=client).numbered()
    context = {
        "client": client,
        "tab": "sessions:client",
        "unfinished": list(unfinished.order_by("-starts_at")[:5]),
        "case": booking.open_case(client),
    }
    return render(request, "sessions/begin.html", context, status=status)
