"""The types of session and the practice's rules for appointments."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, policy
from coachdesk.users.practice import change_settings
from sessions.calendar_forms import KindLengthForm, PracticeRulesForm
from sessions.lengths import lengths, set_lengths
from sessions.models import KindLength, SessionKind
from sessions.practice_rules import rules_in_force
from sessions.views.common import staff


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR), methods=("GET", "POST"))
def types(request: HttpRequest) -> HttpResponse:
    """How long each type of session lasts, which of them clients may ask for, and the rules that
    hold for all appointments."""
    sent = request.POST if request.method == "POST" else None
    of_rules = sent is not None and "rules" in sent
    known, own = lengths(), KindLength.objects.in_bulk()
    forms = []
    for kind in SessionKind:
        row = own.get(kind.value) or KindLength(kind=kind.value, **asdict(known[kind.value]))
        data = None if of_rules else sent
        forms.append((kind, KindLengthForm(data, instance=row, prefix=kind.value)))
    rules = PracticeRulesForm(sent if of_rules else None, initial=rules_in_force())
    if of_rules and rules.is_valid():
        change_settings(actor=staff(request), **rules.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("sessions:types")
    if sent is not None and not of_rules and all([form.is_valid() for _kind, form in forms]):
        set_lengths(rows=[form.save(commit=False) for _kind, form in forms], actor=staff(request))
        messages.success(request, _("Saved. What is booked keeps its length."))
        return redirect("sessions:types")
    faulty = next((form for form in (rules, *(f for _kind, f in forms)) if form.errors), None)
    context = {"forms": forms, "rules": rules, "faulty": faulty}
    return render(request, "sessions/types.html", context, status=400 if sent is not None else 200)
