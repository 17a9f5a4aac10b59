"""Keeping and erasing: what retention would erase, proposals, and legal holds."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.models import Erasure, LegalHold
from clients.record import erase, holds, two_persons
from clients.record.forms import GlassForm, HoldEndForm, named_client
from coachdesk.lib.errors import Blocked, NotAllowed, NotPossible
from coachdesk.users.policies import KEEPS_RECORDS, STAFF, policy, staff

_act = policy(STAFF, roles=KEEPS_RECORDS, methods=("POST",), step_up=True)


@policy(STAFF, roles=KEEPS_RECORDS)
def retention(request: HttpRequest) -> HttpResponse:
    """What retention would erase today (nothing happens by looking), proposals and holds."""
    return _retention(request)


def _retention(
    request: HttpRequest,
    *,
    refused: dict[str, GlassForm] | None = None,
    end: HoldEndForm | None = None,
    status: int = 200,
) -> HttpResponse:
    standing = LegalHold.objects.filter(ended_at=None).select_related(
        "client", "set_by", "end_proposed_by"
    )
    due = list(erase.due_for_erasure()[:50])
    context = {
        "due": due,
        "me": staff(request).pk,
        "due_more": len(due) == 50,
        "proposals": Erasure.objects.filter(done_at=None).select_related("client", "proposed_by"),
        "done": Erasure.objects.exclude(done_at=None)
        .select_related("client")
        .order_by("-done_at")[:30],
        "holds": [(row, _end_form(row, end)) for row in standing],
        "hold": GlassForm(prefix="hold"),
        "propose": GlassForm(prefix="propose"),
        **(refused or {}),
    }
    return render(request, "clients/retention.html", context, status=status)


def _end_form(hold: LegalHold, sent: HoldEndForm | None = None) -> HoldEndForm:
    """The form of one hold: the one that was sent and refused, or an empty one."""
    prefix = f"end-{hold.pk}"
    return sent if sent is not None and sent.prefix == prefix else HoldEndForm(prefix=prefix)


def _carry_out(request: HttpRequest, act: Callable[[], object]) -> HttpResponse:
    """Do one act, and say in words that it is done or why it is not."""
    try:
        act()
    except Blocked:
        messages.error(request, _("A legal hold stands: nothing of this client is erased."))
    except NotPossible as why:
        messages.error(request, str(why))
    except NotAllowed:
        messages.error(request, _("That takes another person."))
    else:
        messages.success(request, _("Noted."))
    return redirect("clients:retention")


@_act
def erasure_propose(request: HttpRequest) -> HttpResponse:
    """Propose to erase a client's record: the first of two yeses."""
    form = GlassForm(request.POST, prefix="propose")
    client = named_client(form)
    if client is None:
        return _retention(request, refused={"propose": form}, status=400)
    return _carry_out(
        request,
        lambda: erase.propose_erasure(
            client=client,
            actor=staff(request),
            why="request",
            reason=form.cleaned_data["reason"],
        ),
    )


@_act
def erasure_approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give a yes to an erasure; the second one erases."""
    row = get_object_or_404(Erasure, done_at=None, pk=pk)
    return _carry_out(request, lambda: erase.approve_erasure(erasure=row, actor=staff(request)))


@_act
def erasure_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a proposed erasure back."""
    row = get_object_or_404(Erasure, done_at=None, pk=pk)
    return _carry_out(request, lambda: two_persons.withdraw(row, actor=staff(request)))


@_act
def hold_set(request: HttpRequest) -> HttpResponse:
    """Set a legal hold: nothing of this client is erased while it stands."""
    form = GlassForm(request.POST, prefix="hold")
    client = named_client(form)
    if client is None:
        return _retention(request, refused={"hold": form}, status=400)
    try:
        holds.set_hold(client=client, actor=staff(request), reason=form.cleaned_data["reason"])
    except NotPossible as why:
        form.add_error("code", str(why))
        return _retention(request, refused={"hold": form}, status=409)
    messages.success(request, _("Noted."))
    return redirect("clients:retention")


@_act
def hold_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Propose to end a legal hold, with the reason: the first of two yeses."""
    hold = get_object_or_404(LegalHold, ended_at=None, pk=pk)
    form = HoldEndForm(request.POST, prefix=f"end-{hold.pk}")
    if not form.is_valid():
        return _retention(request, end=form, status=400)
    try:
        reason = form.cleaned_data["reason"]
        holds.propose_end(hold=hold, actor=staff(request), reason=reason)
    except NotPossible as why:
        form.add_error(None, str(why))
        return _retention(request, end=form, status=409)
    messages.success(request, _("Noted. Another person ends it."))
    return redirect("clients:retention")


@_act
def hold_end_approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the second yes to the end of a legal hold."""
    hold = get_object_or_404(LegalHold, ended_at=None, pk=pk)
    return _carry_out(request, lambda: holds.end_hold(hold=hold, actor=staff(request)))


@_act
def hold_end_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let a legal hold stand whose end was proposed."""
    hold = get_object_or_404(LegalHold, ended_at=None, pk=pk)
    return _carry_out(request, lambda: holds.keep_hold(hold=hold, actor=staff(request)))
