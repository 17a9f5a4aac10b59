"""What is done with a signed note and with an appointment: additions, cosigning, outcomes, moving."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coachdesk.audit.services import record
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy
from sessions import booking, cosigning, notes, rules, series, services, slots
from sessions.forms import AddendumForm, CancelForm, CommentForm, MoveForm, ReasonForm
from sessions.models import CoachingSession, Note, NoteState, SessionState
from sessions.views.common import staff

_FORM = ("GET", "POST")
_COACHES = (Role.COACH, Role.COUNSELOR)
_TIMES = (*_COACHES, Role.FRONT_DESK)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("POST",), relation="own, supervised")
def note_act(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Addendum, correction, comment, cosignature, sending back, voiding."""
    user = staff(request)
    note = get_object_or_404(
        Note.objects.visible_to(user)
        .exclude(state__in=(NoteState.DRAFT, NoteState.VOIDED))
        .select_related("coaching_session__client", "author"),
        coaching_session=pk,
    )
    act = request.POST.get("act", "")
    forms = {"addendum": AddendumForm, "void": ReasonForm}
    form = forms.get(act, CommentForm)(request.POST)
    if act != "cosign" and not form.is_valid():
        context = {"form": form, "note": note, "act": act}
        return render(request, "sessions/note_act.html", context, status=400)
    try:
        done = _carry_out(act, note, user, form)
    except notes.NotPossible as refusal:
        messages.error(request, str(refusal))
        context = {"form": form, "note": note, "act": act}
        return render(request, "sessions/note_act.html", context, status=409)
    messages.success(request, done)
    return redirect("sessions:detail", pk=pk)


def _carry_out(
    act: str, note: Note, user: User, form: AddendumForm | ReasonForm | CommentForm
) -> str:
    data = getattr(form, "cleaned_data", {})
    if act == "addendum":
        if not CoachingSession.objects.editable_by(user).filter(pk=note.coaching_session_id):
            raise notes.NotPossible(_("Only who works with the client adds to a note."))
        notes.add_addendum(note=note, actor=user, **data)
        return _("Added. The note itself stays as it was.")
    if act == "void":
        cosigning.void(note=note, actor=user, reason=data["reason"])
        return _("Voided. Its text stays readable, struck.")
    if act == "cosign":
        cosigning.cosign(note=note, actor=user)
        return _("Cosigned.")
    cosigning.comment(note=note, actor=user, text=data["text"], asks_revision=act == "revise")
    return _("Sent back.") if act == "revise" else _("Noted.")


@policy(STAFF, roles=(*WORK_WITH_CLIENTS, Role.OWNER), relation="own, supervised")
def print_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A signed note for paper: initials and case code, no full name (DOMAIN section 10)."""
    user = staff(request)
    note = get_object_or_404(
        Note.objects.visible_to(user)
        .exclude(state=NoteState.DRAFT)
        .select_related("coaching_session__client", "author", "cosigned_by"),
        coaching_session=pk,
        voided_at=None,
    )
    client = note.coaching_session.client
    record(action="print", actor=user, target=note, person_id=client.pk, request=request)
    context = {
        "note": note,
        "meeting": note.coaching_session,
        "client": client,
        "addenda": note.addenda.select_related("author").order_by("at"),
        "attendances": note.coaching_session.attendances.order_by("who"),
    }
    return render(request, "sessions/print.html", context)


def _edit_times(user: User, pk: uuid.UUID) -> CoachingSession:
    rows = CoachingSession.objects.times_editable_by(user)
    return get_object_or_404(rows.select_related("client", "client__user", "case", "coach"), pk=pk)


@policy(STAFF, roles=_COACHES, methods=("POST",), relation="own clients")
def outcome(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Didn't come; or the answer to a time a client asked for."""
    user = staff(request)
    rows = CoachingSession.objects.editable_by(user).select_related("client", "coach", "case")
    meeting = get_object_or_404(rows, pk=pk)
    act = request.POST.get("act", "")
    try:
        if act == "no_show":
            services.mark_no_show(coaching_session=meeting, actor=user)
            messages.success(request, _("Noted. A follow-up is on your list."))
        elif act == "confirm":
            services.accept(coaching_session=meeting, actor=user)
            messages.success(request, _("Accepted. The client sees it in the portal."))
        elif act == "decline" and meeting.state == SessionState.REQUESTED:
            booking.cancel(coaching_session=meeting, actor=user)
            messages.success(request, _("Declined. The client sees it in the portal."))
        else:
            messages.error(request, _("That is not possible here."))
    except (notes.NotPossible, slots.Refused) as refusal:
        messages.error(request, str(refusal))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=(Role.SUPERVISOR,), methods=("POST",), relation="supervised")
def error(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Entered in error: said by a supervisor, with a reason, of a completed session."""
    user = staff(request)
    rows = CoachingSession.objects.visible_to(user).select_related("client")
    meeting = get_object_or_404(rows, pk=pk)
    form = ReasonForm(request.POST)
    context = {"form": form, "meeting": meeting}
    if not form.is_valid():
        return render(request, "sessions/error.html", context, status=400)
    try:
        services.mark_error(
            coaching_session=meeting, actor=user, reason=form.cleaned_data["reason"]
        )
    except notes.NotPossible as refusal:
        form.add_error(None, str(refusal))
        return render(request, "sessions/error.html", context, status=409)
    messages.success(request, _("Marked as entered in error."))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, roles=_TIMES, methods=_FORM, relation="own clients; times for the front desk")
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
            if rules.away(meeting.coach, slot):
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


@policy(STAFF, roles=_TIMES, methods=_FORM, relation="own clients; times for the front desk")
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
