"""A client's own first pages: welcome, the locked door, settings, safety."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clients.agreements import signing
from clients.agreements.texts import text_for
from clients.contact import services as safe_contact
from clients.contact.forms import ContactForm, UnlockForm
from clients.contact.summary import contacts_of
from clients.models import Client
from clients.own.access import login_of, portal_page
from clients.people.forms import SignForm
from coachdesk.lib.errors import Conflict
from coachdesk.outbox.models import Channel
from coachdesk.safety.queries import help_numbers
from coachdesk.users.policies import CLIENT, FORM_METHODS, policy
from coachdesk.users.rate_limits import within_limit


@policy(CLIENT, methods=FORM_METHODS, relation="own record")
@portal_page(before_welcome=True)
def welcome(request: HttpRequest, client: Client) -> HttpResponse:
    """The first minutes: safe contact, then agreement and privacy, then the portal."""
    user = login_of(client)
    contacts = contacts_of(client.pk)
    asked = any(c.confirmed_at and c.confirmed_at >= user.joined_at for c in contacts)
    if not asked:
        return _welcome_contact(request, client)
    if not (client.has_agreement and client.has_privacy):  # type: ignore[attr-defined]
        return _welcome_sign(request, client)
    return redirect("/my/")


def _welcome_contact(request: HttpRequest, client: Client) -> HttpResponse:
    mail = next((c for c in contacts_of(client.pk) if c.channel == Channel.MAIL), None)
    form = ContactForm(
        request.POST or None,
        channel=Channel.MAIL,
        own=True,
        fixed_address=True,
        time_zone=client.time_zone,
        # Nothing is chosen beforehand: this is asked afresh, not confirmed in passing.
        initial={"wording": "neutral"},
    )
    if form.is_valid():
        safe_contact.store_contact(
            client=client,
            channel=Channel.MAIL,
            address=mail.address if mail else login_of(client).address,
            permission=form.cleaned_data["permission"],
            actor=login_of(client),
            details=form.details(),
        )
        return redirect("portal:welcome")
    context = {"form": form, "client": client, "address": mail.address if mail else ""}
    status = 400 if form.is_bound else 200
    return render(request, "clients/portal/welcome_contact.html", context, status=status)


def _welcome_sign(request: HttpRequest, client: Client) -> HttpResponse:
    texts = [text_for(kind) for kind in signing.first_texts(client)]
    form = SignForm(request.POST or None, initial={"shown": signing.shown_hash(texts)})
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                signing.sign_first_texts(
                    client=client,
                    actor=login_of(client),
                    typed_name=form.cleaned_data["typed_name"],
                    shown=form.cleaned_data["shown"],
                    supervision=form.cleaned_data["supervision"],
                )
                return redirect("/my/")
            except Conflict:
                form = SignForm(initial={"shown": signing.shown_hash(texts)})
                status = 409
    context = {"form": form, "texts": texts, "client": client, "changed": status == 409}
    return render(request, "clients/portal/welcome_sign.html", context, status=status)


@policy(CLIENT, methods=FORM_METHODS, relation="own record")
@portal_page(before_welcome=True, when_locked=True, when_former=True)
def locked(request: HttpRequest, client: Client) -> HttpResponse:
    """While a lockdown is on, only the code word opens the portal."""
    if not client.frozen:  # type: ignore[attr-defined]
        return redirect("/my/")
    form = UnlockForm(request.POST or None)
    status = 200
    if form.is_bound:
        status = 400
        if not within_limit("unlock", str(client.pk), times=5, per=timedelta(hours=1)):
            form.add_error("word", _("Too many tries. Please wait an hour, or call us."))
            status = 429
        elif form.is_valid():
            if safe_contact.right_word(client, form.cleaned_data["word"]):
                safe_contact.lift_lockdown(client=client, actor=login_of(client))
                return redirect("/my/")
            form.add_error("word", _("This isn’t the word. Please try again."))
    return render(request, "clients/portal/locked.html", {"form": form}, status=status)


@policy(CLIENT, relation="own record")
@portal_page(before_welcome=True, when_locked=True)
def safety(request: HttpRequest, client: Client) -> HttpResponse:
    """Help numbers of the client's country, and what the exit can and cannot do (SEC-70)."""
    context = {"client": client, "numbers": help_numbers(client.country)}
    return render(request, "clients/portal/safety.html", context)
