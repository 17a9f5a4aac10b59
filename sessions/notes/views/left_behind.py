"""A draft whose case went on: more time for its author, or passed on to the case's coach."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coachdesk.lib.errors import NotPossible
from coachdesk.users.policies import COACHES, STAFF, WORK_WITH_CLIENTS, policy, staff
from sessions.models import Note
from sessions.notes import left_behind


@policy(STAFF, methods=("POST",), roles=COACHES, relation="own case")
def note_more_time(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the author of a draft on one's own case go on writing for a while."""
    user = staff(request)
    note = get_object_or_404(Note.objects.left_behind(user), coaching_session=pk)
    try:
        until = left_behind.give_more_time(note=note, actor=user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    else:
        words = _("%(name)s may finish this note until %(when)s.")
        when = date_format(localtime(until), "l, j F, G:i")
        messages.success(request, words % {"name": note.author.display_name, "when": when})
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, methods=("POST",), roles=COACHES, relation="own case")
def note_take_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Finish the note of a session that its author left behind for good."""
    user = staff(request)
    note = get_object_or_404(Note.objects.left_behind(user), coaching_session=pk)
    try:
        left_behind.take_over(note=note, actor=user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, methods=("POST",), roles=WORK_WITH_CLIENTS, relation="own draft")
def note_pass_on(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give one's own draft to the coach who has the case now."""
    user = staff(request)
    note = get_object_or_404(Note.objects.left_with(user), coaching_session=pk)
    try:
        to = left_behind.pass_on(note=note, actor=user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("sessions:detail", pk=pk)
    messages.success(
        request, _("%(name)s finishes and signs this note now.") % {"name": to.display_name}
    )
    return redirect("sessions:notes")
