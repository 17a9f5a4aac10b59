"""Handing a case on: by who works on it, or by the owner who knows its code alone."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from clients.models import Case, Client
from clients.page.lookup import client_or_404
from clients.people import handover
from clients.people.what_hangs import InTheWay, asks_of
from clients.record.forms import HandOverForm
from clients.record.views import record, staffing
from coachdesk.lib.errors import Conflict, NotAllowed, NotPossible
from coachdesk.users.errors import text_back
from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy, staff

_ACT: dict[str, Any] = {"methods": ("POST",), "step_up": True}
_Again = Callable[[Case, HandOverForm, int], HttpResponse]


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own and supervised clients", **_ACT)
def case_hand_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand a case over to a colleague, for good, with the reason."""
    user = staff(request)
    rows = Case.objects.select_related("client", "owner")
    led = Client.objects.led_by(user).values("pk")
    case = rows.filter(client__in=led, pk=pk).first()
    if case is None:
        return _went_on(request, pk)

    def again(case: Case, form: HandOverForm, status: int) -> HttpResponse:
        still = Client.objects.led_by(user)  # as it is after the refusal
        if not still.filter(pk=case.client_id).exists():
            return _went_on(request, pk)
        client = client_or_404(still, case.client_id)
        return record.show(request, client, refused={(pk, "over"): form}, status=status)

    form = record.over_form(case, user, asks_of([pk])[pk], request.POST)
    refused = _hand_over(request, case, form, again)
    if refused is not None:
        return refused
    if Client.objects.visible_to(user).filter(pk=case.client_id).exists():
        return redirect("clients:record", pk=case.client_id)
    return redirect("clients:list")


@policy(STAFF, roles=(Role.OWNER,), relation="any open case", **_ACT)
def assign(request: HttpRequest, case: uuid.UUID) -> HttpResponse:
    """The owner gives a case to another coach without opening it, such as when somebody leaves."""
    found = staffing.case_of(request, case)

    def again(case: Case, form: HandOverForm, status: int) -> HttpResponse:
        return staffing.show(request, case, over=form, status=status)

    asks = asks_of([case])[case]
    form = HandOverForm(request.POST, prefix="over", actor=staff(request), asks=asks)
    return _hand_over(request, found, form, again) or redirect("clients:staffing", pk=case)


def _hand_over(
    request: HttpRequest, case: Case, form: HandOverForm, again: _Again
) -> HttpResponse | None:
    """Carry it out, or give the page with the form as it was typed and why it is refused."""
    if not form.is_valid():
        return again(case, form, 400)
    to, typed = form.cleaned_data["person"], form.cleaned_data
    try:
        if typed["shown"] != str(case.owner_id):  # a page of before: its sender saw another owner
            raise Conflict(case)
        handover.hand_over(
            case=case,
            to=to,
            actor=staff(request),
            reason=typed["reason"],
            choices=form.choices,
            word=typed["word"],
        )
    except Conflict as conflict:
        name = conflict.stored.owner.display_name
        form.add_error(None, _("%(name)s has this case now. Please check again.") % {"name": name})
        form.data = form.data.copy()
        form.data[form.add_prefix("shown")] = str(conflict.stored.owner_id)
        return again(conflict.stored, form, 409)
    except NotAllowed:
        form.add_error(None, _("That takes another person."))
        return again(case, form, 409)
    except InTheWay as refusal:
        for key, why in refusal.at.items():
            form.add_error(key if key in form.fields else None, why)
        return again(case, form, 409)
    except NotPossible as refusal:
        form.add_error(None, str(refusal) or _("The case does not lead there any more."))
        return again(case, form, 409)
    messages.success(request, _("Handed over to %(name)s.") % {"name": to.display_name})
    return None


def _went_on(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The case went on to somebody else after this person's page was opened: the typed words come
    back, nothing of the case. Raises Http404 for whoever never worked on it."""
    shown = request.POST.get("over-shown", "")
    case = get_object_or_404(
        Case.objects.filter(assignments__user=staff(request)).distinct(), pk=pk
    )
    if not shown or shown == str(case.owner_id):
        raise Http404
    return text_back(request, status=409, template="clients/went_on.html")
