"""The calendar: day, week, list; booking; a coach's own hours; the personal address."""

from __future__ import annotations

import contextlib
import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Case, CaseStatus, Client, ClientStatus
from coachdesk.users.formkeys import SentBefore, SentWithOtherContent, content_hash, once
from coachdesk.users.models import Role, User
from coachdesk.users.policies import ANYONE, STAFF, WORK_WITH_CLIENTS, policy
from sessions import booking, calendar, feeds, hours, rules, series, slots
from sessions.calendar_forms import (
    BookForm,
    ExceptionForm,
    FeedForm,
    OpeningForm,
    RulesForm,
)
from sessions.ics import calendar_file
from sessions.models import DayException, FeedAddress, Opening
from sessions.views.common import staff
from sessions.views.today import day_asked
from sessions.walltime import is_zone

_FORM = ("GET", "POST")
_COACHES = (Role.COACH, Role.COUNSELOR)
_TIMES = (*_COACHES, Role.FRONT_DESK)
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
    may_book = user.has_role(*_TIMES)
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
        context["days"] = calendar.list_of(user, first, last, shown, everybody=everybody)
    else:
        bookable = coaches if user.has_role(Role.FRONT_DESK) else [user] if may_book else []
        context["grid"] = calendar.grid_of(
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
        found = list(User.objects.with_role(*_COACHES)[:100])
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
        coaches = list(User.objects.with_role(*_COACHES)[:100])
    else:
        clients, coaches = Client.objects.editable_by(user), [user]
    return list(clients.filter(status__in=states)[:1000]), coaches


@policy(STAFF, roles=_TIMES, methods=_FORM, relation="own clients; times for the front desk")
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
            when = _book(user, form)
        except slots.Refused as refusal:
            form.add_error("at", str(refusal))
        except SentWithOtherContent:
            form.add_error(None, _("This form was sent before. Please check the calendar."))
            status = 409
        else:
            messages.success(request, _("Booked."))
            return redirect(f"{reverse('sessions:calendar')}?day={when:%Y-%m-%d}")
    if form.is_bound and status == 200:
        status = 400
    return render(request, "sessions/book.html", {"form": form}, status=status)


def _book(user: User, form: BookForm) -> date:
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

    content = content_hash(*(str(data[name]) for name in ("client", "coach", "on", "at", "times")))
    with contextlib.suppress(SentBefore):
        once(
            key=data["form_key"],
            form="sessions.book",
            content=content,
            actor_id=user.pk,
            create=create,
        )
    day: date = data["on"]
    return day


@policy(STAFF, roles=_COACHES, methods=_FORM, relation="own")
def my_hours(request: HttpRequest) -> HttpResponse:
    """One's own openings, leave, rules and calendar address."""
    user = staff(request)
    own = rules.rules_of(user)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    names = ("notice_hours", "most_a_day", "ahead_days", "free_cancel_hours")
    start = {name: getattr(own, name) for name in names} | {"time_zone": user.time_zone}
    forms: dict[str, Any] = {
        "opening": OpeningForm(request.POST if act == "opening" else None, auto_id="opening_%s"),
        "exception": ExceptionForm(
            request.POST if act == "exception" else None, auto_id="exception_%s"
        ),
        "rules": RulesForm(request.POST if act == "rules" else None, initial=start),
        "feed": FeedForm(request.POST if act == "feed" else None),
    }
    link, status = "", 200
    if act:
        done, link = _change_hours(request, user, act, forms)
        if done and not link:
            return redirect("sessions:hours")
        status = 200 if link else 400
    context = {
        "forms": forms,
        "openings": Opening.objects.filter(coach=user).order_by("weekday", "opens"),
        "exceptions": DayException.objects.filter(
            coach=user, last_day__gte=timezone.localdate()
        ).order_by("first_day"),
        "feed": FeedAddress.objects.filter(user=user, revoked_at=None).first(),
        "link": link,
    }
    return render(request, "sessions/hours.html", context, status=status)


def _change_hours(
    request: HttpRequest, user: User, act: str, forms: dict[str, Any]
) -> tuple[bool, str]:
    """Carry out one act of the page; whether it was done, and a link to show once."""
    if act in ("drop_opening", "drop_exception"):
        rows: Any = Opening.objects if act == "drop_opening" else DayException.objects
        try:
            wanted = uuid.UUID(request.POST.get("id", ""))
        except ValueError:
            raise Http404 from None
        get_object_or_404(rows.filter(coach=user), pk=wanted).delete()
        return True, ""
    if act == "revoke":
        feeds.revoke_address(user=user)
        messages.success(request, _("The address no longer works."))
        return True, ""
    form = forms.get(act)
    if form is None or not form.is_valid():
        return False, ""
    data = form.cleaned_data
    if act == "opening":
        hours.add_opening(coach=user, **data)
    elif act == "exception":
        struck = hours.add_exception(coach=user, **data)
        if struck:
            said = ngettext(
                "Noted. %(n)d appointment lies in these days: please move it.",
                "Noted. %(n)d appointments lie in these days: please move them.",
                len(struck),
            )
            messages.warning(request, said % {"n": len(struck)})
    elif act == "rules":
        if not is_zone(data["time_zone"]):
            form.add_error("time_zone", _("We don’t know this time zone."))
            return False, ""
        hours.set_rules(coach=user, **data)
    else:
        token = feeds.make_address(user=user, with_names=data["with_names"])
        return True, request.build_absolute_uri(reverse("sessions:feed", args=[token]))
    messages.success(request, _("Saved."))
    return True, ""


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
