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
from clients.pages import works_with
from coachdesk.audit.services import record_view
from coachdesk.users.models import Role, User
from coachdesk.users.policies import STAFF, policy

# Messages are for those who work with the client; supervision does not read them (SECURITY 2).
_WORK = (Role.COACH, Role.COUNSELOR)


def _readable_by(user: User) -> QuerySet[Client]:
    """Clients whose thread the person may read: those one works with; the owner's in an emergency."""
    mine = Q(pk__in=Client.objects.editable_by(user).values("pk"))
    if user.has_role(Role.OWNER):
        mine |= Q(pk__in=Client.objects.in_emergency(user).values("pk"))
    return Client.objects.filter(mine)


@policy(
    STAFF,
    roles=(*_WORK, Role.OWNER),
    methods=("GET", "POST"),
    relation="assigned client; the owner's in an emergency to read",
)
def client(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One client's thread."""
    posting = request.method == "POST"
    scope = Client.objects.editable_by(request.user) if posting else _readable_by(request.user)
    found = get_object_or_404(scope, pk=pk)
    form, status = MessageForm(), 200
    if request.method == "POST":
        if "settle" in request.POST:
            settle(client=found, actor=request.user)
            return redirect("messaging:client", pk=pk)
        form, status = post_message(request, found)
        if status == 302:
            return redirect("messaging:client", pk=pk)
    page = thread(found, cursor=request.GET.get("page", ""))
    if request.method == "GET":
        if works_with(request.user, found):
            mark_read(client=found, reader=request.user)
        record_view(actor=request.user, target=found, person_id=found.pk, request=request)
    context = {
        "client": found,
        "page": page,
        "thread": list(reversed(page.rows)),
        "form": form,
        "open": any(m.from_client and m.settled_at is None for m in page.rows),
        "answers": answers_to(found),
        "may_write": works_with(request.user, found),
        "tab": "messaging:client",
    }
    return render(request, "messaging/client.html", context, status=status)


@policy(STAFF, roles=_WORK, methods=("GET", "POST"), relation="own")
def pile(request: HttpRequest) -> HttpResponse:
    """Every message that waits for an answer, and the notice for days away."""
    away = Away.objects.filter(user=request.user).first()
    initial = {"until": away.until, "note": away.note} if away else {}
    form = AwayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["until"]:
            Away.objects.update_or_create(user=request.user, defaults=form.cleaned_data)
        else:
            Away.objects.filter(user=request.user).delete()
        messages.success(request, _("Saved."))
        return redirect("messaging:pile")
    context = {"waiting": waiting(request.user)[:100], "form": form}
    return render(request, "messaging/pile.html", context, status=400 if form.errors else 200)
