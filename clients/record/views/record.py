"""The record on the desk: who works on it, requests about it, and merging."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import (
    Case,
    CaseAssignment,
    CaseStatus,
    Client,
    Merge,
    RecordRequest,
    RequestState,
)
from clients.page.lookup import case_or_404, client_or_404
from clients.people import handover, merging
from clients.people.what_hangs import Ask, asks_of
from clients.record import services as records
from clients.record import taking
from clients.record.forms import CoverForm, HandOverForm, MergeForm
from coachdesk.audit.services import record_view
from coachdesk.lib.errors import Blocked, NotAllowed, NotPossible
from coachdesk.users.models import User
from coachdesk.users.policies import (
    COACHES,
    KEEPS_RECORDS,
    STAFF,
    WORK_WITH_CLIENTS,
    policy,
    staff,
)

_OWN: dict[str, Any] = {"roles": WORK_WITH_CLIENTS, "methods": ("POST",), "relation": "own"}
_LED: dict[str, Any] = {**_OWN, "relation": "own and supervised clients"}
_Forms = dict[tuple[uuid.UUID, str], forms.Form]


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own and supervised clients")
def record_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who works on the case, requests, merging."""
    user = staff(request)
    client = client_or_404(Client.objects.visible_to(user), pk)
    record_view(actor=user, target=client, person_id=client.pk, request=request)
    return show(request, client)


def show(
    request: HttpRequest,
    client: Client,
    *,
    refused: _Forms | None = None,
    merge: MergeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``refused`` are forms that were sent about a case, by the case and their name."""
    user, found = staff(request), refused or {}
    rows = client.cases.select_related("owner", "client").order_by("-opened_at")
    cases = [case for case in rows if case.status != CaseStatus.CLOSED]
    asks = asks_of(case.pk for case in cases)
    assignments = CaseAssignment.objects.filter(case__client=client).select_related("user", "case")
    context = {
        "client": client,
        "open_cases": [
            (
                case,
                found.get((case.pk, "over")) or over_form(case, user, asks[case.pk]),
                found.get((case.pk, "cover")) or cover_form(case, user),
            )
            for case in cases
        ],
        "assignments": assignments.order_by("-since")[:30],
        "now": timezone.now(),
        "requests": [
            (row, [(s, RequestState(s).label) for s in records.NEXT_REQUEST.get(row.state, ())])
            for row in client.record_requests.order_by("-received_at")[:20]
        ],
        "merges": Merge.objects.filter(kept=client).select_related("gone").order_by("-merged_at"),
        "merge": merge or MergeForm(prefix="merge"),
        "may_write": Client.objects.editable_by(user).filter(pk=client.pk).exists(),
        "may_assign": Client.objects.led_by(user).filter(pk=client.pk).exists(),
        "may_take": user.has_role(*KEEPS_RECORDS) and user.has_role(*COACHES),
        "takings": taking.waiting_for(user).filter(client=client),
    }
    return render(request, "clients/record.html", context, status=status)


def over_form(case: Case, actor: User, asks: Iterable[Ask], data: Any = None) -> HandOverForm:
    """The form that hands a case over, as it stands on the record's page."""
    shown = {"shown": case.owner_id}
    return HandOverForm(
        data, prefix="over", auto_id=f"{case.pk}_%s", actor=actor, initial=shown, asks=asks
    )


def cover_form(case: Case, actor: User, data: Any = None) -> CoverForm:
    """The form that names who covers a case."""
    return CoverForm(data, prefix="cover", auto_id=f"{case.pk}_%s", actor=actor)


def _carry_out(
    request: HttpRequest, client_id: uuid.UUID, act: Callable[[], object]
) -> HttpResponse:
    """Do one act, and say whether it is done; whoever gave the case away is led to the list."""
    try:
        act()
    except (NotAllowed, NotPossible, Blocked):
        messages.error(request, _("That does not go from here."))
    else:
        messages.success(request, _("Noted."))
    if Client.objects.visible_to(staff(request)).filter(pk=client_id).exists():
        return redirect("clients:record", pk=client_id)
    return redirect("clients:list")


def _led_case(request: HttpRequest, pk: uuid.UUID) -> tuple[Client, Case]:
    """A case that the person may give to somebody. Raises Http404 for any other."""
    return case_or_404(Client.objects.led_by(staff(request)), pk)


@policy(STAFF, **_LED)
def case_cover(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a colleague work on a case from a day, or from now on, until a day."""
    client, case = _led_case(request, pk)
    form = cover_form(case, staff(request), request.POST)
    if not form.is_valid():
        return show(request, client, refused={(pk, "cover"): form}, status=400)
    first, last = form.cleaned_data["since"], form.cleaned_data["until"]
    now = timezone.now()
    begins = timezone.make_aware(datetime.combine(first, time.min)) if first else now

    def act() -> None:
        handover.cover(
            case=case,
            by=form.cleaned_data["person"],
            since=max(begins, now),
            until=timezone.make_aware(datetime.combine(last, time.max)),
            actor=staff(request),
        )

    return _carry_out(request, client.pk, act)


@policy(STAFF, **_LED)
def cover_end(request: HttpRequest, pk: uuid.UUID, assignment: int) -> HttpResponse:
    """End a cover before its day."""
    client = client_or_404(Client.objects.led_by(staff(request)), pk)
    rows = CaseAssignment.objects.select_related("case").filter(case__client=client)
    row = get_object_or_404(rows, pk=assignment)
    return _carry_out(
        request, pk, lambda: handover.end_assignment(assignment=row, actor=staff(request))
    )


def _own(request: HttpRequest, pk: uuid.UUID) -> Client:
    """A client on whose cases the person works now. Raises Http404 for any other."""
    found: Client = client_or_404(Client.objects.editable_by(staff(request)), pk)
    return found


@policy(STAFF, **_OWN)
def request_move(request: HttpRequest, pk: uuid.UUID, asked: uuid.UUID) -> HttpResponse:
    """Move a request about the record to its next state (``to``), with the answer at the end."""
    row = get_object_or_404(RecordRequest, client=_own(request, pk), pk=asked)

    def act() -> None:
        records.move_request(
            request=row,
            to=request.POST.get("to", ""),
            answer=request.POST.get("answer", "")[:8000],
            actor=staff(request),
        )

    return _carry_out(request, pk, act)


@policy(STAFF, **_OWN)
def record_merge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring another record of the same person here."""
    client, user = _own(request, pk), staff(request)
    form = MergeForm(request.POST, prefix="merge")
    gone = None
    if form.is_valid():
        code = form.cleaned_data["code"].upper()
        gone = Client.objects.editable_by(user).filter(code=code).first()
        if gone is None:
            form.add_error("code", _("You have no client with this code."))
    if gone is None:
        return show(request, client, merge=form, status=400)
    return _carry_out(
        request, pk, lambda: merging.merge_clients(keep=client, gone=gone, actor=user)
    )


@policy(STAFF, **_OWN)
def merge_undo(request: HttpRequest, pk: uuid.UUID, merge: uuid.UUID) -> HttpResponse:
    """Make two records of one again."""
    done = get_object_or_404(Merge, kept=_own(request, pk), pk=merge)
    return _carry_out(request, pk, lambda: merging.undo_merge(merge=done, actor=staff(request)))
