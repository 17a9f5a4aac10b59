"""The client's own appointments, under /my/."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from clients.models import Client
from clients.portal_access import login_of, portal_page
from coachdesk.users.policies import CLIENT, policy
from sessions import booking, portal, services, slots, waiting
from sessions.ics import calendar_file
from sessions.models import CoachingSession, SessionState, WaitEntry, WaitState
from sessions.notes import NotPossible

_SHOWN_TIMES = 60


@policy(CLIENT, methods=("GET", "POST"), relation="own")
@portal_page()
def mine(request: HttpRequest, client: Client) -> HttpResponse:
    """Appointments ahead, what was agreed, and asking for a time."""
    status = 200
    if request.method == "POST":
        try:
            _carry_out(request, client)
            return redirect("sessions:mine")
        except (slots.Refused, NotPossible) as refusal:
            messages.error(request, str(refusal))
            status = 409
    case = booking.open_case(client)
    free = portal.slots_for(client, case)[:_SHOWN_TIMES] if case else []
    times = [timezone.localtime(moment) for moment in free]
    ahead = portal.upcoming(client)
    waits = WaitEntry.objects.filter(
        client=client, state__in=(WaitState.WAITING, WaitState.OFFERED)
    )
    entry = waits.select_related("coach").first()
    context = {
        "client": client,
        "ahead": [(m, portal.is_late_now(m)) for m in ahead],
        "agreed": portal.agreed(client),
        "times": times,
        "case": case,
        "waiting": entry,
        "offered": waiting.offered_moment(entry) if entry else None,
        "zone": timezone.get_current_timezone_name(),
        "moving": _moving(request, ahead),
    }
    return render(request, "sessions/portal/mine.html", context, status=status)


def _moving(request: HttpRequest, ahead: list[CoachingSession]) -> CoachingSession | None:
    """The appointment that ``?move=`` names, if it is one of the client's own."""
    wanted = request.GET.get("move", "")
    return next((m for m in ahead if str(m.pk) == wanted), None)


def _own(client: Client, text: str) -> CoachingSession:
    try:
        pk = uuid.UUID(text)
    except ValueError:
        raise Http404 from None
    rows = CoachingSession.objects.filter(client=client).select_related(
        "coach", "client", "client__user", "case"
    )
    return get_object_or_404(rows, pk=pk)


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise slots.Refused(_("Please choose one of the times shown."))
    return moment


def _carry_out(request: HttpRequest, client: Client) -> None:
    act, user = request.POST.get("act", ""), login_of(client)
    chosen = request.POST.get("appointment", "")
    if act == "ask":
        instead = _own(client, chosen) if chosen else None
        made = portal.ask_for(
            client=client,
            user=user,
            moment=_moment(request.POST.get("time", "")),
            instead_of=instead,
        )
        said = (
            _("Asked. Your coach will answer; until then the time is kept for you.")
            if made.state == SessionState.REQUESTED
            else _("Booked.")
        )
        messages.success(request, said)
    elif act == "cancel":
        portal.cancel_own(meeting=_own(client, chosen), user=user)
        messages.success(request, _("Cancelled. That’s all right."))
    elif act == "confirm":
        services.confirm(coaching_session=_own(client, chosen), actor=user)
        messages.success(request, _("Thank you. It stands."))
    elif act == "wait":
        case = booking.open_case(client)
        if case is None:
            raise slots.Refused(_("There is no open work to book a time for."))
        waiting.wait_for_earlier(client=client, coach=case.owner, actor=user)
        messages.success(request, _("Noted. You will find an offer here when a time is free."))
    elif act in ("leave_list", "take_offer"):
        entry = get_object_or_404(
            WaitEntry, client=client, state__in=(WaitState.WAITING, WaitState.OFFERED)
        )
        if act == "take_offer":
            waiting.take_offer(entry=entry, actor=user)
            messages.success(request, _("It is yours."))
        else:
            waiting.stop_waiting(entry=entry, actor=user)
            messages.success(request, _("Taken off the list."))
    else:
        raise slots.Refused(_("That is not possible here."))


@policy(CLIENT, relation="own")
@portal_page()
def file(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """One appointment as a calendar file with a neutral title; only because the client asks."""
    meeting = _own(client, str(pk))
    response = HttpResponse(calendar_file([meeting]), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response
