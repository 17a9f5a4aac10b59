"""The record on the desk: requests, holds and erasing, merging, who works on it, emergencies."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import erase, handover, merging, records, two_persons
from clients.models import (
    BreakGlass,
    Case,
    CaseAssignment,
    CaseStatus,
    Client,
    Erasure,
    LegalHold,
    Merge,
    RecordRequest,
    RequestState,
)
from clients.services import NotAllowed, WrongStep
from clients.views import client_or_404, staff
from coachdesk.audit.services import record_view
from coachdesk.lib.fields import TextArea, TextLine
from coachdesk.users.limits import within_limit
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, WORK_WITH_CLIENTS, policy

_FORM = ("GET", "POST")
_REFUSALS = (
    NotAllowed,
    WrongStep,
    records.NotAllowed,
    records.WrongStep,
    two_persons.NotAllowed,
    erase.Held,
)


class Reason(forms.Form):
    reason = TextArea(label=gettext_lazy("Reason"), limit=500, min_length=20)


class GlassForm(Reason):
    """Emergency access: one client by code, a reason of 20 to 500 characters (SEC-18)."""

    code = TextLine(label=gettext_lazy("The client’s code"), limit=12)
    field_order = ("code", "reason")


class PersonForm(forms.Form):
    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("To whom"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = User.objects.with_role(Role.COACH, Role.COUNSELOR)  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.display_name  # type: ignore[attr-defined]


class CoverForm(PersonForm):
    until = forms.DateField(
        label=gettext_lazy("Until and with"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("Who covers")


class MergeForm(forms.Form):
    code = TextLine(
        label=gettext_lazy("Code of the other record"),
        help_text=gettext_lazy("Everything of it moves here. It can be undone."),
        limit=12,
    )


def posted_id(request: HttpRequest, name: str) -> uuid.UUID:
    """An id of the form. Raises Http404 for anything else."""
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=_FORM, relation="own; supervised to read")
def record_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who works on the case, requests, merging."""
    user = staff(request)
    posting, act = request.method == "POST", request.POST.get("act", "")
    scope = Client.objects.led_by(user) if posting else Client.objects.visible_to(user)
    client = client_or_404(scope, pk)
    cases = list(client.cases.select_related("owner", "client").order_by("-opened_at"))
    over = PersonForm(request.POST if act == "hand_over" else None, prefix="over")
    cover = CoverForm(request.POST if act == "cover" else None, prefix="cover")
    merge = MergeForm(request.POST if act == "merge" else None, prefix="merge")
    if posting:
        try:
            if _record_act(request, client, cases, act, over, cover, merge):
                messages.success(request, _("Noted."))
                if Client.objects.visible_to(user).filter(pk=pk).exists():
                    return redirect("clients:record", pk=pk)
                return redirect("clients:list")
        except _REFUSALS:
            messages.error(request, _("That does not go from here."))
            return redirect("clients:record", pk=pk)
    else:
        record_view(actor=user, target=client, person_id=client.pk, request=request)
    assignments = CaseAssignment.objects.filter(case__client=client).select_related("user", "case")
    context = {
        "client": client,
        "cases": cases,
        "open_cases": [c for c in cases if c.status != CaseStatus.CLOSED],
        "assignments": assignments.order_by("-since")[:30],
        "now": timezone.now(),
        "requests": [
            (row, [(s, RequestState(s).label) for s in records.NEXT_REQUEST.get(row.state, ())])
            for row in client.record_requests.order_by("-received_at")[:20]
        ],
        "ends": [state.value for state in records.REQUEST_ENDED],
        "merges": Merge.objects.filter(kept=client).select_related("gone").order_by("-merged_at"),
        "over": over,
        "cover": cover,
        "merge": merge,
        "act": act,
        "may_write": Client.objects.editable_by(user).filter(pk=pk).exists(),
        "may_assign": Client.objects.led_by(user).filter(pk=pk).exists(),
    }
    return render(request, "clients/record.html", context, status=400 if posting else 200)


def _record_act(
    request: HttpRequest,
    client: Client,
    cases: list[Case],
    act: str,
    over: PersonForm,
    cover: CoverForm,
    merge: MergeForm,
) -> bool:
    """Do what was posted; False when its form needs another look."""
    user = staff(request)
    own = Client.objects.editable_by(user).filter(pk=client.pk).exists()
    if act in ("hand_over", "cover"):
        wanted = posted_id(request, "case")
        case = next((c for c in cases if c.pk == wanted), None)
        form = over if act == "hand_over" else cover
        if case is None:
            raise Http404
        if not form.is_valid():
            return False
        if act == "hand_over":
            handover.hand_over(case=case, to=form.cleaned_data["person"], actor=user)
        else:
            day = form.cleaned_data["until"] + timedelta(days=1)
            handover.cover(
                case=case,
                by=form.cleaned_data["person"],
                since=timezone.now(),
                until=datetime.combine(day, time(), tzinfo=UTC),
                actor=user,
            )
    elif act == "end_assignment":
        rows = CaseAssignment.objects.select_related("case").filter(case__client=client)
        row = get_object_or_404(rows, pk=_number(request, "assignment"))
        handover.end_assignment(assignment=row, actor=user)
    elif not own:
        raise Http404
    elif act == "request":
        asked = get_object_or_404(RecordRequest, client=client, pk=posted_id(request, "request"))
        records.move_request(
            request=asked,
            to=request.POST.get("to", ""),
            answer=request.POST.get("answer", "")[:8000],
            actor=user,
        )
    elif act == "merge":
        if not merge.is_valid():
            return False
        code = merge.cleaned_data["code"].upper()
        gone = Client.objects.editable_by(user).filter(code=code).first()
        if gone is None:
            merge.add_error("code", _("You have no client with this code."))
            return False
        merging.merge_clients(keep=client, gone=gone, actor=user)
    elif act == "undo_merge":
        done = get_object_or_404(Merge, kept=client, pk=posted_id(request, "merge"))
        merging.undo_merge(merge=done, actor=user)
    else:
        raise Http404
    return True


def _number(request: HttpRequest, name: str) -> int:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def retention(request: HttpRequest) -> HttpResponse:
    """What retention would erase today (nothing happens by looking), proposals and holds."""
    return _retention(request, 200)


def _retention(request: HttpRequest, status: int, **forms_shown: GlassForm) -> HttpResponse:
    due = list(erase.due_for_erasure()[:50])
    context = {
        "due": due,
        "due_more": len(due) == 50,
        "proposals": Erasure.objects.filter(done_at=None).select_related("client", "proposed_by"),
        "done": Erasure.objects.exclude(done_at=None)
        .select_related("client")
        .order_by("-done_at")[:30],
        "holds": LegalHold.objects.filter(ended_at=None).select_related("client", "set_by"),
        "hold": GlassForm(prefix="hold"),
        "propose": GlassForm(prefix="propose"),
        **forms_shown,
    }
    return render(request, "clients/retention.html", context, status=status)


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR), methods=_FORM, step_up=True)
def retention_act(request: HttpRequest) -> HttpResponse:
    """Propose, approve, take back, hold; each after a fresh proof."""
    if request.method != "POST":
        return redirect("clients:retention")
    user, act = staff(request), request.POST.get("act", "")
    try:
        if act in ("propose", "hold"):
            form = GlassForm(request.POST, prefix=act)
            client = None
            if form.is_valid():
                code = form.cleaned_data["code"].upper()
                client = Client.objects.exclude(status="purged").filter(code=code).first()
                if client is None:
                    form.add_error("code", _("There is no client with this code."))
            if client is None:
                return _retention(request, 400, **{act: form})
            if act == "propose":
                erase.propose_erasure(
                    client=client,
                    actor=user,
                    why="request",
                    reason=form.cleaned_data["reason"],
                )
            else:
                erase.set_hold(client=client, actor=user, reason=form.cleaned_data["reason"])
        elif act in ("approve", "withdraw"):
            row = get_object_or_404(Erasure, done_at=None, pk=posted_id(request, "erasure"))
            if act == "approve":
                erase.approve_erasure(erasure=row, actor=user)
            else:
                two_persons.withdraw(row, actor=user)
        elif act == "end_hold":
            hold = get_object_or_404(LegalHold, ended_at=None, pk=posted_id(request, "hold"))
            erase.end_hold(hold=hold, actor=user)
        else:
            raise Http404
    except erase.Held:
        messages.error(request, _("A legal hold stands: nothing of this client is erased."))
    except two_persons.NotAllowed:
        messages.error(request, _("That takes another person."))
    else:
        messages.success(request, _("Noted."))
    return redirect("clients:retention")


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR))
def emergencies(request: HttpRequest) -> HttpResponse:
    """Emergency accesses: the own open ones, and those that wait for a review."""
    return _emergencies(request, GlassForm(), 200)


def _emergencies(request: HttpRequest, form: GlassForm, status: int) -> HttpResponse:
    user = staff(request)
    rows = BreakGlass.objects.select_related("actor", "client", "reviewed_by").order_by("-since")
    context = {
        "form": form,
        "mine": rows.filter(actor=user, until__gt=timezone.now(), ended_at=None),
        "waiting": rows.filter(reviewed_at=None)[:50],
        "done": rows.exclude(reviewed_at=None)[:30],
        "me": user.pk,
    }
    return render(request, "clients/emergencies.html", context, status=status)


@policy(STAFF, roles=(Role.OWNER, Role.SUPERVISOR), methods=_FORM, step_up=True)
def emergency_act(request: HttpRequest) -> HttpResponse:
    """Break the glass, close it, or review another's."""
    if request.method != "POST":
        return redirect("clients:emergencies")
    user, act = staff(request), request.POST.get("act", "")
    if act == "open":
        form = GlassForm(request.POST)
        if not form.is_valid():
            return _emergencies(request, form, 400)
        if not within_limit("glass", str(user.pk), times=5, per=timedelta(days=1)):
            form.add_error(None, _("That is the fifth record today. Please talk to a colleague."))
            return _emergencies(request, form, 429)
        try:
            glass = records.break_glass(
                actor=user,
                code=form.cleaned_data["code"],
                reason=form.cleaned_data["reason"],
            )
        except Client.DoesNotExist:
            form.add_error("code", _("There is no client with this code."))
            return _emergencies(request, form, 400)
        return redirect("clients:detail", pk=glass.client_id)
    row = get_object_or_404(BreakGlass, pk=posted_id(request, "glass"))
    try:
        if act == "end" and row.actor_id == user.pk:
            records.end_glass(glass=row, actor=user)
        elif act == "review":
            finding = request.POST.get("finding", "").strip()[:2000]
            if not finding:
                messages.error(request, _("Please say what you found."))
                return redirect("clients:emergencies")
            records.review_glass(glass=row, finding=finding, actor=user)
            messages.success(request, _("Noted."))
        else:
            raise Http404
    except records.NotAllowed:
        messages.error(request, _("Somebody else has to review it."))
    return redirect("clients:emergencies")
