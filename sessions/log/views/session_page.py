"""What the session's page shows, for every view that answers with it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clients.contact.summary import contacts_of
from clients.homework.queries import running_courses
from clients.measures.queries import weekly_lines
from clients.models import Goal, GoalState
from coachdesk.audit.services import record_view
from coachdesk.lib.errors import Closed
from coachdesk.users.models import Role, User
from coachdesk.users.policies import staff
from sessions.calendar.forms import NextForm
from sessions.calendar.taking_back import may_take_back_no_show
from sessions.log import queries, services
from sessions.log.forms import NoteForm, initial_of
from sessions.log.pitfalls import traps_of
from sessions.log.session_panels import Beside
from sessions.models import (
    CoachingSession,
    Intervention,
    Note,
    NoteState,
    ProcessNote,
    SessionState,
    Snippet,
)
from sessions.notes.forms import AddendumForm, CommentForm, FormatForm, PrivateForm, ReasonForm
from sessions.notes.left_behind import is_orphaned, may_finish_until


def find(user: User, pk: uuid.UUID) -> CoachingSession:
    """The session that the person may read, numbered, or 404."""
    rows = CoachingSession.objects.visible_to(user).numbered()
    return get_object_or_404(
        rows.select_related("client", "client__user", "case", "coach", "moved_to", "moved_from"),
        pk=pk,
    )


def edit(user: User, pk: uuid.UUID) -> CoachingSession:
    """The session of a client the person works with, numbered, or 404."""
    rows = CoachingSession.objects.editable_by(user).numbered()
    return get_object_or_404(rows.select_related("client", "client__user", "case", "coach"), pk=pk)


def left_draft(user: User, pk: uuid.UUID) -> Note | None:
    """The person's own draft of a session whose case went on to somebody else, while it may be
    finished."""
    rows = Note.objects.left_with(user).filter(coaching_session=pk)
    return rows.select_related("coaching_session__client__user", "coaching_session__case").first()


def for_writing(user: User, pk: uuid.UUID) -> tuple[CoachingSession, bool]:
    """The session whose draft the person may write, and whether only that draft is left of it.

    Raises Closed when the case went on and the time for the person's own draft is over, Http404 for
    any other session.
    """
    rows = CoachingSession.objects.editable_by(user).numbered()
    meeting = rows.select_related("client", "client__user", "case", "coach").filter(pk=pk).first()
    if meeting is not None:
        return meeting, False
    draft = left_draft(user, pk)
    if draft is not None:
        return draft.coaching_session, True
    if Note.objects.filter(coaching_session=pk, author=user, state=NoteState.DRAFT).exists():
        raise Closed
    raise Http404


def left_page(
    request: HttpRequest,
    note: Note,
    form: NoteForm | None = None,
    *,
    status: int = 200,
    stored: Note | None = None,
) -> HttpResponse:
    """One's own draft and nothing else of the record."""
    meeting = note.coaching_session
    context = {
        "meeting": meeting,
        "client": meeting.client,
        "form": form or note_form(request, meeting, note, left=True),
        "until": may_finish_until(note),
        "next_coach": meeting.case.owner,
        "stored": stored,
        "stored_lines": stored.lines if stored else [],
    }
    return render(request, "sessions/finish_note.html", context, status=status)


def note_of(meeting: CoachingSession, user: User) -> Note | None:
    """The session's note the person may read; voided ones are shown below it."""
    rows = Note.objects.visible_to(user).filter(coaching_session=meeting)
    return rows.exclude(state=NoteState.VOIDED).select_related("author", "cosigned_by").first()


def note_form(
    request: HttpRequest,
    meeting: CoachingSession,
    note: Note,
    *,
    bound: bool = False,
    left: bool = False,
) -> NoteForm:
    """The form of a draft with what is stored; ``bound`` with what was sent, ``left`` with no more of
    the record than the draft itself names."""
    user = staff(request)
    interventions = list(Intervention.objects.filter(retired_at=None).order_by("name"))
    rows = Goal.objects.filter(case=meeting.case_id, state=GoalState.OPEN)
    goals = list(rows.filter(pk__in=note.goals) if left else rows)
    private = (
        ProcessNote.objects.visible_to(user)
        .filter(coaching_session=meeting)
        .values_list("text", "pk")
        .first()
    )
    text = ""
    if private is not None:
        text = ProcessNote.objects.visible_to(user).get(pk=private[1]).text
    made = NoteForm(
        request.POST if bound else None,
        note=note,
        meeting=meeting,
        user=user,
        interventions=interventions,
        goals=goals,
        initial=initial_of(meeting, note, text, interventions),
    )
    if left:
        made.fields.pop("partner_came", None)
    return made


def again(request: HttpRequest, pk: uuid.UUID, *, status: int, **given: Any) -> HttpResponse:
    """The session's page with a form that needs another look; an open draft stays open.

    ``given`` are forms of ``page``.
    """
    user = staff(request)
    meeting = find(user, pk)
    return show(request, meeting, status=status, **given)


def show(request: HttpRequest, meeting: CoachingSession, **given: Any) -> HttpResponse:
    """The session's page as it is stored; opening a signed note is recorded (SEC-54)."""
    user = staff(request)
    note = note_of(meeting, user)
    if note is not None and note.is_signed:
        record_view(actor=user, target=note, person_id=meeting.client_id, request=request)
    draft = note_form(request, meeting, note) if note is not None and not note.is_signed else None
    return page(request, meeting, note, draft, **given)


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
    addendum_form: AddendumForm | None = None,
    comment_form: CommentForm | None = None,
    void_form: ReasonForm | None = None,
    error_form: ReasonForm | None = None,
) -> HttpResponse:
    """The session's page; what could not be stored comes back in the form it was typed in."""
    user = staff(request)
    last = queries.last_note(user, meeting)
    voided = Note.objects.visible_to(user).filter(coaching_session=meeting, state=NoteState.VOIDED)
    context: dict[str, Any] = {
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
        "may_take_back": may_take_back_no_show(meeting),
        "minutes_in": _minutes_in(meeting),
        "desk_focus": False,
        # Several small forms stand on this page: each has ids of its own.
        "addendum_form": addendum_form or AddendumForm(auto_id="addendum_%s"),
        "comment_form": comment_form or CommentForm(auto_id="comment_%s"),
        "void_form": void_form or ReasonForm(auto_id="void_%s"),
        "error_form": error_form or ReasonForm(auto_id="error_%s"),
        "refused": addendum_form or comment_form or void_form or error_form or form,
    }
    if note is None:
        context |= _left_behind(meeting, user)
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


def _left_behind(meeting: CoachingSession, user: User) -> dict[str, Any]:
    """Whose draft stands on a session of one's own case, and until when it may be finished."""
    draft = Note.objects.left_behind(user).filter(coaching_session=meeting)
    found = draft.select_related("author", "coaching_session__case").first()
    if found is None:
        return {}
    over = draft.out_of_time().exists()
    return {
        "left_draft": found,
        "left_until": may_finish_until(found),
        "left_over": over,
        "left_orphaned": over and is_orphaned(found),
    }


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
        "goal_texts": list(Goal.objects.filter(pk__in=note.goals)) if note.goals else [],
    }


def _same_time(meeting: CoachingSession) -> dict[str, Any]:
    """The usual proposal: a week later, same wall time."""
    on = meeting.on + timedelta(days=7)
    today = timezone.localdate()
    while on <= today:
        on += timedelta(days=7)
    return {"on": on, "at": meeting.at, "mode": meeting.mode}
