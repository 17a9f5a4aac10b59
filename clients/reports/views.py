"""Reports without names, and the team board with a whole caseload handed over."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Case, CaseStatus, Client, ClientStatus
from clients.page.attention import attention
from clients.people import handover
from clients.record import taking
from clients.record.forms import HandOverForm
from clients.reports.figures import reports
from coachdesk import exports
from coachdesk.audit.services import record
from coachdesk.lib.posted import MOST_AT_ONCE
from coachdesk.lib.spreadsheets import as_csv
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy, staff

_LANES = (CaseStatus.WAITLIST, CaseStatus.INQUIRY, CaseStatus.ACTIVE, CaseStatus.ON_HOLD)
_BOARD = 300


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def index(request: HttpRequest) -> HttpResponse:
    """Every table; small counts are not shown."""
    context = {"reports": reports(), "may_staff": staff(request).has_role(Role.OWNER)}
    return render(request, "clients/reports.html", context)


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR), step_up=True)
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One table as a file for spreadsheets, formulas made harmless."""
    found = next((report for report in reports() if report.name == name), None)
    if found is None:
        raise Http404
    record(
        action="export.report",
        actor=staff(request),
        object_type=f"report.{found.name}",
        request=request,
    )
    sheet = as_csv(*exports.table(found.columns, found.rows, exports.Receiver.TEAM))
    response = HttpResponse(sheet, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.name}.csv"'
    return response


@policy(
    STAFF,
    roles=(*WORK_WITH_CLIENTS, Role.OWNER),
    relation="own and supervised clients; codes of all for the owner",
)
def board(request: HttpRequest) -> HttpResponse:
    """Open cases by coach and state, each with what needs attention.

    ``?team=1`` is the owner's board: every open case by its code alone, to be given to another
    coach; no initials, no reasons (SEC-00: staffing, no contents).
    """
    return _board(request)


@policy(STAFF, roles=(Role.OWNER,), relation="any open case", methods=("POST",), step_up=True)
def board_hand_over(request: HttpRequest) -> HttpResponse:
    """Give the chosen cases to one colleague with one reason; what cannot move is named and stays."""
    user = staff(request)
    form = HandOverForm(request.POST, prefix="over", actor=user)
    shown = chosen_cases(request.POST.getlist("chosen"))
    if not shown:
        form.add_error(None, _("Choose at least one case."))
    if not form.is_valid():
        return _board(request, form=form, chosen=set(shown), status=400)
    to, reason = form.cleaned_data["person"], form.cleaned_data["reason"]
    cases = list(
        taking.cases_staffed_by(user).filter(pk__in=shown).select_related("client", "owner")
    )
    for case in cases:
        # As the page said: who has it by now is asked under the lock.
        case.owner_id = shown[case.pk]
    word = form.cleaned_data["word"]
    stays = handover.hand_over_many(cases=cases, to=to, actor=user, reason=reason, word=word)
    moved = len(cases) - len(stays)
    if moved:
        words = ngettext(
            "%(n)d case handed over to %(name)s.", "%(n)d cases handed over to %(name)s.", moved
        )
        messages.success(request, words % {"n": moved, "name": to.display_name})
    if not stays:
        return redirect(f"{reverse('clients:board')}?team=1")
    left = [(case, stays[case.pk]) for case in cases if case.pk in stays]
    return _board(request, form=form, chosen=set(stays), left=left, status=409)


def chosen_cases(values: list[str]) -> dict[uuid.UUID, uuid.UUID]:
    """The ticked cases and whose they were on the page, at most ``MOST_AT_ONCE``; what is no pair of
    ids is left out."""
    found = {}
    for value in values[:MOST_AT_ONCE]:
        case, _colon, owner = value.partition(":")
        with suppress(ValueError):
            found[uuid.UUID(case)] = uuid.UUID(owner)
    return found


def _board(
    request: HttpRequest,
    *,
    form: HandOverForm | None = None,
    chosen: set[uuid.UUID] | None = None,
    left: Sequence[tuple[Case, str]] = (),
    status: int = 200,
) -> HttpResponse:
    """The board; ``form`` is the one that was sent for the ``chosen`` cases, ``left`` are the cases
    that stayed where they are, each with why."""
    user = staff(request)
    owner = user.has_role(Role.OWNER)
    team = form is not None or (
        owner and (bool(request.GET.get("team")) or not user.has_role(*WORK_WITH_CLIENTS))
    )
    clients = Client.objects.exclude(status=ClientStatus.PURGED)
    if not team:
        clients = Client.objects.visible_to(user)
    rows = (
        Case.objects.filter(client__in=clients.values("pk"), status__in=_LANES)
        .select_related("client", "owner")
        .order_by("owner_id", "-opened_at")[: _BOARD + 1]
    )
    cases = list(rows)
    more, cases = len(cases) > _BOARD, cases[:_BOARD]
    reasons = {} if team else attention({case.client_id for case in cases})
    people: dict[User, dict[str, list[tuple[Case, list[str]]]]] = {}
    for case in cases:
        lanes = people.setdefault(case.owner, {lane.value: [] for lane in _LANES})
        lanes[case.status].append((case, reasons.get(case.client_id, [])))
    shown = [
        (person, [(CaseStatus(lane).label, entries) for lane, entries in lanes.items()])
        for person, lanes in people.items()
    ]
    all_of = request.GET.get("of", "")
    if chosen is None:
        chosen = {case.pk for case in cases if str(case.owner_id) == all_of}
    context = {
        "people": shown,
        "more": more,
        "team": team,
        "owner": owner,
        "over": form or HandOverForm(prefix="over", actor=user) if team else None,
        "chosen": chosen,
        "left": left,
        "works": user.has_role(*WORK_WITH_CLIENTS),
        "takings": taking.waiting_for(user).count(),
    }
    return render(request, "clients/board.html", context, status=status)
