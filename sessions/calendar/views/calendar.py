"""The calendar: day, week, list; booking; the calendar file of a personal address."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseStatus, Client, ClientStatus
from coachdesk.users.form_keys import Sent, send_once
from coachdesk.users.models import Role, User
from coachdesk.users.policies import (
    ANYONE,
    BOOKS_TIMES,
    COACHES,
    FORM_METHODS,
    STAFF,
    WORK_WITH_CLIENTS,
    policy,
    staff,
)
from sessions.calendar import agenda, booking, feeds, series, slots
from sessions.calendar.agenda import day_asked
from sessions.calendar.calendar_file import calendar_file
from sessions.calendar.forms import BookForm

_LIST_DAYS = 28


@policy(
    STAFF,
    roles=(*WORK_WITH_CLIENTS, Role.FRONT_DESK, Role.OWNER),
    relation="own; busy or free; names for the front desk",
)
def show(request: HttpRequest) -> HttpResponse:
    """Day, week or list, from a day on; a coach's own first, others' or everybody's on request."""
    user = staff(request)
    view = request.GET.get("view", "week")
    view = view if view in ("day", "week", "list") else "week"
    day = day_asked(request)
    first, last = _span(view, day)
    step = timedelta(days={"day": 1, "week": 7, "list": _LIST_DAYS}[view])
    coaches = _coaches(user)
    chosen = _chosen(request, user, coaches)
    may_book = user.has_role(*BOOKS_TIMES)
    shown = [coach for coach in coaches if chosen in (None, coach.pk)]
    everybody = chosen is None and len(coaches) > 1
    context = {
        "view": view,
        "day": day,
        "first": first,
        "last": last,
        "before": day - step,
        "after": day + step,
        "coaches": coaches if len(coaches) > 1 else [],
        "chosen": chosen,
        "whose": f"&coach={chosen or 'all'}" if len(coaches) > 1 else "",
        "may_book": may_book,
        "may_set_types": user.has_role(Role.OWNER, Role.SUPERVISOR),
        "zone": user.time_zone.replace("_", " "),
        "now": timezone.now(),
        "many": everybody and view != "day",
    }
    if view == "list":
        context["days"] = agenda.list_of(user, first, last, shown, everybody=everybody)
    else:
        bookable = coaches if user.has_role(Role.FRONT_DESK) else [user] if may_book else []
        context["grid"] = agenda.grid_of(
            user, first, last, shown, everybody=everybody, bookable=bookable
        )
    return render(request, "sessions/calendar.html", context)


def _span(view: str, day: date) -> tuple[date, date]:
    if view == "day":
        return day, day
    if view == "list":
        return day, day + timedelta(days=_LIST_DAYS - 1)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def _coaches(user: User) -> list[User]:
    """Whose appointments the person may see; the person first."""
    if user.has_role(Role.FRONT_DESK, Role.SUPERVISOR, Role.OWNER):
        found = list(User.objects.with_role(*COACHES)[:100])
        return sorted(found, key=lambda coach: coach.pk != user.pk)
    return [user]


def _chosen(request: HttpRequest, user: User, coaches: list[User]) -> uuid.UUID | None:
    """Whose calendar is asked for, None for everybody's; one's own where nothing is said."""
    wanted = request.GET.get("coach", "")
    named = next((coach.pk for coach in coaches if str(coach.pk) == wanted), None)
    if named is None and wanted != "all" and user in coaches:
        return user.pk
    return named


def _bookable(user: User) -> tuple[list[Client], list[User]]:
    """Clients and coaches somebody may book: a coach the own, the front desk all."""
    states = (ClientStatus.INTAKE, ClientStatus.ACTIVE, ClientStatus.PROSPECT)
    if user.has_role(Role.FRONT_DESK):
        clients = Client.objects.names_visible_to(user)
        coaches = list(User.objects.with_role(*COACHES)[:100])
    else:
        clients, coaches = Client.objects.editable_by(user), [user]
    return list(clients.filter(status__in=states)[:1000]), coaches


@policy(
    STAFF, roles=BOOKS_TIMES, methods=FORM_METHODS, relation="own clients; times for the front desk"
)
def book(request: HttpRequest) -> HttpResponse:
    """Book a time or a series; refused with the reason when it is taken."""
    user = staff(request)
    clients, coaches = _bookable(user)
    initial = {
        "client": request.GET.get("client", ""),
        "on": day_asked(request),
        "at": request.GET.get("at", ""),
        "coach": request.GET.get("coach", "") or str(user.pk),
    }
    form = BookForm(request.POST or None, clients=clients, coaches=coaches, initial=initial)
    status = 200
    if form.is_valid():
        try:
            sent = _book(user, form)
        except slots.Refused as refusal:
            form.add_error("at", str(refusal))
        else:
            if sent is not None:
                messages.success(request, _("Booked."))
                when, whose = form.cleaned_data["on"], form.cleaned_data["coach"]
                return redirect(f"{reverse('sessions:calendar')}?day={when:%Y-%m-%d}&coach={whose}")
            status = 409
    if form.is_bound and status == 200:
        status = 400
    return render(request, "sessions/book.html", {"form": form}, status=status)


def _book(user: User, form: BookForm) -> Sent | None:
    """Book what a valid form says, once; None where it was sent before with other times.

    Raises slots.Refused with the reason when it is not possible.
    """
    data = form.cleaned_data
    client, coach = form.clients[data["client"]], form.coaches[data["coach"]]
    open_states = (CaseStatus.ACTIVE, CaseStatus.WAITLIST, CaseStatus.INQUIRY)
    cases = Case.objects.filter(client=client, status__in=open_states)
    # The front desk never sees the case; the coach's own one goes first.
    case = cases.filter(owner=coach).order_by("-opened_at").first() or cases.first()
    if case is None:
        raise slots.Refused(_("This client has no open case."))
    slot = slots.slot_for(data["kind"], data["on"], data["at"], coach.time_zone, data["minutes"])
    if slot.starts_at < timezone.now() - timedelta(days=366):
        raise slots.Refused(_("Please check the day: it is more than a year ago."))

    def create() -> uuid.UUID:
        times = data["times"] or 1
        common: dict[str, Any] = {"case": case, "coach": coach, "slot": slot, "actor": user}
        common |= {"kind": data["kind"], "mode": data["mode"]}
        if times > 1:
            return series.book_series(**common, every_weeks=data["every_weeks"] or 1, times=times)[
                0
            ].pk
        return booking.book(**common, room=data["room"], video_link=data["video_link"]).pk

    return send_once(
        form,
        name="sessions.book",
        content=[data[name] for name in ("client", "coach", "on", "at", "times")],
        actor_id=user.pk,
        create=create,
        refusal=_("This form was sent before. Please check the calendar."),
    )


@policy(ANYONE, relation="who holds the address")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """A personal calendar address; an unknown or revoked one is a 404."""
    found = feeds.feed_of(token)
    if found is None:
        raise Http404
    address, meetings = found
    body = calendar_file(meetings, with_names=address.with_names)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response
