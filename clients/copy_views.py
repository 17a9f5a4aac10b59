"""Full copies of records on the desk: asked for by an owner, approved by another, taken in time."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients import export, record_copy, two_persons
from clients.models import Client, ClientStatus, RecordCopy
from clients.record_views import GlassForm, posted_id
from clients.views import staff
from coachdesk.users.limits import within_limit
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, policy

_ROLES = (Role.OWNER, Role.SUPERVISOR)


@policy(STAFF, roles=_ROLES, relation="codes of clients; the file for the owner who asked")
def copies(request: HttpRequest) -> HttpResponse:
    """What waits for a second yes, what is open, and what was taken."""
    return _copies(request, GlassForm(), 200)


def _copies(request: HttpRequest, form: GlassForm, status: int) -> HttpResponse:
    user = staff(request)
    rows = RecordCopy.objects.select_related("client", "proposed_by", "approved_by")
    known = list(rows.order_by("-proposed_at")[:60])
    waiting = [row for row in known if row.approved_at is None]
    open_ones = [row for row in known if record_copy.is_open(row)]
    context = {
        "form": form,
        "waiting": [(row, record_copy.may_approve(row, user)) for row in waiting],
        "open": open_ones,
        "over": [row for row in known if row not in waiting and row not in open_ones],
        "me": user.pk,
        "may_ask": user.has_role(Role.OWNER),
        "alone": two_persons.nobody_else(user),
    }
    return render(request, "clients/copies.html", context, status=status)


@policy(STAFF, roles=_ROLES, methods=("GET", "POST"), step_up=True)
def copies_act(request: HttpRequest) -> HttpResponse:
    """Ask, approve, take back, take; each after a fresh proof (SEC-22)."""
    if request.method != "POST":
        return redirect("clients:copies")
    user, act = staff(request), request.POST.get("act", "")
    try:
        if act == "ask":
            return _ask(request, user)
        copy = get_object_or_404(RecordCopy, done_at=None, pk=posted_id(request, "copy"))
        if act == "approve":
            record_copy.approve_copy(copy=copy, actor=user)
        elif act == "withdraw":
            two_persons.withdraw(copy, actor=user)
        elif act in ("pdf", "json"):
            return _take(request, copy, user, act)
        else:
            raise Http404
    except two_persons.NotAllowed:
        messages.error(request, _("That takes another person."))
    except record_copy.Closed:
        messages.error(request, _("This copy is not open any more. It can be asked for again."))
    else:
        messages.success(request, _("Noted."))
    return redirect("clients:copies")


def _ask(request: HttpRequest, user: User) -> HttpResponse:
    form = GlassForm(request.POST)
    client = None
    if form.is_valid():
        known = Client.objects.exclude(status=ClientStatus.PURGED)
        client = known.filter(code=form.cleaned_data["code"].upper()).first()
        if client is None:
            form.add_error("code", _("There is no client with this code."))
    if client is None:
        return _copies(request, form, 400)
    record_copy.ask_for_copy(client=client, actor=user, reason=form.cleaned_data["reason"])
    messages.success(request, _("Asked for. Now another person has to approve it."))
    return redirect("clients:copies")


def _take(request: HttpRequest, copy: RecordCopy, user: User, kind: str) -> HttpResponse:
    if not within_limit("export", str(user.pk), times=3, per=timedelta(days=1)):
        messages.error(request, _("You can take three copies a day. Please come back tomorrow."))
        return redirect("clients:copies")
    return export.as_file(record_copy.take_copy(copy=copy, actor=user), kind)
