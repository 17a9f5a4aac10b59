"""What is done with a signed note: additions, supervision's words, cosigning, voiding; one's own
private note; and a session that was entered in error."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy, staff
from sessions.log import services
from sessions.log.views.session_page import again, edit
from sessions.models import CoachingSession, Note, NoteState, ProcessNote
from sessions.notes import services as notes
from sessions.notes.forms import AddendumForm, CommentForm, PrivateForm, ReasonForm
from sessions.notes.process_notes import destroy_process_note, save_process_note
from sessions.supervision import cosigning

_SUPERVISES: dict[str, Any] = {"roles": (Role.SUPERVISOR,), "relation": "supervised"}
_PRIVATE: dict[str, Any] = {"roles": (Role.COUNSELOR,), "relation": "own, author only"}


def _signed(request: HttpRequest, pk: uuid.UUID) -> Note:
    """The session's signed note that the person may read, or 404."""
    rows = Note.objects.visible_to(staff(request)).exclude(
        state__in=(NoteState.DRAFT, NoteState.VOIDED)
    )
    return get_object_or_404(
        rows.select_related("coaching_session__client", "author"), coaching_session=pk
    )


def _refused(
    request: HttpRequest, pk: uuid.UUID, refusal: NotPossible, **given: Any
) -> HttpResponse:
    messages.error(request, str(refusal))
    return again(request, pk, status=409, **given)


def _done(request: HttpRequest, pk: uuid.UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own clients")
def addendum_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add to a signed note; the note itself stays."""
    user, note = staff(request), _signed(request, pk)
    form = AddendumForm(request.POST, auto_id="addendum_%s")
    if not form.is_valid():
        return again(request, pk, status=400, addendum_form=form)
    try:
        if not CoachingSession.objects.editable_by(user).filter(pk=pk).exists():
            raise NotPossible(_("Only who works with the client adds to a note."))
        notes.add_addendum(note=note, actor=user, **form.cleaned_data)
    except NotPossible as refusal:
        return _refused(request, pk, refusal, addendum_form=form)
    return _done(request, pk, _("Added. The note itself stays as it was."))


def _comment(request: HttpRequest, pk: uuid.UUID, *, asks_revision: bool) -> HttpResponse:
    note = _signed(request, pk)
    form = CommentForm(request.POST, auto_id="comment_%s")
    if not form.is_valid():
        return again(request, pk, status=400, comment_form=form)
    try:
        cosigning.comment(
            note=note,
            actor=staff(request),
            text=form.cleaned_data["text"],
            asks_revision=asks_revision,
        )
    except NotPossible as refusal:
        return _refused(request, pk, refusal, comment_form=form)
    return _done(request, pk, _("Sent back.") if asks_revision else _("Noted."))


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own, supervised")
def note_comment(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A word between author and supervisor."""
    return _comment(request, pk, asks_revision=False)


@policy(STAFF, methods=("POST",), **_SUPERVISES)
def note_return(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send a note back to its author for a correction, with a word."""
    return _comment(request, pk, asks_revision=True)


@policy(STAFF, methods=("POST",), **_SUPERVISES)
def note_cosign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cosign a note; this cannot be taken back."""
    note = _signed(request, pk)
    try:
        cosigning.cosign(note=note, actor=staff(request))
    except NotPossible as refusal:
        typed = (
            CommentForm(request.POST, auto_id="comment_%s") if request.POST.get("text") else None
        )
        return _refused(request, pk, refusal, comment_form=typed)
    return _done(request, pk, _("Cosigned."))


@policy(STAFF, methods=("POST",), **_SUPERVISES)
def note_void(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Void somebody else's note, with the reason."""
    note = _signed(request, pk)
    form = ReasonForm(request.POST, auto_id="void_%s")
    if not form.is_valid():
        return again(request, pk, status=400, void_form=form)
    try:
        cosigning.void(note=note, actor=staff(request), reason=form.cleaned_data["reason"])
    except NotPossible as refusal:
        return _refused(request, pk, refusal, void_form=form)
    return _done(request, pk, _("Voided. Its text stays readable, struck."))


@policy(STAFF, methods=("POST",), **_SUPERVISES)
def error(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Entered in error: said by a supervisor, with a reason, of a completed session."""
    user = staff(request)
    rows = CoachingSession.objects.visible_to(user).select_related("client")
    meeting = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST, auto_id="error_%s")
    if not form.is_valid():
        return again(request, pk, status=400, error_form=form)
    try:
        services.mark_error(
            coaching_session=meeting, actor=user, reason=form.cleaned_data["reason"]
        )
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return again(request, pk, status=409, error_form=form)
    return _done(request, pk, _("Marked as entered in error."))


@policy(STAFF, methods=("POST",), **_PRIVATE)
def process_note_save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep one's own private note of a session; nobody else has one there."""
    user = staff(request)
    meeting = edit(user, pk)
    form = PrivateForm(request.POST, auto_id="private_%s")
    if not form.is_valid():
        return again(request, pk, status=400, private_form=form)
    save_process_note(coaching_session=meeting, author=user, text=form.cleaned_data["text"])
    return _done(request, pk, _("Kept. Only you can open it."))


@policy(STAFF, methods=("POST",), **_PRIVATE)
def process_note_destroy(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Destroy one's own private note of a session; nothing of it is left."""
    user = staff(request)
    meeting = edit(user, pk)
    own = ProcessNote.objects.visible_to(user).filter(destroyed_at=None)
    found = get_object_or_404(own, coaching_session=meeting)
    try:
        destroy_process_note(process_note=found, author=user)
    except NotPossible as refusal:
        return _refused(request, pk, refusal)
    return _done(request, pk, _("Destroyed. Nothing of it is left."))
