"""A client's check-ins and scores on the desk."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.forms import ScoreForm
from clients.measures.models import CheckIn
from clients.measures.packs import instruments, instruments_for
from clients.measures.queries import score_lines, weekly_lines
from clients.measures.services import ScoreRefused, enter_score
from clients.models import Client
from coachdesk.audit.services import record_view
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=("GET", "POST"), relation="assigned client")
def client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Charts with a sentence first, the numbers in a table, and a form for a new score."""
    rows = (
        Client.objects.editable_by(request.user)
        if request.method == "POST"
        else Client.objects.visible_to(request.user)
    )
    found = get_object_or_404(rows, pk=pk)
    packs = instruments_for(request.user)
    form = ScoreForm(request.POST or None, packs=packs, initial={"taken_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            enter_score(
                client=found,
                instrument=instruments()[data["code"]],
                score=data["score"],
                taken_on=data["taken_on"],
                flagged_item=data.get("flagged_item", False),
                note=data["note"],
                actor=request.user,
            )
        except ScoreRefused as refusal:
            form.add_error("score", str(refusal))
        else:
            messages.success(request, _("Noted."))
            return redirect("measures:client", pk=pk)
    since = timezone.localdate() - timedelta(weeks=12)
    recent = CheckIn.objects.filter(client=found, on__gte=since).order_by("-on")[:24]
    if request.method == "GET":
        CheckIn.objects.filter(client=found, seen_at=None).update(seen_at=timezone.now())
        record_view(actor=request.user, target=found, person_id=found.pk, request=request)
    lines = weekly_lines(found)
    table = zip(lines[0].labels, zip(*(line.values for line in lines), strict=True), strict=True)
    context = {
        "client": found,
        "lines": lines,
        "table": list(table),
        "scores": score_lines(found),
        "recent": recent,
        "form": form,
        "tab": "measures:client",
    }
    return render(request, "measures/client.html", context, status=400 if form.errors else 200)
