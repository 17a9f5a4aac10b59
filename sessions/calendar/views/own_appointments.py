"""The client's own appointments, under /my/."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from clients.models import Client
from clients.own.access import login_of, portal_page
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import User
from coachdesk.users.policies import CLIENT, policy
from sessions.calendar import booking, client_requests, requests, slots, taking_back, waiting_list
from sessions.calendar.calendar_file import calendar_file
from sessions.models import CoachingSession, SessionState, WaitEntry, WaitState

_SHOWN_TIMES = 60


@policy(CLIENT, relation="own")
@portal_page()
def mine(request: HttpRequest, client: Client) -> HttpResponse:
    """Appointments ahead, what was agreed, and asking for a time."""
    ahead = client_requests.upcoming(client)
    wanted = request.GET.get("move", "")
    moving = next((m for m in ahead if str(m.pk) == wanted), None)
    return _page(request, client, ahead=ahead, moving=moving)


def _page(
    request: HttpRequest,
    client: Client,
    *,
    status: int = 200,
    ahead: list[CoachingSession] | None = None,
    moving: CoachingSession | None = None,
    asked: str = "",
) -> HttpResponse:
    """The appointments; ``moving`` is the one another time is asked for, ``asked`` the time that
    was chosen and refused."""
    case = booking.open_case(client)
    free = client_requests.slots_for(client, case)[:_SHOWN_TIMES] if case else []
    times = [timezone.localtime(moment) for moment in free]
    ahead = client_requests.upcoming(client) if ahead is None else ahead
    waits = WaitEntry.objects.filter(
        client=client, state__in=(WaitState.WAITING, WaitState.OFFERED)
    )
    entry = waits.select_related("coach").first()
    context = {
        "client": client,
        "ahead": [(m, client_requests.is_late_now(m)) for m in ahead],
        "just_cancelled": taking_back.just_cancelled(client),
        "undo_seconds": int(taking_back.window().total_seconds()),
        "agreed": client_requests.agreed(client),
        "times": times,
        "case": case,
        "waiting": entry,
        "offered": waiting_list.offered_moment(entry) if entry else None,
        "zone": timezone.get_current_timezone_name(),
        "moving": moving,
        "asked": asked,
    }
    return render(request, "sessions/portal/mine.html", context, status=status)


def _own(client: Client, pk: uuid.UUID) -> CoachingSession:
    """The client's own appointment, or 404."""
    rows = CoachingSession.objects.filter(client=client).select_related(
        "coach", "client", "client__user", "case"
    )
    return get_object_or_404(rows, pk=pk)


def _own_wait(client: Client, pk: uuid.UUID) -> WaitEntry:
    """The client's own open place on a waiting list, or 404."""
    open_states = (WaitState.WAITING, WaitState.OFFERED)
    return get_object_or_404(WaitEntry, pk=pk, client=client, state__in=open_states)


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise slots.Refused(_("Please choose one of the times shown."))
    return moment


def _act(
    request: HttpRequest, client: Client, act: Callable[[User], str], **shown: Any
) -> HttpResponse:
    """Carry out one act; ``act`` gives the words for what was done. A refusal gives the page back,
    with what is to be ``shown``."""
    try:
        said = act(login_of(client))
    except (slots.Refused, NotPossible) as refusal:
        messages.error(request, str(refusal))
        return _page(request, client, status=409, **shown)
    messages.success(request, said)
    return redirect("sessions:mine")


def _ask(
    request: HttpRequest, client: Client, instead_of: CoachingSession | None = None
) -> HttpResponse:
    text = request.POST.get("time", "")

    def act(user: User) -> str:
        made = client_requests.ask_for(
            client=client, user=user, moment=_moment(text), instead_of=instead_of
        )
        if made.state == SessionState.REQUESTED:
            return _("Asked. Your coach will answer; until then the time is kept for you.")
        return _("Booked.")

    return _act(request, client, act, moving=instead_of, asked=text)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def own_ask(request: HttpRequest, client: Client) -> HttpResponse:
    """Ask for one of the times shown."""
    return _ask(request, client)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def own_move(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Ask for another time instead of an appointment."""
    return _ask(request, client, _own(client, pk))


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def own_confirm(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Say that an appointment still holds."""
    meeting = _own(client, pk)

    def act(user: User) -> str:
        requests.confirm(coaching_session=meeting, actor=user)
        return _("Thank you. It stands.")

    return _act(request, client, act)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def own_cancel(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Cancel an appointment, or take back a time asked for."""
    meeting = _own(client, pk)

    def act(user: User) -> str:
        client_requests.cancel_own(meeting=meeting, user=user)
        return _("Cancelled. That’s all right.")

    return _act(request, client, act)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def own_cancel_undo(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Take a cancellation back within the minute; the coach never hears of it."""
    meeting = _own(client, pk)

    def act(user: User) -> str:
        taking_back.take_back_cancel(meeting=meeting, user=user)
        return _("Taken back. The appointment stands.")

    return _act(request, client, act)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def waiting_join(request: HttpRequest, client: Client) -> HttpResponse:
    """Wait for an earlier time with the coach of one's open case."""

    def act(user: User) -> str:
        case = booking.open_case(client)
        if case is None:
            raise slots.Refused(_("There is no open work to book a time for."))
        waiting_list.wait_for_earlier(client=client, coach=case.owner, actor=user)
        return _("Noted. You will find an offer here when a time is free.")

    return _act(request, client, act)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def waiting_leave(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Leave the waiting list, or let an offered time go."""
    entry = _own_wait(client, pk)

    def act(user: User) -> str:
        waiting_list.stop_waiting(entry=entry, actor=user)
        return _("Taken off the list.")

    return _act(request, client, act)


@policy(CLIENT, methods=("POST",), relation="own")
@portal_page()
def offer_take(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Take the earlier time that is offered."""
    entry = _own_wait(client, pk)

    def act(user: User) -> str:
        waiting_list.take_offer(entry=entry, actor=user)
        return _("It is yours.")

    return _act(request, client, act)


@policy(CLIENT, relation="own")
@portal_page()
def file(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """One appointment as a calendar file with a neutral title; only because the client asks."""
    meeting = _own(client, pk)
    response = HttpResponse(calendar_file([meeting]), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    return response
