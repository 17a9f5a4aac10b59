"""The case review list of supervision."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.models import Client, ClientStatus
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy, staff
from sessions.supervision import case_review
from sessions.supervision.forms import BringForm, OutcomeForm

_CASES: dict[str, Any] = {"roles": WORK_WITH_CLIENTS, "relation": "own, supervised"}


@policy(STAFF, **_CASES)
def review_list(request: HttpRequest) -> HttpResponse:
    """What waits for supervision, and what was settled last."""
    return _page(request)


def _own(user: User) -> list[Client]:
    """Clients whose case the person may bring."""
    states = (ClientStatus.INTAKE, ClientStatus.ACTIVE, ClientStatus.ON_HOLD)
    return list(Client.objects.editable_by(user).filter(status__in=states)[:500])


def _page(
    request: HttpRequest,
    *,
    status: int = 200,
    form: BringForm | None = None,
    outcome: OutcomeForm | None = None,
    outcome_of: uuid.UUID | None = None,
    not_stored: str = "",
) -> HttpResponse:
    """The list; a refused form comes back, an outcome below its own case (``outcome_of``).

    ``not_stored`` is an outcome whose case takes none any more.
    """
    user = staff(request)
    mine = _own(user)
    items = case_review.items_for(user)
    unread = {row.item.pk: row.why for row in case_review.unread(user)}
    context = {
        "form": (form or BringForm(clients=mine)) if mine else None,
        "waiting": [
            (
                item,
                outcome if outcome and item.pk == outcome_of else _outcome_form(item.pk),
                unread.get(item.pk, ""),
            )
            for item in items.filter(settled_at=None)[:100]
        ],
        "settled": list(items.exclude(settled_at=None).order_by("-settled_at")[:20]),
        "user_id": user.pk,
        "refused": form or outcome,
        "not_stored": not_stored,
    }
    return render(request, "sessions/supervision.html", context, status=status)


def _outcome_form(pk: uuid.UUID, data: Any = None) -> OutcomeForm:
    return OutcomeForm(data, auto_id=f"outcome_{pk}_%s")


@policy(STAFF, methods=("POST",), roles=WORK_WITH_CLIENTS, relation="own clients")
def case_bring(request: HttpRequest) -> HttpResponse:
    """Put one's own case on the list."""
    user = staff(request)
    form = BringForm(request.POST, clients=_own(user))
    if not form.is_valid():
        return _page(request, form=form, status=400)
    client = form.clients[form.cleaned_data["client"]]
    try:
        case_review.bring(client=client, actor=user, question=form.cleaned_data["question"])
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return _page(request, form=form, status=409)
    return redirect("sessions:supervision")


@policy(STAFF, methods=("POST",), roles=(Role.SUPERVISOR,), relation="supervised")
def case_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down what came of a case that somebody else brought; for good."""
    user = staff(request)
    item = get_object_or_404(case_review.items_for(user), pk=pk)
    form = _outcome_form(pk, request.POST)
    if not form.is_valid():
        return _page(request, outcome=form, outcome_of=pk, status=400)
    try:
        case_review.settle(item=item, actor=user, outcome=form.cleaned_data["outcome"])
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return _page(request, not_stored=form.cleaned_data["outcome"], status=409)
    return redirect("sessions:supervision")


@policy(STAFF, methods=("POST",), roles=WORK_WITH_CLIENTS, relation="own items")
def case_take_off(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take one's own question off the list before anybody has settled it."""
    user = staff(request)
    item = get_object_or_404(case_review.items_for(user), pk=pk, added_by=user)
    try:
        case_review.take_off(item=item, actor=user)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return _page(request, status=409)
    messages.success(request, _("Taken off the list."))
    return redirect("sessions:supervision")
