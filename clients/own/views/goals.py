"""The client's own goals in the portal."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.cases.forms import GoalForm
from clients.cases.services import NoRating, add_goal, rate_goal, rating_of
from clients.models import Case, CaseStatus, Client, Goal, GoalState
from clients.own.access import login_of, portal_page
from coachdesk.users.policies import CLIENT, policy


@policy(CLIENT, relation="own record")
@portal_page()
def goals(request: HttpRequest, client: Client) -> HttpResponse:
    """My goals: rate them, add one that is mine to do."""
    case = _case(client)
    return _goals(request, client, case, _goal_form(case))


def _case(client: Client) -> Case:
    """The client's newest open case. Raises Http404 where there is none."""
    open_cases = Case.objects.filter(client=client).exclude(status=CaseStatus.CLOSED)
    case = open_cases.order_by("-opened_at").first()
    if case is None:
        raise Http404
    return case


def _goal_form(case: Case, data: QueryDict | None = None) -> GoalForm:
    form = GoalForm(data, partner_label=case.partner_label)
    form.fields["text"].label = _("A goal, in your words")
    form.fields["text"].help_text = _("Something you do. Nobody can promise what another does.")
    return form


def _goals(
    request: HttpRequest, client: Client, case: Case, form: GoalForm, status: int = 200
) -> HttpResponse:
    rows = case.goals.filter(state=GoalState.OPEN).prefetch_related("ratings")
    shown = []
    for goal in rows.order_by("created_at"):
        ratings = sorted(goal.ratings.all(), key=lambda rating: rating.at)
        shown.append((goal, ratings[-1] if ratings else None))
    context = {"client": client, "goals": shown, "form": form, "scale": range(11)}
    return render(request, "clients/portal/goals.html", context, status=status)


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def goal_add(request: HttpRequest, client: Client) -> HttpResponse:
    """Add a goal of my own."""
    case = _case(client)
    form = _goal_form(case, request.POST)
    if not form.is_valid():
        return _goals(request, client, case, form, 400)
    add_goal(case=case, text=form.cleaned_data["text"], actor=login_of(client))
    return redirect("portal:goals")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def goal_rate(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Say how near I am to a goal today."""
    goal = get_object_or_404(Goal.objects.select_related("case"), case=_case(client), pk=pk)
    try:
        value = rating_of(request.POST.get("value"))
        rate_goal(goal=goal, value=value, actor=login_of(client))
    except NoRating:
        messages.error(request, _("Choose a number from 0 to 10 first."))
    else:
        messages.success(request, _("Noted."))
    return redirect("portal:goals")
