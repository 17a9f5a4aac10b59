"""The work page: one case with its goals, stance, reviews and end; and the safety screening."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import case_forms, cases, partner, screening
from clients.models import (
    Case,
    CaseStatus,
    Client,
    ClosingReason,
    Goal,
    GoalRating,
    GoalState,
    PartnerInvitation,
)
from clients.services import Missing, WrongStep
from clients.views import client_or_404, staff
from coachdesk.audit.services import record_view
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.reading import code_words
from coachdesk.safety.services import open_codes
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy

_FORM = ("GET", "POST")
_Act = Callable[[Any, Case, User], None]


def _goal(form: Any, case: Case, user: User) -> None:
    cases.add_goal(case=case, text=form.cleaned_data["text"], actor=user)


def _change(form: Any, case: Case, user: User) -> None:
    cases.change_case(case=case, actor=user, **form.cleaned_data)


def _stance(form: Any, case: Case, user: User) -> None:
    cases.set_stance(case=case, actor=user, **form.cleaned_data)


def _review(form: Any, case: Case, user: User) -> None:
    cases.hold_review(case=case, actor=user, **form.cleaned_data)


def _close(form: Any, case: Case, user: User) -> None:
    cases.close_case(case=case, actor=user, **form.cleaned_data)


def _couple(form: Any, case: Case, user: User) -> None:
    cases.partner_joined(case=case, actor=user, **form.cleaned_data)


_ACTS: dict[str, tuple[type[forms.Form], _Act]] = {
    "goal": (case_forms.GoalForm, _goal),
    "case": (case_forms.CaseForm, _change),
    "stance": (case_forms.StanceForm, _stance),
    "review": (case_forms.ReviewForm, _review),
    "close": (case_forms.CloseForm, _close),
    "couple": (case_forms.CoupleForm, _couple),
}


def _forms_for(case: Case, act: str, data: Any) -> dict[str, forms.Form]:
    initial = {
        "case": {
            "kind": case.kind,
            "concern": case.presenting_concern,
            "tags": case.tags,
            "partner_label": case.partner_label,
        },
        "stance": {"stance": case.partner_stance},
        "review": {"path": case.path, "decide_on": case.decide_on},
    }
    made: dict[str, forms.Form] = {}
    for name, (form, _act) in _ACTS.items():
        extra = {"partner_label": case.partner_label} if name == "goal" else {}
        made[name] = form(
            data if act == name else None, initial=initial.get(name), prefix=name, **extra
        )
    return made


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=_FORM, relation="own; supervised to read")
def work(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The newest case, or the one named by ``case``, with everything one does about it."""
    user = staff(request)
    posting = request.method == "POST"
    scope = Client.objects.editable_by(user) if posting else Client.objects.visible_to(user)
    client = client_or_404(scope, pk)
    case = _case(request, client)
    act = request.POST.get("act", "") if posting else ""
    made = _forms_for(case, act, request.POST)
    if posting:
        done = _carry_out(request, case, act, made, user)
        if done:
            return redirect(f"{request.path}?case={case.pk}" if act != "couple" else request.path)
    else:
        record_view(actor=user, target=case, person_id=client.pk, request=request)
    ratings = Prefetch("ratings", queryset=GoalRating.objects.order_by("-at"))
    context = {
        "client": client,
        "case": case,
        "cases": list(client.cases.order_by("-opened_at")),
        "forms": made,
        "act": act,
        "goals": list(case.goals.order_by("created_at").prefetch_related(ratings)),
        "stances": list(case.stances.order_by("-on")[:12]),
        "reviews": list(case.reviews.order_by("-held_on")[:12]),
        "wish": PartnerInvitation.objects.filter(case=case).first(),
        "limbo": cases.limbo_days(case),
        "next_statuses": [(s, CaseStatus(s).label) for s in cases.NEXT_CASE_STATUS[case.status]],
        "blocked": bool(open_codes(client.pk) & screening.COUPLE_BLOCK),
        "ended": case.status in (CaseStatus.CLOSED, CaseStatus.CANCELLED),
        "may_write": Client.objects.editable_by(user).filter(pk=pk).exists(),
        "scale": range(11),
        "today": timezone.localdate(),
        "carried": case_forms.carried_words(case.carried_over),
        "tags": case_forms.tag_words(case.tags),
        "ending": ClosingReason(case.closing_reason).label if case.closing_reason else "",
    }
    return render(request, "clients/work.html", context, status=400 if posting else 200)


def _case(request: HttpRequest, client: Client) -> Case:
    """The case asked for, through its client; else the newest that is not closed."""
    asked = request.GET.get("case") or request.POST.get("case")
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


def _carry_out(
    request: HttpRequest, case: Case, act: str, made: dict[str, forms.Form], user: User
) -> bool:
    """Do the act that was posted; False when its form needs another look."""
    try:
        if act in _ACTS:
            if not made[act].is_valid():
                return False
            _ACTS[act][1](made[act], case, user)
        elif act == "status":
            cases.change_case_status(case=case, to=request.POST.get("to", ""), actor=user)
        elif act == "next_case":
            cases.open_next_case(case=case, kind=case.kind, actor=user)
        elif act == "partner_check":
            wish = get_object_or_404(PartnerInvitation, case=case)
            partner.check_partner(
                wish=wish, note=request.POST.get("note", "").strip()[:1000], actor=user
            )
        elif act in ("rate", "goal_met", "goal_let_go"):
            _about_goal(request, case, act, user)
        else:
            raise Http404
    except (WrongStep, KeyError):
        messages.error(request, _("The case does not lead there any more."))
    except cases.NoRating:
        messages.error(request, _("Choose a number from 0 to 10 first."))
    except Missing as missing:
        messages.error(request, _("Not yet: %(what)s.") % {"what": ", ".join(missing.what)})
    except (cases.Blocked, partner.Blocked):
        messages.error(
            request,
            _(
                "Safety stands against work with both: a code is open, or the screening is not "
                "clear. A supervisor has to look first."
            ),
        )
    else:
        messages.success(request, _("Noted."))
    return True


def _about_goal(request: HttpRequest, case: Case, act: str, user: User) -> None:
    try:
        goal = get_object_or_404(
            Goal.objects.select_related("case__client"),
            case=case,
            pk=uuid.UUID(request.POST.get("goal", "")),
        )
    except ValueError:
        raise Http404 from None
    if act == "rate":
        cases.rate_goal(goal=goal, value=cases.rating_of(request.POST.get("value")), actor=user)
    else:
        state = GoalState.MET if act == "goal_met" else GoalState.LET_GO
        cases.end_goal(goal=goal, state=state, actor=user)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=_FORM, relation="own; supervised to read")
def safety(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Screenings, flags and overrides of one client."""
    user = staff(request)
    posting = request.method == "POST"
    act = request.POST.get("act", "")
    may_override = user.has_role(Role.SUPERVISOR)
    scope = Client.objects.visible_to(user)
    if posting and not (act == "override" and may_override):
        scope = Client.objects.editable_by(user)
    client = client_or_404(scope, pk)
    form = case_forms.ScreeningForm(request.POST if act == "screening" else None)
    override = case_forms.OverrideForm(request.POST if act == "override" else None)
    if act == "screening" and form.is_valid():
        taken = screening.take_screening(
            client=client,
            actor=user,
            answers=form.answers(),
            how=form.cleaned_data["how"],
            note=form.cleaned_data["note"],
        )
        words = _("Noted. Outcome: %(outcome)s.") % {"outcome": taken.get_outcome_display()}
        messages.success(request, words)
        return redirect("clients:safety", pk=pk)
    if act == "override" and may_override and override.is_valid():
        screening.override(client=client, actor=user, reason=override.cleaned_data["reason"])
        messages.success(request, _("Gated work may go on for 30 days."))
        return redirect("clients:safety", pk=pk)
    if not posting:
        record_view(actor=user, target=client, person_id=client.pk, request=request)
    flags = SafetyFlag.objects.filter(person_id=client.pk).order_by("-opened_at")[:20]
    context = {
        "client": client,
        "form": form,
        "plain_fields": ("alone", "how", "note"),
        "override_form": override,
        "state": screening.state_of(client),
        "screenings": [
            (row, screening.positive_questions(row))
            for row in client.screenings.select_related("taken_by").order_by("-taken_at")[:12]
        ],
        "flags": [(flag, [code_words(code) for code in flag.codes]) for flag in flags],
        "overrides": client.overrides.select_related("given_by").order_by("-given_at")[:6],
        "may_screen": Client.objects.editable_by(user).filter(pk=pk).exists(),
        "may_override": may_override,
        "asking": act == "screening" or request.GET.get("ask") == "1",
    }
    return render(request, "clients/safety.html", context, status=400 if posting else 200)
