"""What stands beside the session's note: safe contact, follow-up, the next time, things noted on the way."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.users.formkeys import SentWithOtherContent
from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, policy
from sessions import booking, notes, services, slots
from sessions.beside import Beside, carry_out
from sessions.forms import FormatForm, NextForm, PrivateForm
from sessions.models import Note, ProcessNote
from sessions.process_notes import destroy_process_note, save_process_note
from sessions.views.common import staff
from sessions.views.session import edit, find, note_form, note_of, page

_COACHES = (Role.COACH, Role.COUNSELOR)


def _again(request: HttpRequest, pk: uuid.UUID, *, status: int, **given: Any) -> HttpResponse:
    """The session's page with a form that needs another look; an open draft stays open."""
    user = staff(request)
    meeting = find(user, pk)
    note = note_of(meeting, user)
    draft = note_form(request, meeting, note) if note is not None and not note.is_signed else None
    return page(request, meeting, note, draft, status=status, **given)


@policy(STAFF, roles=_COACHES, methods=("POST",), relation="own clients")
def around(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note one thing: stance, words and actions, a worry, a small thing to do."""
    user = staff(request)
    meeting = edit(user, pk)
    beside = Beside(meeting, request.POST.get("act", ""), request.POST)
    form = beside.forms.get(beside.bound)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _again(request, pk, status=400, beside=beside)
    try:
        said = carry_out(beside.bound, form, meeting, user)
    except SentWithOtherContent:
        form.add_error(None, _("This page was sent before with other words. Both are kept."))
        return _again(request, pk, status=409, beside=beside)
    if said:
        messages.success(request, said)
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=(Role.COUNSELOR,), methods=("POST",), relation="own, author only")
def private(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep or destroy one's own private note of a session; nobody else has one there."""
    user = staff(request)
    meeting = edit(user, pk)
    if request.POST.get("act") == "destroy":
        own = ProcessNote.objects.visible_to(user).filter(destroyed_at=None)
        found = get_object_or_404(own, coaching_session=meeting)
        try:
            destroy_process_note(process_note=found, author=user)
        except notes.NotPossible as refusal:
            messages.error(request, str(refusal))
            return _again(request, pk, status=409)
        messages.success(request, _("Destroyed. Nothing of it is left."))
        return redirect("sessions:detail", pk=pk)
    form = PrivateForm(request.POST, auto_id="private_%s")
    if not form.is_valid():
        return _again(request, pk, status=400, private_form=form)
    save_process_note(coaching_session=meeting, author=user, text=form.cleaned_data["text"])
    messages.success(request, _("Kept. Only you can open it."))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=_COACHES, methods=("POST",), relation="own clients")
def contact(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Safe contact was asked again in the session and still holds."""
    user = staff(request)
    meeting = edit(user, pk)
    services.contact_is_safe(coaching_session=meeting, actor=user)
    messages.success(request, _("Safe contact is confirmed for today."))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=_COACHES, methods=("POST",), relation="own clients")
def follow_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The follow-up after a no-show is done."""
    user = staff(request)
    services.finish_follow_up(coaching_session=edit(user, pk), actor=user)
    messages.success(request, _("Done."))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=_COACHES, methods=("POST",), relation="own clients")
def book_next(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The next appointment, from the session page; refused with the reason when it is taken."""
    user = staff(request)
    meeting = edit(user, pk)
    form = NextForm(request.POST, auto_id="next_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            slot = slots.slot_for(
                services.kind_for(meeting.case), data["on"], data["at"], meeting.zone
            )
            if slot.starts_at < timezone.now():
                raise slots.Refused(_("This time is over."))
            booking.book(
                case=meeting.case,
                coach=meeting.coach,
                slot=slot,
                kind=services.kind_for(meeting.case),
                mode=data["mode"],
                actor=user,
                room=meeting.room,
                video_link=meeting.video_link,
            )
        except slots.Refused as refusal:
            form.add_error("at", str(refusal))
        else:
            messages.success(request, _("Booked."))
            return redirect("sessions:detail", pk=pk)
    return _again(request, pk, status=400, next_form=form)


@policy(STAFF, roles=_COACHES, methods=("POST",), relation="own draft")
def change_format(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another format for the draft; what was written moves along."""
    user = staff(request)
    note = get_object_or_404(Note.objects.editable_by(user), coaching_session=edit(user, pk))
    form = FormatForm(request.POST)
    if form.is_valid():
        notes.change_format(note=note, actor=user, note_format=form.cleaned_data["format"])
    return redirect("sessions:detail", pk=pk)
