"""A coach's own hours, leave, rules and calendar address."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coachdesk.users.models import User
from coachdesk.users.policies import COACHES, STAFF, policy, staff
from sessions.calendar import availability, feeds, working_hours
from sessions.calendar.forms import ExceptionForm, FeedForm, OpeningForm, RulesForm
from sessions.models import DayException, FeedAddress, Opening

_OWN: dict[str, Any] = {"roles": COACHES, "relation": "own"}


@policy(STAFF, **_OWN)
def my_hours(request: HttpRequest) -> HttpResponse:
    """One's own openings, leave, rules and calendar address."""
    return _page(request)


def _opening_form(data: Any = None) -> OpeningForm:
    return OpeningForm(data, auto_id="opening_%s")


def _exception_form(data: Any = None) -> ExceptionForm:
    return ExceptionForm(data, auto_id="exception_%s")


def _rules_form(user: User, data: Any = None) -> RulesForm:
    own = availability.rules_of(user)
    names = ("notice_hours", "most_a_day", "ahead_days", "free_cancel_hours")
    start = {name: getattr(own, name) for name in names} | {"time_zone": user.time_zone}
    return RulesForm(data, initial=start)


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    opening: OpeningForm | None = None,
    exception: ExceptionForm | None = None,
    rules: RulesForm | None = None,
    link: str = "",
) -> HttpResponse:
    """One's own hours; a form that was refused comes back, and a new address is shown once."""
    user = staff(request)
    context = {
        "forms": {
            "opening": opening or _opening_form(),
            "exception": exception or _exception_form(),
            "rules": rules or _rules_form(user),
            "feed": FeedForm(),
        },
        "openings": Opening.objects.filter(coach=user).order_by("weekday", "opens"),
        "exceptions": DayException.objects.filter(
            coach=user, last_day__gte=timezone.localdate()
        ).order_by("first_day"),
        "feed": FeedAddress.objects.filter(user=user, revoked_at=None).first(),
        "link": link,
    }
    return render(request, "sessions/hours.html", context, status=status)


def _saved(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("sessions:hours")


@policy(STAFF, methods=("POST",), **_OWN)
def opening_add(request: HttpRequest) -> HttpResponse:
    """A weekly window more."""
    form = _opening_form(request.POST)
    if not form.is_valid():
        return _page(request, opening=form, status=400)
    working_hours.add_opening(coach=staff(request), **form.cleaned_data)
    return _saved(request)


@policy(STAFF, methods=("POST",), **_OWN)
def opening_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A weekly window less."""
    get_object_or_404(Opening, pk=pk, coach=staff(request)).delete()
    return redirect("sessions:hours")


@policy(STAFF, methods=("POST",), **_OWN)
def exception_add(request: HttpRequest) -> HttpResponse:
    """Days that differ; says how many appointments already lie in a leave."""
    form = _exception_form(request.POST)
    if not form.is_valid():
        return _page(request, exception=form, status=400)
    struck = working_hours.add_exception(coach=staff(request), **form.cleaned_data)
    if struck:
        said = ngettext(
            "Noted. %(n)d appointment lies in these days: please move it.",
            "Noted. %(n)d appointments lie in these days: please move them.",
            len(struck),
        )
        messages.warning(request, said % {"n": len(struck)})
    return _saved(request)


@policy(STAFF, methods=("POST",), **_OWN)
def exception_delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The usual hours hold again on these days."""
    get_object_or_404(DayException, pk=pk, coach=staff(request)).delete()
    return redirect("sessions:hours")


@policy(STAFF, methods=("POST",), **_OWN)
def hours_rules_save(request: HttpRequest) -> HttpResponse:
    """One's own rules for clients' requests, and one's time zone."""
    user = staff(request)
    with transaction.atomic():
        standing = User.objects.select_for_update().get(pk=user.pk)
        form = _rules_form(standing, request.POST)
        if not form.is_valid():
            return _page(request, rules=form, status=form.status)
        working_hours.set_rules(coach=standing, **form.cleaned_data)
    return _saved(request)


@policy(STAFF, methods=("POST",), **_OWN)
def feed_make(request: HttpRequest) -> HttpResponse:
    """A new calendar address, shown once in this answer; the one before stops working."""
    form = FeedForm(request.POST)
    form.full_clean()
    token = feeds.make_address(user=staff(request), with_names=form.cleaned_data["with_names"])
    link = request.build_absolute_uri(reverse("sessions:feed", args=[token]))
    return _page(request, link=link)


@policy(STAFF, methods=("POST",), **_OWN)
def feed_revoke(request: HttpRequest) -> HttpResponse:
    """The calendar address stops working."""
    feeds.revoke_address(user=staff(request))
    messages.success(request, _("The address no longer works."))
    return redirect("sessions:hours")
