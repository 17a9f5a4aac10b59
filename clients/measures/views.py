"""A client's check-ins and scores on the desk."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.measures.forms import PlanForm, ScoreForm
from clients.measures.models import CheckIn, MeasurePlan, MeasureScore
from clients.measures.packs import instruments, instruments_for
from clients.measures.queries import marks_of, score_lines, weekly_lines
from clients.measures.schedules import due, end_plan, plan_measure, schedules
from clients.measures.services import ScoreRefused, enter_score, void_score
from clients.models import Client
from clients.pages import works_with
from coachdesk.audit.services import record_view
from coachdesk.users.policies import OPENS_RECORDS, STAFF, policy


@policy(STAFF, roles=OPENS_RECORDS, methods=("GET", "POST"), relation="assigned client")
def client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Charts with a sentence first, the numbers in a table, and a form for a new score."""
    rows = (
        Client.objects.editable_by(request.user)
        if request.method == "POST"
        else Client.objects.visible_to(request.user)
    )
    found = get_object_or_404(rows, pk=pk)
    packs = instruments_for(request.user)
    act = request.POST.get("act", "score") if request.method == "POST" else ""
    today = timezone.localdate()
    chosen = {"taken_on": today, "code": request.GET.get("code", "")}
    form = ScoreForm(request.POST if act == "score" else None, packs=packs, initial=chosen)
    plan = PlanForm(
        request.POST if act == "plan" else None, packs=packs, initial={"start_on": today}
    )
    if request.method == "POST":
        done = _act(request, found, act, form, plan)
        if done:
            messages.success(request, done)
            return redirect("measures:client", pk=pk)
    since = timezone.localdate() - timedelta(weeks=12)
    recent = CheckIn.objects.filter(client=found, on__gte=since).order_by("-on")[:24]
    if request.method == "GET":
        if works_with(request.user, found):  # another's look tells the coach nothing
            CheckIn.objects.filter(client=found, seen_at=None).update(seen_at=timezone.now())
        record_view(actor=request.user, target=found, person_id=found.pk, request=request)
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
        "plan": plan,
        "recent": [
            row for row in recent if row.note or row.values.get("afraid") in ("yes", "sometimes")
        ],
        "form": form,
        "tab": "measures:client",
    }
    return render(
        request, "measures/client.html", context, status=400 if form.errors or plan.errors else 200
    )


def _act(request: HttpRequest, found: Client, act: str, form: ScoreForm, plan: PlanForm) -> str:
    """Do what was asked; the words to say about it, blank where a form holds the reason against."""
    if act in ("void", "end"):
        model = MeasureScore if act == "void" else MeasurePlan
        row = get_object_or_404(model, client=found, pk=_uuid(request.POST.get("row", "")))
        if isinstance(row, MeasureScore):
            void_score(score=row, actor=request.user)
            return _("Taken back.")
        end_plan(plan=row, actor=request.user)
        return _("Ended.")
    if act not in ("score", "plan"):
        raise BadRequest
    bound: forms.Form = form if act == "score" else plan
    if not bound.is_valid():
        return ""
    data = dict(bound.cleaned_data)
    instrument = instruments()[data.pop("code")]
    try:
        if act == "score":
            flagged = data.pop("flagged_item", False)
            enter_score(
                client=found,
                instrument=instrument,
                flagged_item=flagged,
                actor=request.user,
                **data,
            )
        else:
            plan_measure(client=found, instrument=instrument, actor=request.user, **data)
    except ScoreRefused as refusal:
        bound.add_error("score" if act == "score" else "code", str(refusal))
        return ""
    return _("Noted.")


def _uuid(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        raise Http404 from None
