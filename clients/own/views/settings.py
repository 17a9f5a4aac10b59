"""The client's settings and own data in the portal."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.cases.partner import may_invite
from clients.contact import services as safe_contact
from clients.contact.forms import ContactForm, LockdownForm
from clients.contact.summary import ORDER, contacts_of
from clients.models import Client
from clients.own.access import login_of, portal_page
from coachdesk.lib.zones import ZoneForm, time_there
from coachdesk.outbox.models import Channel, SafeContact
from coachdesk.users.policies import CLIENT, FORM_METHODS, policy

_ASKED = tuple(channel for channel in ORDER if channel != Channel.POST)


@policy(CLIENT, relation="own record")
@portal_page(when_former=True)
def me(request: HttpRequest, client: Client) -> HttpResponse:
    """Safe contact for each channel, one switch for all mail, lockdown, sessions."""
    return _me(request, client)


def _contact_form(
    client: Client, channel: str, known: SafeContact | None, data: QueryDict | None = None
) -> ContactForm:
    return ContactForm(
        data,
        channel=channel,
        contact=known,
        own=True,
        # Another mailbox is a change of address: that asks for the password again.
        fixed_address=channel == Channel.MAIL and known is not None,
        time_zone=client.time_zone,
        prefix=channel,
    )


def _me(
    request: HttpRequest,
    client: Client,
    *,
    contact: ContactForm | None = None,
    lock: LockdownForm | None = None,
    zone: ZoneForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``contact``, ``lock`` and ``zone`` are forms that were sent and refused."""
    known = {row.channel: row for row in contacts_of(client.pk)}
    channels = []
    for channel in _ASKED:
        form = _contact_form(client, channel, known.get(channel))
        if contact is not None and contact.prefix == channel:
            form = contact
        channels.append((channel, form, known.get(channel)))
    mail, user = known.get(Channel.MAIL), login_of(client)
    context = {
        "client": client,
        "channels": channels,
        "lock": lock or LockdownForm(),
        "discreet": user.discreet,
        "zone_form": zone or ZoneForm(initial={"time_zone": client.time_zone}),
        "now": time_there(client.time_zone),
        "may_invite": may_invite(client),
        "muted": bool(mail and mail.muted_at) or user.mail_muted,
    }
    return render(request, "clients/portal/me.html", context, status=status)


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def contact_store(request: HttpRequest, client: Client, channel: str) -> HttpResponse:
    """Say whether and how one channel may be used."""
    if channel not in _ASKED:
        raise Http404
    with transaction.atomic():
        Client.objects.select_for_update().get(pk=client.pk)
        known = {row.channel: row for row in contacts_of(client.pk)}
        form = _contact_form(client, channel, known.get(channel), request.POST)
        if not form.is_valid():
            return _me(request, client, contact=form, status=form.status)
        safe_contact.store_contact(
            client=client,
            channel=channel,
            address=form.cleaned_data["address"],
            permission=form.cleaned_data["permission"],
            actor=login_of(client),
            details=form.details(),
        )
    messages.success(request, _("Noted. It counts from now on."))
    return redirect("portal:me")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def zone_set(request: HttpRequest, client: Client) -> HttpResponse:
    """Say where the own clock runs."""
    form = ZoneForm(request.POST)
    if not form.is_valid():
        return _me(request, client, zone=form, status=400)
    safe_contact.set_time_zone(
        client=client, time_zone=form.cleaned_data["time_zone"], actor=login_of(client)
    )
    messages.success(request, _("Noted. Every hour here is in your time now."))
    return redirect("portal:me")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def mail_mute(request: HttpRequest, client: Client) -> HttpResponse:
    """Switch all mail off."""
    safe_contact.mute_mail(client=client, muted=True, actor=login_of(client))
    return redirect("portal:me")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def mail_unmute(request: HttpRequest, client: Client) -> HttpResponse:
    """Switch mail on again."""
    safe_contact.mute_mail(client=client, muted=False, actor=login_of(client))
    return redirect("portal:me")


def _discreet(request: HttpRequest, client: Client, *, on: bool) -> HttpResponse:
    safe_contact.set_discreet(client=client, on=on, actor=login_of(client))
    messages.success(request, _("Noted. It counts from now on."))
    return redirect("portal:me")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def discreet_start(request: HttpRequest, client: Client) -> HttpResponse:
    """Switch discreet mode on."""
    return _discreet(request, client, on=True)


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def discreet_end(request: HttpRequest, client: Client) -> HttpResponse:
    """Switch discreet mode off."""
    return _discreet(request, client, on=False)


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page(when_former=True)
def lockdown_start(request: HttpRequest, client: Client) -> HttpResponse:
    """Freeze everything and sign out; one press, a code word if there is time for one."""
    lock = LockdownForm(request.POST)
    if not lock.is_valid():
        return _me(request, client, lock=lock, status=400)
    safe_contact.lock_down(client=client, actor=login_of(client), word=lock.cleaned_data["word"])
    logout(request)
    # No redirect to another site from a form: browsers refuse it under form-action 'self'.
    response = render(request, "clients/portal/frozen.html")
    response["Clear-Site-Data"] = '"cookies", "storage"'
    return response


class AddressForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("New email address for our messages"), max_length=254
    )


@policy(CLIENT, methods=FORM_METHODS, relation="own record", step_up=True)
@portal_page(when_former=True)
def address(request: HttpRequest, client: Client) -> HttpResponse:
    """Another mailbox: it is not written to before it is marked as read only by the client."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        safe_contact.store_contact(
            client=client,
            channel=Channel.MAIL,
            address=form.cleaned_data["address"],
            permission="unset",
            actor=login_of(client),
            details={"read_only_by_person": False, "hours": []},
        )
        messages.success(request, _("Now say below whether this mailbox is safe."))
        return redirect("portal:me")
    status = 400 if form.is_bound else 200
    return render(request, "clients/portal/address.html", {"form": form}, status=status)
