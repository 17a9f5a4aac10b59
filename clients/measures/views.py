"""A client's check-ins and scores on the desk."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.forms import PlanForm, ScoreForm
from clients.measures.instrument_packs import instruments, instruments_for
from clients.measures.models import CheckIn, MeasurePlan, MeasureScore
from clients.measures.queries import marks_of, score_lines, weekly_lines
from clients.measures.schedules import due, end_plan, plan_measure, schedules
from clients.measures.services import enter_score, void_score
from clients.models import Client
from coachdesk.audit.services import record_view
from coachdesk.lib.errors import Refused
from coachdesk.users.policies import OPENS_RECORDS, STAFF, WORK_WITH_CLIENTS, policy, staff

_ACTS: dict[str, Any] = {"roles": WORK_WITH_CLIENTS, "methods": ("POST",), "relation": "own"}


@policy(STAFF, roles=OPENS_RECORDS, relation="own and supervised clients")
def client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Charts with a sentence first, the numbers in a table, and a form for a new score."""
    user = staff(request)
    found = get_object_or_404(Client.objects.visible_to(user), pk=pk)
    record_view(actor=user, target=found, person_id=found.pk, request=request)
    return _page(request, found)


def _page(
    request: HttpRequest,
    found: Client,
    *,
    form: ScoreForm | None = None,
    plan: PlanForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``form`` and ``plan`` are forms that were sent and refused."""
    packs, today = instruments_for(staff(request)), timezone.localdate()
    chosen = {"taken_on": today, "code": request.GET.get("code", "")}
    since = today - timedelta(weeks=12)
    recent = CheckIn.objects.filter(client=found, on__gte=since).order_by("-on")[:24]
    lines = weekly_lines(found)
    marks = marks_of(found, lines[0].weeks)
    values = zip(*(line.values for line in lines), strict=True)
    table = [
        (label, row, marks.get(place, ("", ""))[1])
        for place, (label, row) in enumerate(zip(lines[0].labels, values, strict=True))
    ]
    context = {
        "client": found,
        "lines": lines,
        "table": table,
        "marks": [(place, short) for place, (short, _said) in marks.items()],
        "scores": score_lines(found),
        "due": due([found.pk]).get(found.pk, []),
        "standing": schedules([found.pk])[found.pk],
        "plans": MeasurePlan.objects.filter(client=found, ended_at=None).order_by("start_on"),
        "titles": {code: pack.title for code, pack in instruments().items()},
        "may_enter": {pack.code for pack in packs},
        "plan": plan or PlanForm(packs=packs, initial={"start_on": today}),
        "recent": [
            row for row in recent if row.note or row.values.get("afraid") in ("yes", "sometimes")
        ],
        "form": form or ScoreForm(packs=packs, initial=chosen),
        "tab": "measures:client",
    }
    return render(request, "measures/client.html", context, status=status)


def _own(request: HttpRequest, pk: uuid.UUID) -> Client:
    return get_object_or_404(Client.objects.editable_by(staff(request)), pk=pk)


def _done(request: HttpRequest, pk: uuid.UUID, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("measures:client", pk=pk)


@policy(STAFF, **_ACTS)
def score_enter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter a score taken from the rights holder's own form."""
    found = _own(request, pk)
    form = ScoreForm(request.POST, packs=instruments_for(staff(request)))
    if not form.is_valid():
        return _page(request, found, form=form, status=400)
    data = dict(form.cleaned_data)
    instrument, flagged = instruments()[data.pop("code")], data.pop("flagged_item", False)
    try:
        enter_score(
            client=found,
            instrument=instrument,
            flagged_item=flagged,
            actor=staff(request),
            **data,
        )
    except Refused as refusal:
        form.add_error("score", str(refusal))
        return _page(request, found, form=form, status=400)
    return _done(request, pk, _("Noted."))


@policy(STAFF, **_ACTS)
def score_void(request: HttpRequest, pk: uuid.UUID, score: uuid.UUID) -> HttpResponse:
    """Take back a score that was entered wrongly."""
    row = get_object_or_404(MeasureScore, client=_own(request, pk), pk=score)
    void_score(score=row, actor=staff(request))
    return _done(request, pk, _("Taken back."))


@policy(STAFF, **_ACTS)
def plan_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Plan a questionnaire that is wanted once or again and again."""
    found = _own(request, pk)
    form = PlanForm(request.POST, packs=instruments_for(staff(request)))
    if not form.is_valid():
        return _page(request, found, plan=form, status=400)
    data = dict(form.cleaned_data)
    instrument = instruments()[data.pop("code")]
    try:
        plan_measure(client=found, instrument=instrument, actor=staff(request), **data)
    except Refused as refusal:
        form.add_error("code", str(refusal))
        return _page(request, found, plan=form, status=400)
    return _done(request, pk, _("Noted."))


@policy(STAFF, **_ACTS)
def plan_end(request: HttpRequest, pk: uuid.UUID, plan: uuid.UUID) -> HttpResponse:
    """Ask for a planned questionnaire no more."""
    row = get_object_or_404(MeasurePlan, client=_own(request, pk), pk=plan)
    end_plan(plan=row, actor=staff(request))
    return _done(request, pk, _("Ended."))
