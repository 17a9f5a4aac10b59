"""What stands beside the session's note: safe contact, follow-up, the next time, things noted on the way."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.users.policies import COACHES, STAFF, policy, staff
from sessions.calendar import booking, session_types, slots
from sessions.calendar.forms import NextForm
from sessions.log import services
from sessions.log.session_panels import Beside, carry_out
from sessions.log.views.session_page import again, edit

_OWN: dict[str, Any] = {"roles": COACHES, "relation": "own clients"}


def _note(request: HttpRequest, pk: uuid.UUID, act: str) -> HttpResponse:
    """Store one form beside the note, once; 404 where this case has no such form."""
    user = staff(request)
    meeting = edit(user, pk)
    beside = Beside(meeting, act, request.POST)
    form = beside.forms.get(act)
    if form is None:
        raise Http404
    if not form.is_valid():
        return again(request, pk, status=400, beside=beside)
    said = carry_out(act, form, meeting, user)
    if said is None:
        return again(request, pk, status=409, beside=beside)
    if said:
        messages.success(request, said)
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, methods=("POST",), **_OWN)
def stance_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The stance of the absent partner."""
    return _note(request, pk, "stance")


@policy(STAFF, methods=("POST",), **_OWN)
def words_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the absent partner said or did."""
    return _note(request, pk, "words")


@policy(STAFF, methods=("POST",), **_OWN)
def worry_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Whose worry something is."""
    return _note(request, pk, "worry")


@policy(STAFF, methods=("POST",), **_OWN)
def task_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One small thing to do."""
    return _note(request, pk, "task")


@policy(STAFF, methods=("POST",), **_OWN)
def contact(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Safe contact was asked again in the session and still holds."""
    user = staff(request)
    meeting = edit(user, pk)
    services.contact_is_safe(coaching_session=meeting, actor=user)
    messages.success(request, _("Safe contact is confirmed for today."))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, methods=("POST",), **_OWN)
def follow_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The follow-up after a no-show is done."""
    user = staff(request)
    services.finish_follow_up(coaching_session=edit(user, pk), actor=user)
    messages.success(request, _("Done."))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, methods=("POST",), **_OWN)
def book_next(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The next appointment, from the session page; refused with the reason when it is taken."""
    user = staff(request)
    meeting = edit(user, pk)
    form = NextForm(request.POST, auto_id="next_%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            slot = slots.slot_for(
                session_types.kind_for(meeting.case), data["on"], data["at"], meeting.zone
            )
            if slot.starts_at < timezone.now():
                raise slots.Refused(_("This time is over."))
            booking.book(
                case=meeting.case,
                coach=meeting.coach,
                slot=slot,
                kind=session_types.kind_for(meeting.case),
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
    return again(request, pk, status=400, next_form=form)
