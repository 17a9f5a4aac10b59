"""The desk's page for help numbers: verify, change, add, remove."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.lib.as_shown import shown_in
from coachdesk.lib.countries import country_name
from coachdesk.lib.errors import Conflict
from coachdesk.safety import queries, services
from coachdesk.safety.forms import HelpNumberForm
from coachdesk.safety.models import HelpNumber
from coachdesk.safety.shown import number_stamp
from coachdesk.users.identity import identity
from coachdesk.users.policies import STAFF, policy, staff

_KEEPERS: dict[str, Any] = {"roles": queries.KEEPS_NUMBERS}


@policy(STAFF, **_KEEPERS)
def numbers(request: HttpRequest) -> HttpResponse:
    """All help numbers, those of the practice's country first; ``?change=`` opens one in the form."""
    chosen = request.GET.get("change", "")
    row = get_object_or_404(HelpNumber, pk=_number(chosen)) if chosen else None
    return _numbers(request, form=HelpNumberForm(instance=row, auto_id="form_%s"))


def _keep(request: HttpRequest, found: HelpNumber | None) -> HttpResponse:
    form = HelpNumberForm(request.POST, instance=found, auto_id="form_%s")
    if not form.is_valid():
        return _numbers(request, form=form, status=form.status)
    services.keep_number(number=form.save(commit=False), actor=staff(request))
    messages.success(request, _("Saved. Readers see it now."))
    return redirect("safety:numbers")


@policy(STAFF, methods=("POST",), **_KEEPERS)
def number_add(request: HttpRequest) -> HttpResponse:
    """Add a help number."""
    return _keep(request, None)


@policy(STAFF, methods=("POST",), **_KEEPERS)
def number_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a help number."""
    with transaction.atomic():
        rows = HelpNumber.objects.select_for_update()
        return _keep(request, get_object_or_404(rows, pk=pk))


@policy(STAFF, methods=("POST",), **_KEEPERS)
def number_verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that somebody looked at the number today and it holds."""
    number = get_object_or_404(HelpNumber, pk=pk)
    shown = shown_in(request)
    try:
        services.verify_number(number=number, actor=staff(request), shown=shown)
    except Conflict:
        return _again(request, pk)
    return redirect("safety:numbers")


@policy(STAFF, methods=("POST",), **_KEEPERS)
def number_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a help number; readers no longer see it."""
    number = get_object_or_404(HelpNumber, pk=pk)
    shown = shown_in(request)
    try:
        services.drop_number(number=number, actor=staff(request), shown=shown)
    except Conflict:
        return _again(request, pk)
    messages.success(request, _("Removed."))
    return redirect("safety:numbers")


def _again(request: HttpRequest, pk: int) -> HttpResponse:
    """409: the numbers as they are now, for somebody whose page was old."""
    return _numbers(request, form=HelpNumberForm(auto_id="form_%s"), changed=pk, status=409)


def _number(value: str) -> int:
    """A row's number from a request; an impossible one finds nothing."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 12 else 0


def _numbers(
    request: HttpRequest, *, form: HelpNumberForm, changed: int = 0, status: int = 200
) -> HttpResponse:
    limit = timezone.localdate() - queries.VERIFY_EVERY
    rows = list(HelpNumber.objects.order_by("country", "position", "pk"))
    for row in rows:
        row.place = country_name(row.country) or _("Everywhere")  # type: ignore[attr-defined]
        row.stamp = number_stamp(row)  # type: ignore[attr-defined]
        row.stale = row.verified_on is None or row.verified_on < limit  # type: ignore[attr-defined]
    country = identity("practice_country")
    first = [row for row in rows if not country or row.country in ("", country)]
    first.sort(key=lambda row: not row.country)
    context = {
        "first": first,
        "others": [row for row in rows if row not in first],
        "country": country,
        "has_own": any(row.country == country for row in first),
        "first_title": _("%(country)s and everywhere") % {"country": country_name(country)}
        if country
        else _("All numbers"),
        "form": form,
        "changed": changed,
        "days": queries.VERIFY_EVERY.days,
    }
    return render(request, "safety/numbers.html", context, status=status)
