"""The types of session and the practice's rules for appointments."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, policy, staff
from coachdesk.users.practice_settings import change_settings, lock_settings
from sessions.calendar.forms import KindLengthForm, PracticeRulesForm
from sessions.calendar.practice_rules import rules_in_force
from sessions.calendar.session_types import lengths, set_lengths
from sessions.models import KindLength, SessionKind

_KEEPERS: dict[str, Any] = {"roles": (Role.OWNER, Role.SUPERVISOR)}
Forms = list[tuple[SessionKind, KindLengthForm]]


def _forms(sent: QueryDict | None = None) -> Forms:
    known, own = lengths(), KindLength.objects.in_bulk()
    forms = []
    for kind in SessionKind:
        row = own.get(kind.value) or KindLength(kind=kind.value, **asdict(known[kind.value]))
        forms.append((kind, KindLengthForm(sent, instance=row, prefix=kind.value)))
    return forms


def _page(
    request: HttpRequest,
    *,
    forms: Forms | None = None,
    rules: PracticeRulesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    forms, rules = forms or _forms(), rules or PracticeRulesForm(initial=rules_in_force())
    faulty = next((form for form in (rules, *(f for _kind, f in forms)) if form.errors), None)
    context = {"forms": forms, "rules": rules, "faulty": faulty}
    return render(request, "sessions/types.html", context, status=status)


@policy(STAFF, **_KEEPERS)
def types(request: HttpRequest) -> HttpResponse:
    """How long each type of session lasts, which of them clients may ask for, and the rules that
    hold for all appointments."""
    return _page(request)


@policy(STAFF, methods=("POST",), **_KEEPERS)
def types_save(request: HttpRequest) -> HttpResponse:
    """Set the lengths; what is booked keeps its own."""
    with transaction.atomic():
        lock_settings()
        forms = _forms(request.POST)
        if not all([form.is_valid() for _kind, form in forms]):
            status = max(form.status for _kind, form in forms)
            return _page(request, forms=forms, status=status)
        set_lengths(rows=[form.save(commit=False) for _kind, form in forms], actor=staff(request))
    messages.success(request, _("Saved. What is booked keeps its length."))
    return redirect("sessions:types")


@policy(STAFF, methods=("POST",), **_KEEPERS)
def rules_save(request: HttpRequest) -> HttpResponse:
    """Set the practice's rules for appointments."""
    with transaction.atomic():
        lock_settings()
        rules = PracticeRulesForm(request.POST, initial=rules_in_force())
        if not rules.is_valid():
            return _page(request, rules=rules, status=rules.status)
        change_settings(actor=staff(request), **rules.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("sessions:types")
