"""Safe contact on the desk: per channel, asked again, with a preview; and the lockdown."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clients.contact import services as safe_contact
from clients.contact.forms import ContactForm
from clients.contact.summary import ORDER, contacts_of, preview_mail
from clients.models import Client
from clients.page.lookup import SEES_NAMES, client_or_404
from coachdesk.lib.zones import ZoneForm, time_there
from coachdesk.outbox.gate import REASONS
from coachdesk.outbox.models import Channel, MessageState, OutboxMessage
from coachdesk.users.models import Role, User
from coachdesk.users.policies import FORM_METHODS, STAFF, WORK_WITH_CLIENTS, policy, staff


def _may_write(user: User) -> Any:
    """Safe contact is written by those who work with the client, and by the front desk."""
    if user.has_role(Role.FRONT_DESK):
        return Client.objects.names_visible_to(user)
    return Client.objects.editable_by(user)


@policy(
    STAFF, roles=SEES_NAMES, methods=FORM_METHODS, relation="own clients; names for the front desk"
)
def contact(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the person said about each channel, and what would go out today."""
    with transaction.atomic():
        return _contact(request, staff(request), pk)


def _contact(request: HttpRequest, user: User, pk: uuid.UUID) -> HttpResponse:
    if request.method == "POST":
        client = client_or_404(_may_write(user), pk, lock=True)
    else:
        client = client_or_404(Client.objects.names_visible_to(user), pk)
    known = {row.channel: row for row in contacts_of(client.pk)}
    posted = request.POST.get("channel", "")
    forms = {}
    for channel in ORDER:
        forms[channel] = ContactForm(
            request.POST if posted == channel else None,
            channel=channel,
            contact=known.get(channel),
            time_zone=client.time_zone,
            prefix=channel,
        )
    form = forms.get(Channel(posted)) if posted in Channel.values else None
    if form is not None and form.is_valid():
        safe_contact.store_contact(
            client=client,
            channel=posted,
            address=form.cleaned_data["address"],
            permission=form.cleaned_data["permission"],
            actor=user,
            details=form.details(),
        )
        messages.success(request, _("Noted. This channel counts as asked today."))
        return redirect("clients:contact", pk=pk)
    withheld = OutboxMessage.objects.filter(
        person_id=client.pk, state__in=[MessageState.WITHHELD, MessageState.DEAD]
    ).order_by("-created_at")[:10]
    context = {
        "client": client,
        "channels": [(Channel(c), forms[c], known.get(c)) for c in ORDER],
        "open_channel": posted or request.GET.get("channel", ""),
        "preview": preview_mail(client.pk),
        "zone_form": ZoneForm(initial={"time_zone": client.time_zone}),
        "now": time_there(client.time_zone),
        "withheld": [(row, REASONS.get(row.withheld_reason, "")) for row in withheld],
        "may_write": _may_write(user).filter(pk=pk).exists(),
        "may_lock": Client.objects.editable_by(user).filter(pk=pk).exists(),
    }
    refused = 400 if form is None else form.status
    status = 200 if request.method == "GET" else refused
    return render(request, "clients/contact.html", context, status=status)


@policy(
    STAFF, roles=SEES_NAMES, methods=("POST",), relation="own clients; names for the front desk"
)
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asked again, nothing has changed."""
    user = staff(request)
    client = client_or_404(_may_write(user), pk)
    safe_contact.confirm_contact(client=client, actor=user)
    messages.success(request, _("Safe contact counts as asked today."))
    return redirect("clients:contact", pk=pk)


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=FORM_METHODS, relation="own clients")
def lockdown(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Freeze everything for a client; what is frozen stays so."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    if request.method == "POST":
        if not client.frozen:
            safe_contact.lock_down(client=client, actor=user)
        messages.success(request, _("Everything is frozen: mail, portal, linked articles."))
        return redirect("clients:contact", pk=pk)
    return render(request, "clients/lockdown.html", {"client": client, "ends": False})


@policy(STAFF, roles=WORK_WITH_CLIENTS, methods=FORM_METHODS, relation="own clients")
def lockdown_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a lockdown. An address of its own: a page that still offers to freeze never thaws."""
    user = staff(request)
    client = client_or_404(Client.objects.editable_by(user), pk)
    if request.method == "POST":
        if client.frozen:
            safe_contact.lift_lockdown(client=client, actor=user)
        messages.success(request, _("The lockdown is over."))
        return redirect("clients:contact", pk=pk)
    return render(request, "clients/lockdown.html", {"client": client, "ends": True})


@policy(
    STAFF, roles=SEES_NAMES, methods=("POST",), relation="own clients; names for the front desk"
)
def zone_set(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say where the client's clock runs."""
    user = staff(request)
    client = client_or_404(_may_write(user), pk)
    form = ZoneForm(request.POST)
    if form.is_valid():
        zone = form.cleaned_data["time_zone"]
        safe_contact.set_time_zone(client=client, time_zone=zone, actor=user)
        messages.success(request, _("Noted. Safe hours and reminders follow that clock."))
    else:
        messages.error(request, _("Choose a time zone of the list."))
    return redirect("clients:contact", pk=pk)
