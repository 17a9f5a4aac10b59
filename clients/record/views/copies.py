"""Full copies of records on the desk: asked for by an owner, approved by another, taken in time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.models import RecordCopy
from clients.record import export, record_exports, two_persons
from clients.record.forms import GlassForm, named_client
from coachdesk.lib.errors import Closed, NotAllowed
from coachdesk.users.models import Role
from coachdesk.users.policies import KEEPS_RECORDS, STAFF, policy, staff
from coachdesk.users.rate_limits import within_limit

_PAGE = "clients:copies"
_act = policy(STAFF, roles=KEEPS_RECORDS, methods=("POST",), step_up=True)


@policy(STAFF, roles=KEEPS_RECORDS, relation="codes of clients; the file for the owner who asked")
def copies(request: HttpRequest) -> HttpResponse:
    """What waits for a second yes, what is open, and what was taken."""
    return _copies(request, GlassForm(), 200)


def _copies(request: HttpRequest, form: GlassForm, status: int) -> HttpResponse:
    user = staff(request)
    rows = RecordCopy.objects.select_related("client", "proposed_by", "approved_by")
    known = list(rows.order_by("-proposed_at")[:60])
    waiting = [row for row in known if row.approved_at is None]
    open_ones = [row for row in known if record_exports.is_open(row)]
    context = {
        "form": form,
        "waiting": [(row, record_exports.may_approve(row, user)) for row in waiting],
        "open": open_ones,
        "over": [row for row in known if row not in waiting and row not in open_ones],
        "me": user.pk,
        "may_ask": user.has_role(Role.OWNER),
        "alone": two_persons.nobody_else(user),
    }
    return render(request, "clients/copies.html", context, status=status)


def _waiting(pk: uuid.UUID) -> RecordCopy:
    """A copy that is not done with. Raises Http404 for any other."""
    return get_object_or_404(RecordCopy, done_at=None, pk=pk)


def _carry_out(
    request: HttpRequest, act: Callable[[], HttpResponse | None], words: str
) -> HttpResponse:
    """Do one act and give its answer, or say ``words`` or why it is not done."""
    try:
        answer = act()
    except NotAllowed:
        messages.error(request, _("That takes another person."))
    except Closed:
        messages.error(request, _("This copy is not open any more. It can be asked for again."))
    else:
        if answer is not None:
            return answer
        messages.success(request, words)
    return redirect(_PAGE)


@policy(STAFF, roles=(Role.OWNER,), methods=("POST",), step_up=True)
def copy_ask(request: HttpRequest) -> HttpResponse:
    """Ask for a copy of one client's record, with the reason."""
    form = GlassForm(request.POST)
    client = named_client(form)
    if client is None:
        return _copies(request, form, 400)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        record_exports.ask_for_copy(client=client, actor=staff(request), reason=reason)

    return _carry_out(request, act, _("Asked for. Now another person has to approve it."))


@_act
def copy_approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the second yes to a copy; it is open for a day from now."""
    copy = _waiting(pk)
    return _carry_out(
        request,
        lambda: record_exports.approve_copy(copy=copy, actor=staff(request)),
        _("Noted."),
    )


@_act
def copy_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back what waits for a second yes."""
    copy = _waiting(pk)
    return _carry_out(
        request, lambda: two_persons.withdraw(copy, actor=staff(request)), _("Noted.")
    )


@_act
def copy_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The file, for the owner who asked: to read, or for a program (``as``)."""
    copy, user = _waiting(pk), staff(request)
    if not within_limit("export", str(user.pk), times=3, per=timedelta(days=1)):
        messages.error(request, _("You can take three copies a day. Please come back tomorrow."))
        return redirect(_PAGE)

    def act() -> HttpResponse:
        made = record_exports.take_copy(copy=copy, actor=user)
        return export.as_file(made, request.POST.get("as", ""))

    return _carry_out(request, act, "")
