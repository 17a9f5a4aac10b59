"""The client's sessions: a tab of the client's page, and the client's own appointments."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clients.models import Client
from clients.queries import with_state
from coachdesk.lib.paging import keyset_page
from coachdesk.users.policies import OPENS_RECORDS, STAFF, policy, staff
from sessions.log import queries
from sessions.models import CoachingSession


@policy(STAFF, roles=OPENS_RECORDS, relation="own, supervised")
def client_sessions(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """All sessions of a client, the newest first, with the state of their notes."""
    user = staff(request)
    client = get_object_or_404(with_state(Client.objects.visible_to(user)), pk=pk)
    rows = (
        CoachingSession.objects.visible_to(user)
        .filter(client=client)
        .numbered()
        .select_related("coach", "case")
    )
    ahead = list(rows.filter(starts_at__gt=timezone.now()).order_by("starts_at")[:30])
    page = keyset_page(
        rows.filter(starts_at__lte=timezone.now()),
        cursor=request.GET.get("page", ""),
        keys=("starts_at", "id"),
        size=30,
    )
    notes = queries.notes_of(user, [m.pk for m in page.rows])
    context = {
        "client": client,
        "tab": "sessions:client",
        "ahead": ahead,
        "page": page,
        "rows": [(m, notes.get(m.pk)) for m in page.rows],
        "may_edit": Client.objects.editable_by(user).filter(pk=pk).exists(),
    }
    return render(request, "sessions/client.html", context)
