"""Reports without names, and the team board."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from clients.models import Case, CaseStatus, Client, ClientStatus
from clients.page.attention import attention
from clients.record import taking
from clients.reports.figures import reports
from coachdesk import exports
from coachdesk.audit.services import record
from coachdesk.lib.spreadsheets import as_csv
from coachdesk.users.models import Role
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
    user = staff(request)
    owner = user.has_role(Role.OWNER)
    team = owner and (bool(request.GET.get("team")) or not user.has_role(*WORK_WITH_CLIENTS))
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
    people: dict[str, dict[str, list[tuple[Case, list[str]]]]] = {}
    for case in cases:
        lanes = people.setdefault(case.owner.display_name, {lane.value: [] for lane in _LANES})
        lanes[case.status].append((case, reasons.get(case.client_id, [])))
    shown = [
        (name, [(CaseStatus(lane).label, entries) for lane, entries in lanes.items()])
        for name, lanes in people.items()
    ]
    context = {
        "people": shown,
        "more": more,
        "team": team,
        "owner": owner,
        "works": user.has_role(*WORK_WITH_CLIENTS),
        "takings": taking.waiting_for(user).count(),
    }
    return render(request, "clients/board.html", context)
