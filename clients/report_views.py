"""Reports without names, and the team board."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from clients.attention import attention
from clients.models import Case, CaseStatus, Client
from clients.reports import reports
from clients.views import staff
from coachdesk.audit.services import record
from coachdesk.lib.sheets import as_csv
from coachdesk.users.models import Role
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy

_LANES = (CaseStatus.WAITLIST, CaseStatus.INQUIRY, CaseStatus.ACTIVE, CaseStatus.ON_HOLD)
_BOARD = 300


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def index(request: HttpRequest) -> HttpResponse:
    """Every table; small counts are not shown."""
    return render(request, "clients/reports.html", {"reports": reports()})


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
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
    response = HttpResponse(as_csv(found.head, found.rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.name}.csv"'
    return response


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own and supervised clients")
def board(request: HttpRequest) -> HttpResponse:
    """Open cases by coach and state, each with what needs attention."""
    user = staff(request)
    rows = (
        Case.objects.filter(
            client__in=Client.objects.visible_to(user).values("pk"), status__in=_LANES
        )
        .select_related("client", "owner")
        .order_by("owner_id", "-opened_at")[: _BOARD + 1]
    )
    cases = list(rows)
    more, cases = len(cases) > _BOARD, cases[:_BOARD]
    reasons = attention({case.client_id for case in cases})
    people: dict[str, dict[str, list[tuple[Case, list[str]]]]] = {}
    for case in cases:
        lanes = people.setdefault(case.owner.display_name, {lane.value: [] for lane in _LANES})
        lanes[case.status].append((case, reasons.get(case.client_id, [])))
    shown = [
        (name, [(CaseStatus(lane).label, entries) for lane, entries in lanes.items()])
        for name, lanes in people.items()
    ]
    return render(request, "clients/board.html", {"people": shown, "more": more})
