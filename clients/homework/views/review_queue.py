"""The caseload's homework: what waits for an answer, and who is ready, stuck or silent."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clients.homework.models import SingleTask, TaskFor
from clients.homework.progress import ORDER, standings
from clients.models import Client, ClientStatus
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy

_SHOWN = 200  # clients of one person; nobody works with more at a time
_PROMISES = 20


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own clients")
def caseload(request: HttpRequest) -> HttpResponse:
    """Sentences with their evidence, the answers that are waited for first."""
    working = (ClientStatus.INTAKE, ClientStatus.ACTIVE, ClientStatus.ON_HOLD)
    mine = Client.objects.editable_by(request.user).filter(status__in=working)
    clients = {client.pk: client for client in mine.order_by("-created_at")[:_SHOWN]}
    groups = defaultdict(list)
    for standing in standings(list(clients)):
        groups[standing.kind].append((clients[standing.client_id], standing))
    titles = {
        "waiting": (_("Waits for your answer"), _("Nobody waits for an answer.")),
        "ready": (_("Ready for the next step"), _("Nobody waits at a door.")),
        "stuck": (_("Stuck"), _("Nobody is stuck.")),
        "silent": (_("Silent"), _("Nobody has gone silent.")),
    }
    promises = (
        SingleTask.objects.filter(client__in=list(clients), whose=TaskFor.COACH, done_at=None)
        .select_related("client")
        .order_by("due_on", "created_at")[:_PROMISES]
    )
    context = {
        "groups": [(kind, *titles[kind], groups[kind]) for kind in ORDER],
        "promises": promises,
        "first": groups["waiting"][0][1].url if groups["waiting"] else "",
    }
    return render(request, "homework/caseload.html", context)
