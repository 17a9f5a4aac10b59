"""Writing a session's note: saving, signing, loading words into it, another format."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from coachdesk.lib.errors import Closed, Conflict, NotPossible
from coachdesk.users.errors import text_back
from coachdesk.users.models import User
from coachdesk.users.policies import COACHES, STAFF, WORK_WITH_CLIENTS, policy, staff
from sessions.calendar import booking, slots
from sessions.log import queries, services
from sessions.log.forms import NoteForm
from sessions.log.views.session_page import (
    edit,
    for_writing,
    left_draft,
    left_page,
    note_form,
    page,
)
from sessions.models import CoachingSession, Note, NoteState, Snippet, TookPlace
from sessions.notes import process_notes
from sessions.notes import services as notes
from sessions.notes.forms import FormatForm


def _keep(
    request: HttpRequest,
    pk: uuid.UUID,
    then: Callable[[NoteForm, CoachingSession, Note, User], HttpResponse | None],
) -> HttpResponse:
    """Store what the note's form says, then do what the button says (``then``), and go back to the
    session, or where ``then`` leads.

    What cannot be stored or done gives the form back, 409 with both texts (REL-06).
    """
    user = staff(request)
    try:
        meeting, left = for_writing(user, pk)
    except Closed:
        return text_back(request, status=409, template="sessions/note_over.html")
    rows = Note.objects.visible_to(user).exclude(state=NoteState.VOIDED)
    note = get_object_or_404(rows, coaching_session=meeting)
    form = note_form(request, meeting, note, bound=True, left=left)

    def again(status: int, stored: Note | None = None) -> HttpResponse:
        if left:
            return left_page(request, note, form, status=status, stored=stored)
        return page(request, meeting, note, form, status=status, stored=stored)

    if not form.is_valid():
        return again(400)
    try:
        note = _store(form, meeting, note, user)
        if left and form.cleaned_data["took_place"] not in ("", TookPlace.YES):
            raise NotPossible(_("The case went on: only its coach moves or cancels the session."))
        way = then(form, meeting, note, user)
    except Conflict as conflict:
        form.data = _read_in(request, conflict.stored.version)
        return again(409, conflict.stored)
    except (NotPossible, slots.Refused) as refusal:
        form.add_error(form.field_about(getattr(refusal, "about", "")), str(refusal))
        form.data = _read_in(request, Note.objects.visible_to(user).get(pk=note.pk).version)
        return again(400)
    if left and way is None and left_draft(user, pk) is None:
        return redirect("sessions:notes")  # signed: the record is closed now
    return way or redirect("sessions:detail", pk=pk)


def _read_in(request: HttpRequest, version: int) -> QueryDict:
    """What was typed, for the version that is stored now."""
    data = request.POST.copy()
    data["version"] = str(version)
    return data


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


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own draft")
def save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save the draft. The page's script (header ``X-Autosave``) is answered in JSON."""
    if request.headers.get("X-Autosave") == "true":
        return _autosave(request, pk)

    def then(form: NoteForm, meeting: CoachingSession, note: Note, user: User) -> None:
        messages.success(request, _("Saved."))

    return _keep(request, pk, then)


def _autosave(request: HttpRequest, pk: uuid.UUID) -> JsonResponse:
    """JSON with the new version, 409 when somebody else saved meanwhile."""
    user = staff(request)
    try:
        meeting, left = for_writing(user, pk)
    except Closed:
        words = _("The case went on to somebody else, and the time for this note is over.")
        return JsonResponse({"error": words}, status=409)
    note = get_object_or_404(Note.objects.editable_by(user), coaching_session=meeting)
    form = note_form(request, meeting, note, bound=True, left=left)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=400)
    try:
        saved = _store(form, meeting, note, user)
    except Conflict as conflict:
        return JsonResponse({"version": conflict.stored.version}, status=409)
    except NotPossible as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
    at = time_format(timezone.localtime(saved.saved_at), "H:i")
    return JsonResponse({"version": saved.version, "saved_at": at})


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own draft")
def note_sign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign and close; what did not take place is moved, cancelled or marked instead."""

    def then(
        form: NoteForm, meeting: CoachingSession, note: Note, user: User
    ) -> HttpResponse | None:
        place = form.cleaned_data["took_place"]
        if place == TookPlace.MOVED:
            return redirect("sessions:move", pk=pk)
        if place == TookPlace.NO_SHOW:
            services.mark_no_show(coaching_session=meeting, actor=user)
            messages.success(request, _("Noted. A follow-up is on your list."))
        elif place == TookPlace.CANCELLED:
            booking.cancel(coaching_session=meeting, actor=user)
            messages.success(request, _("Cancelled."))
        else:
            notes.sign(
                note=note,
                actor=user,
                version=note.version,
                codes=form.cleaned_data.get("codes", []),
                late_reason=form.cleaned_data.get("late_reason", ""),
            )
            messages.success(request, _("Signed. The note stays as it is now."))
        return None

    return _keep(request, pk, then)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own draft")
def plan_load(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Save, and add the last note's plan to the draft."""

    def then(form: NoteForm, meeting: CoachingSession, note: Note, user: User) -> None:
        last = queries.last_note(user, meeting)
        notes.add_words(note=note, actor=user, text=last.plan if last else "")

    return _keep(request, pk, then)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own draft")
def snippet_load(request: HttpRequest, pk: uuid.UUID, snippet_pk: uuid.UUID) -> HttpResponse:
    """Save, and add a snippet to the draft. The draft is stored also where the snippet is gone."""

    def then(form: NoteForm, meeting: CoachingSession, note: Note, user: User) -> None:
        snippet = get_object_or_404(Snippet.objects.usable_by(user), pk=snippet_pk)
        notes.add_words(note=note, actor=user, text=snippet.text)

    return _keep(request, pk, then)


@policy(STAFF, roles=COACHES, methods=("POST",), relation="own draft")
def change_format(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another format for the draft; what was written moves along."""
    user = staff(request)
    note = get_object_or_404(Note.objects.editable_by(user), coaching_session=edit(user, pk))
    form = FormatForm(request.POST)
    if form.is_valid():
        notes.change_format(note=note, actor=user, note_format=form.cleaned_data["format"])
    return redirect("sessions:detail", pk=pk)
