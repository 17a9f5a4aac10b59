"""Emergency access on the desk: breaking the glass, closing it, reviewing another's (SEC-18)."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import BreakGlass, Client
from clients.record import services as records
from clients.record.forms import GlassForm
from coachdesk.lib.errors import NotAllowed
from coachdesk.users.policies import KEEPS_RECORDS, STAFF, policy, staff
from coachdesk.users.rate_limits import within_limit

_act = policy(STAFF, roles=KEEPS_RECORDS, methods=("POST",), step_up=True)


@policy(STAFF, roles=KEEPS_RECORDS)
def emergencies(request: HttpRequest) -> HttpResponse:
    """Emergency accesses: the own open ones, and those that wait for a review."""
    return _emergencies(request, GlassForm(), 200)


def _emergencies(request: HttpRequest, form: GlassForm, status: int) -> HttpResponse:
    user = staff(request)
    rows = BreakGlass.objects.select_related("actor", "client", "reviewed_by").order_by("-since")
    context = {
        "form": form,
        "mine": rows.filter(actor=user, until__gt=timezone.now(), ended_at=None),
        "waiting": rows.filter(reviewed_at=None)[:50],
        "done": rows.exclude(reviewed_at=None)[:30],
        "me": user.pk,
        "today": timezone.localdate(),
    }
    return render(request, "clients/emergencies.html", context, status=status)


@_act
def glass_break(request: HttpRequest) -> HttpResponse:
    """Open one record for an hour, to read."""
    user = staff(request)
    form = GlassForm(request.POST)
    if not form.is_valid():
        return _emergencies(request, form, 400)
    if not within_limit("glass", str(user.pk), times=5, per=timedelta(days=1)):
        form.add_error(None, _("That is the fifth record today. Please talk to a colleague."))
        return _emergencies(request, form, 429)
    try:
        glass = records.break_glass(
            actor=user,
            code=form.cleaned_data["code"],
            reason=form.cleaned_data["reason"],
        )
    except Client.DoesNotExist:
        form.add_error("code", _("There is no client with this code."))
        return _emergencies(request, form, 400)
    return redirect("clients:detail", pk=glass.client_id)


@_act
def glass_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close an emergency access of one's own."""
    user = staff(request)
    records.end_glass(glass=get_object_or_404(BreakGlass, actor=user, pk=pk), actor=user)
    return redirect("clients:emergencies")


@_act
def glass_review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say what was found about another's emergency access."""
    row = get_object_or_404(BreakGlass, pk=pk)
    finding = request.POST.get("finding", "").strip()[:2000]
    if not finding:
        messages.error(request, _("Please say what you found."))
        return redirect("clients:emergencies")
    try:
        records.review_glass(glass=row, finding=finding, actor=staff(request))
    except NotAllowed:
        messages.error(request, _("Somebody else has to review it."))
    else:
        messages.success(request, _("Noted."))
    return redirect("clients:emergencies")
