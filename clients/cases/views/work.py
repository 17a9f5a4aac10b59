"""The work page: one case with its goals, stance, reviews and end, and each act on it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.cases import forms as case_forms
from clients.cases import joint as joints
from clients.cases import partner
from clients.cases import services as cases
from clients.models import (
    Case,
    CaseStatus,
    Client,
    ClosingReason,
    Goal,
    GoalRating,
    GoalState,
    JointState,
    PartnerInvitation,
)
from clients.page.lookup import case_or_404, client_or_404
from clients.people.screening_state import clear_for_both
from coachdesk.audit.services import record_view
from coachdesk.lib.errors import Blocked, Missing, NotPossible
from coachdesk.users.models import User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy, staff

_ACTS: dict[str, Any] = {"roles": WORK_WITH_CLIENTS, "methods": ("POST",), "relation": "own"}
_FORMS: dict[str, type[forms.Form]] = {
    "goal": case_forms.GoalForm,
    "case": case_forms.CaseForm,
    "kind": case_forms.KindForm,
    "stance": case_forms.StanceForm,
    "review": case_forms.ReviewForm,
    "close": case_forms.CloseForm,
    "joint": case_forms.JointForm,
    "check": case_forms.PartnerCheckForm,
}


@policy(STAFF, roles=WORK_WITH_CLIENTS, relation="own and supervised clients")
def work(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The newest case, or the one named by ``case``, with everything one does about it."""
    user = staff(request)
    client = client_or_404(Client.objects.visible_to(user), pk)
    case = _case(request, client)
    record_view(actor=user, target=case, person_id=client.pk, request=request)
    return _work(request, client, case)


def _case(request: HttpRequest, client: Client) -> Case:
    """The case asked for, through its client; else the newest that is not closed."""
    asked = request.GET.get("case")
    rows = client.cases.select_related("owner", "client")
    if asked:
        try:
            return get_object_or_404(rows, pk=uuid.UUID(asked))
        except ValueError:
            raise Http404 from None
    case = rows.exclude(status=CaseStatus.CLOSED).order_by("-opened_at").first()
    case = case or rows.order_by("-opened_at").first()
    if case is None:
        raise Http404
    return case


def _work(
    request: HttpRequest,
    client: Client,
    case: Case,
    *,
    refused: dict[str, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    ratings = Prefetch("ratings", queryset=GoalRating.objects.order_by("-at"))
    wish = PartnerInvitation.objects.filter(case=case).select_related("invitation").first()
    joint = joints.of_case(case)
    context = {
        "client": client,
        "case": case,
        "cases": list(client.cases.order_by("-opened_at")),
        "forms": {name: _form(name, case) for name in _FORMS} | (refused or {}),
        "goals": list(case.goals.order_by("created_at").prefetch_related(ratings)),
        "stances": list(case.stances.order_by("-on")[:12]),
        "reviews": list(case.reviews.order_by("-held_on")[:12]),
        "wish": wish,
        "checked": partner.check_lines(wish),
        "limbo": cases.limbo_days(case),
        "next_statuses": [(s, CaseStatus(s).label) for s in cases.NEXT_CASE_STATUS[case.status]],
        "joint": joint,
        "joint_missing": joints.missing_for(joint) if joint and not joint.begun_at else [],
        "came_in": wish is not None and wish.accepted_client_id is not None,
        "blocked": not clear_for_both(client),
        "ended": case.status in (CaseStatus.CLOSED, CaseStatus.CANCELLED),
        "may_write": Client.objects.editable_by(staff(request)).filter(pk=client.pk).exists(),
        "scale": range(11),
        "today": timezone.localdate(),
        "carried": case_forms.carried_words(case.carried_over),
        "tags": case_forms.tag_words(case.tags),
        "ending": ClosingReason(case.closing_reason).label if case.closing_reason else "",
    }
    return render(request, "clients/work.html", context, status=status)


def _form(name: str, case: Case, data: QueryDict | None = None) -> forms.Form:
    initial: dict[str, dict[str, Any]] = {
        "case": {
            "concern": case.presenting_concern,
            "tags": case.tags,
            "partner_label": case.partner_label,
        },
        "kind": {"kind": case.kind},
    }
    if name == "stance":
        initial[name] = {"stance": case.partner_stance, "entries": case.stances.count()}
    if name == "review":
        initial[name] = {
            "path": case.path,
            "decide_on": case.decide_on,
            "entries": case.reviews.count(),
        }
    extra = {"partner_label": case.partner_label} if name == "goal" else {}
    return _FORMS[name](data, initial=initial.get(name), prefix=name, **extra)


def _own(request: HttpRequest, pk: uuid.UUID) -> tuple[Client, Case]:
    """A case of a client on whose cases the person works now. Raises Http404 for any other."""
    return case_or_404(Client.objects.editable_by(staff(request)), pk)


_REFUSALS = (NotPossible, KeyError, cases.NoRating, Missing, Blocked)


def _why(refusal: Exception) -> str:
    """A refusal of a service as a sentence for the coach."""
    if isinstance(refusal, cases.NoRating):
        return _("Choose a number from 0 to 10 first.")
    if isinstance(refusal, Missing):
        return _("Not yet: %(what)s.") % {"what": ", ".join(refusal.what)}
    if isinstance(refusal, Blocked):
        return _(
            "Safety stands against work with both: a code is open, or there is no clear screening "
            "of the last 60 days. A supervisor has to look first."
        )
    return _("The case does not lead there any more.")


def _carry_out(request: HttpRequest, act: Callable[[], object]) -> None:
    """Do one act, and say in words that it is done or why it is not."""
    try:
        act()
    except _REFUSALS as refusal:
        messages.error(request, _why(refusal))
    else:
        messages.success(request, _("Noted."))


def _to(case: Case) -> HttpResponse:
    return redirect(f"{reverse('clients:work', args=[case.client_id])}?case={case.pk}")


def _sent(
    request: HttpRequest, pk: uuid.UUID, name: str, service: Callable[..., object]
) -> HttpResponse:
    """Hand the fields of a form to ``service``, or show the page with what was typed: 400 for a
    form that is not filled in right, 409 for an old page and where the service refuses."""
    _own(request, pk)
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=pk)
        client, case = _own(request, pk)
        form = _form(name, case, request.POST)
        status = 200
        if not form.is_valid():
            status = getattr(form, "status", 400)
        else:
            try:
                service(case=case, actor=staff(request), **form.cleaned_data)
            except _REFUSALS as refusal:
                form.add_error(None, _why(refusal))
                status = 409
    if status != 200:
        return _work(request, client, case, refused={name: form}, status=status)
    messages.success(request, _("Noted."))
    return _to(case)


@policy(STAFF, **_ACTS)
def case_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what brings the client, and how they speak of the partner."""
    return _sent(request, pk, "case", cases.change_case)


@policy(STAFF, **_ACTS)
def case_kind(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change the kind of work; work with both only where nothing stands against it."""
    return _sent(request, pk, "kind", cases.change_kind)


@policy(STAFF, **_ACTS)
def case_move(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move a case to one of its next states (``to``)."""
    _client, case = _own(request, pk)
    to, user = request.POST.get("to", ""), staff(request)
    _carry_out(request, lambda: cases.change_case_status(case=case, to=to, actor=user))
    return _to(case)


@policy(STAFF, **_ACTS)
def case_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close a case with its summary."""
    return _sent(request, pk, "close", cases.close_case)


@policy(STAFF, **_ACTS)
def case_follow(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open a new case after one that has ended."""
    _client, case = _own(request, pk)
    user = staff(request)
    _carry_out(request, lambda: cases.open_next_case(case=case, kind=case.kind, actor=user))
    return _to(case)


@policy(STAFF, **_ACTS)
def review_hold(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note a review, and when the next one is."""
    return _sent(request, pk, "review", cases.hold_review)


@policy(STAFF, **_ACTS)
def stance_note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note where the absent partner stands."""
    return _sent(request, pk, "stance", cases.set_stance)


@policy(STAFF, **_ACTS)
def partner_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that inviting the partner was talked through with the client alone."""
    _client, case = _own(request, pk)
    wish = get_object_or_404(PartnerInvitation, case=case)

    def check(*, case: Case, actor: User, if_no: str, **answers: str) -> None:
        if not partner.check_partner(wish=wish, answers=answers, if_no=if_no, actor=actor):
            words = _("A safety flag is open now. Nothing is sent, and the client reads no reason.")
            messages.warning(request, words)

    return _sent(request, pk, "check", check)


@policy(STAFF, **_ACTS)
def partner_take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the wish for the partner back: its link opens nothing from now on."""
    _client, case = _own(request, pk)
    wish, user = get_object_or_404(PartnerInvitation, case=case), staff(request)
    _carry_out(request, lambda: partner.take_back(wish=wish, actor=user))
    return _to(case)


@policy(STAFF, **_ACTS)
def joint_offer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put the text for work with both before both; nothing begins by it."""
    return _sent(request, pk, "joint", joints.offer_joint)


@policy(STAFF, **_ACTS)
def joint_take_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the offer back while it has not begun."""
    _client, case = _own(request, pk)
    joint, user = get_object_or_404(case.joint_work, state=JointState.OFFERED), staff(request)
    _carry_out(request, lambda: joints.take_back_joint(joint=joint, actor=user))
    return _to(case)


@policy(STAFF, **_ACTS)
def joint_begin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the work that both have signed for; the page then shows the new case."""
    _client, case = _own(request, pk)
    joint, user = get_object_or_404(case.joint_work, state=JointState.OFFERED), staff(request)
    begun: list[Case] = []
    _carry_out(request, lambda: begun.append(joints.begin_joint(joint=joint, actor=user)))
    return _to(begun[0] if begun else case)


@policy(STAFF, **_ACTS)
def goal_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a goal to a case, in the client's words."""
    return _sent(request, pk, "goal", cases.add_goal)


def _goal(request: HttpRequest, pk: uuid.UUID, act: Callable[[Goal], object]) -> HttpResponse:
    mine = Client.objects.editable_by(staff(request)).values("pk")
    rows = Goal.objects.filter(case__client__in=mine).select_related("case__client")
    goal = get_object_or_404(rows, pk=pk)
    _client, case = _own(request, goal.case_id)
    _carry_out(request, lambda: act(goal))
    return _to(case)


@policy(STAFF, **_ACTS)
def goal_rate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note the client's own rating of a goal."""
    user = staff(request)

    def act(goal: Goal) -> None:
        cases.rate_goal(goal=goal, value=cases.rating_of(request.POST.get("value")), actor=user)

    return _goal(request, pk, act)


@policy(STAFF, **_ACTS)
def goal_meet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a goal is met."""
    user = staff(request)
    return _goal(
        request, pk, lambda goal: cases.end_goal(goal=goal, state=GoalState.MET, actor=user)
    )


@policy(STAFF, **_ACTS)
def goal_let_go(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that a goal is let go."""
    user = staff(request)
    return _goal(
        request, pk, lambda goal: cases.end_goal(goal=goal, state=GoalState.LET_GO, actor=user)
    )
