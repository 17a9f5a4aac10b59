"""Threads on the desk."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.messaging.forms import AwayForm, MessageForm
from clients.messaging.models import Away
from clients.messaging.posting import post_message
from clients.messaging.queries import answers_to, thread, waiting
from clients.messaging.services import mark_read, settle
from clients.models import Client
from clients.page.tabs import works_with
from coachdesk.audit.services import record_view
from coachdesk.users.models import Role, User
from coachdesk.users.policies import COACHES, FORM_METHODS, STAFF, policy, staff

# Messages are for those who work with the client; supervision does not read them (SEC-00).
_WORK = COACHES
_WRITES = {"roles": _WORK, "methods": ("POST",), "relation": "assigned client"}


def _readable_by(user: User) -> QuerySet[Client]:
    """Clients whose thread the person may read: those one works with; the owner's in an emergency."""
    mine = Q(pk__in=Client.objects.editable_by(user).values("pk"))
    if user.has_role(Role.OWNER):
        mine |= Q(pk__in=Client.objects.in_emergency(user).values("pk"))
    return Client.objects.filter(mine)


@policy(
    STAFF,
    roles=(*_WORK, Role.OWNER),
    relation="assigned client; the owner's in an emergency to read",
)
def client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One client's thread. That it was read is said by the open page, not by asking for it."""
    reader = staff(request)
    found = get_object_or_404(_readable_by(reader), pk=pk)
    record_view(actor=reader, target=found, person_id=found.pk, request=request)
    return _thread_page(request, found, MessageForm())


def _thread_page(
    request: HttpRequest, found: Client, form: MessageForm, status: int = 200
) -> HttpResponse:
    page = thread(found, cursor=request.GET.get("page", ""))
    context = {
        "client": found,
        "page": page,
        "thread": list(reversed(page.rows)),
        "form": form,
        "open": any(m.from_client and m.settled_at is None for m in page.rows),
        "answers": answers_to(found),
        "may_write": works_with(staff(request), found),
        "tab": "messaging:client",
    }
    return render(request, "messaging/client.html", context, status=status)


@policy(STAFF, **_WRITES)
def message_send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write to a client; what is not taken is given back on the page."""
    found = get_object_or_404(Client.objects.editable_by(staff(request)), pk=pk)
    form, status = post_message(request, found, staff(request))
    if status == 302:
        mark_read(client=found, reader=staff(request))
        return redirect("messaging:client", pk=pk)
    return _thread_page(request, found, form, status)


@policy(STAFF, **_WRITES)
def messages_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that what the client wrote needs no answer."""
    found = get_object_or_404(Client.objects.editable_by(staff(request)), pk=pk)
    mark_read(client=found, reader=staff(request))
    settle(client=found, actor=staff(request))
    return redirect("messaging:client", pk=pk)


@policy(STAFF, **_WRITES)
def messages_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the client wrote has been read; sent by the page that shows it."""
    found = get_object_or_404(Client.objects.editable_by(staff(request)), pk=pk)
    mark_read(client=found, reader=staff(request))
    return HttpResponse(status=204)


@policy(STAFF, roles=_WORK, methods=FORM_METHODS, relation="own")
def pile(request: HttpRequest) -> HttpResponse:
    """Every message that waits for an answer, and the notice for days away."""
    away = Away.objects.filter(user=staff(request)).first()
    initial = {"until": away.until, "note": away.note} if away else {}
    form = AwayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["until"]:
            Away.objects.update_or_create(user=staff(request), defaults=form.cleaned_data)
        else:
            Away.objects.filter(user=staff(request)).delete()
        messages.success(request, _("Saved."))
        return redirect("messaging:pile")
    context = {"waiting": waiting(staff(request))[:100], "form": form}
    return render(request, "messaging/pile.html", context, status=400 if form.errors else 200)
