"""Staffing a case from outside: who has it, by its code; take it oneself, say yes to a colleague."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.models import Case
from clients.people.what_hangs import asks_of
from clients.record import taking
from clients.record.forms import HandOverForm, TakeForm
from coachdesk.lib.errors import Closed, Conflict, NotAllowed, NotPossible
from coachdesk.users.models import Role
from coachdesk.users.policies import (
    COACHES,
    KEEPS_RECORDS,
    STAFF,
    WORK_WITH_CLIENTS,
    policy,
    staff,
)

_STAFFS: dict[str, Any] = {
    "roles": KEEPS_RECORDS,
    "relation": "any open case by its code for the owner; led clients",
}
_ACT: dict[str, Any] = {"methods": ("POST",), "step_up": True}
_ANSWERS: dict[str, Any] = {
    "roles": (*WORK_WITH_CLIENTS, Role.OWNER),
    "relation": "another owner or supervisor, or the coach of the case",
}


def case_of(request: HttpRequest, pk: uuid.UUID) -> Case:
    """A case that the person may give to somebody, by its code. Raises Http404 for any other."""
    rows = taking.cases_staffed_by(staff(request)).select_related("client", "owner")
    return get_object_or_404(rows, pk=pk)


@policy(STAFF, **_STAFFS)
def staffing(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One case by its code, without opening it: who has it, and to whom it may go."""
    return show(request, case_of(request, pk))


def show(
    request: HttpRequest, case: Case, *, status: int = 200, **refused: forms.Form
) -> HttpResponse:
    """The page; ``refused`` are forms of it that were sent."""
    user = staff(request)
    shown, asks = {"shown": case.owner_id}, asks_of([case.pk])[case.pk]
    context = {
        "case": case,
        "over": HandOverForm(prefix="over", actor=user, initial=shown, asks=asks),
        "take": TakeForm(prefix="take"),
        "may_take": user.has_role(*COACHES) and case.owner_id != user.pk,
        "alone": not taking.somebody_else_says_yes(case, user),
        "waits": taking.waiting_for(user).filter(case=case).first(),
        **refused,
    }
    return render(request, "clients/staffing.html", context, status=status)


def _carry_out(request: HttpRequest, act: Callable[[], object], words: str) -> None:
    """Do one act, and say in words that it is done or why it is not."""
    try:
        act()
    except Closed:
        messages.error(request, _("That was answered before."))
    except NotAllowed:
        messages.error(request, _("That takes another person."))
    except (Conflict, NotPossible) as refusal:
        words = str(refusal) or _("The case does not lead there any more.")
        messages.error(request, words)
    else:
        messages.success(request, words)


@policy(STAFF, **_STAFFS, **_ACT)
def case_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask to take a case oneself; a second person says yes, where there is one."""
    case, user = case_of(request, pk), staff(request)
    form = TakeForm(request.POST, prefix="take")
    if not form.is_valid():
        return show(request, case, take=form, status=400)
    reason = form.cleaned_data["reason"]
    _carry_out(
        request,
        lambda: taking.ask_to_take(case=case, actor=user, reason=reason),
        _("Noted. The client sees when it happens."),
    )
    return redirect("clients:staffing", pk=pk)


@policy(STAFF, **_ANSWERS)
def takings(request: HttpRequest) -> HttpResponse:
    """Who asks to take which case, for those who may say yes."""
    user = staff(request)
    return render(
        request, "clients/takings.html", {"rows": taking.waiting_for(user), "me": user.pk}
    )


@policy(STAFF, **_ANSWERS, **_ACT)
def taking_approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say yes: the case moves."""
    user = staff(request)
    row = get_object_or_404(taking.waiting_for(user), pk=pk)
    _carry_out(
        request, lambda: taking.approve_taking(taking=row, actor=user), _("The case has moved.")
    )
    return redirect("clients:takings")


@policy(STAFF, methods=("POST",), **_ANSWERS)
def taking_refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say no, or take the own question back. A no asks for no proof."""
    user = staff(request)
    row = get_object_or_404(taking.waiting_for(user).select_related("case"), pk=pk)
    _carry_out(request, lambda: taking.refuse_taking(taking=row, actor=user), _("Noted: no."))
    return redirect("clients:takings")
