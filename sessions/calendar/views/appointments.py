"""Moving and cancelling an appointment."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coachdesk.users.models import User
from coachdesk.users.policies import BOOKS_TIMES, FORM_METHODS, STAFF, policy, staff
from sessions.calendar import availability, booking, series, slots
from sessions.calendar.forms import CancelForm, MoveForm
from sessions.models import CoachingSession


def _edit_times(user: User, pk: uuid.UUID) -> CoachingSession:
    rows = CoachingSession.objects.times_editable_by(user)
    return get_object_or_404(rows.select_related("client", "client__user", "case", "coach"), pk=pk)


@policy(
    STAFF, roles=BOOKS_TIMES, methods=FORM_METHODS, relation="own clients; times for the front desk"
)
def move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Another time; of a series this one, this and the following, or all."""
    user = staff(request)
    meeting = _edit_times(user, pk)
    initial = {"on": meeting.on, "at": meeting.at, "which": "this"}
    form = MoveForm(request.POST or None, initial=initial, in_series=meeting.series_id is not None)
    status = 200
    if form.is_valid():
        data = form.cleaned_data
        try:
            slot = slots.slot_for(
                meeting.kind, data["on"], data["at"], meeting.zone, meeting.minutes
            )
            which = data.get("which") or "this"
            if which == "this":
                new = booking.move(coaching_session=meeting, slot=slot, actor=user)
            else:
                moved = series.move_series(
                    coaching_session=meeting, slot=slot, actor=user, which=which
                )
                new = next((m for m in moved if m.on == data["on"]), moved[0])
            if availability.away(meeting.coach, slot):
                messages.warning(request, _("Mind: this is a day of leave."))
            messages.success(request, _("Moved."))
            return redirect(_after(user, new))
        except slots.Refused as refusal:
            form.add_error(None, str(refusal))
    if form.is_bound:
        status = 400
    context = {"form": form, "meeting": meeting, "back": _after(user, meeting)}
    context["possible"] = meeting.state in booking.MOVABLE
    return render(request, "sessions/move.html", context, status=status)


@policy(
    STAFF, roles=BOOKS_TIMES, methods=FORM_METHODS, relation="own clients; times for the front desk"
)
def cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Cancel one, or a part of a series."""
    user = staff(request)
    meeting = _edit_times(user, pk)
    form = CancelForm(request.POST or None, in_series=meeting.series_id is not None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            booking.cancel(
                coaching_session=meeting,
                actor=user,
                reason=data["reason"],
                which=data.get("which") or "this",
                late=data["by"] == "client_late",
            )
            messages.success(request, _("Cancelled."))
            return redirect(_after(user, meeting))
        except slots.Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "meeting": meeting, "back": _after(user, meeting)}
    context["possible"] = meeting.state in booking.CANCELLABLE
    return render(request, "sessions/cancel.html", context, status=400 if form.is_bound else 200)


def _after(user: User, meeting: CoachingSession) -> str:
    """Where to go: the session for who may open it, the calendar for the front desk."""
    if CoachingSession.objects.visible_to(user).filter(pk=meeting.pk).exists():
        return reverse("sessions:detail", args=[meeting.pk])
    return f"{reverse('sessions:calendar')}?day={meeting.on:%Y-%m-%d}"
