"""The wish to invite the partner, in the portal; the check stands on the work page."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.cases import partner
from clients.models import (
    Case,
    Client,
    PartnerInvitation,
    PartnerInvitationState,
)
from clients.own.access import login_of, portal_page
from coachdesk.lib.errors import Blocked, NotPossible
from coachdesk.lib.text import normalise_address
from coachdesk.users.models import InvitationState
from coachdesk.users.policies import CLIENT, policy
from coachdesk.users.rate_limits import within_limit


class PartnerForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Your partner’s email address"),
        help_text=gettext_lazy("Used once for the invitation; we keep it nowhere else."),
        max_length=254,
    )
    knows = forms.BooleanField(label=gettext_lazy("My partner knows and wants this"))


@policy(CLIENT, relation="own record")
@portal_page()
def portal_partner(request: HttpRequest, client: Client) -> HttpResponse:
    """Wish, wait for the talk with the coach, then give an address: once."""
    return _partner(request, client, _wish_of(_case(client)), PartnerForm())


def _case(client: Client) -> Case:
    """The case whose partner may be invited. Raises Http404 where there is none."""
    case = partner.cases_to_invite_into(client).first()
    if case is None:
        raise Http404
    return case


def _wish_of(case: Case) -> PartnerInvitation | None:
    return PartnerInvitation.objects.filter(case=case).select_related("invitation").first()


def _partner(
    request: HttpRequest,
    client: Client,
    wish: PartnerInvitation | None,
    form: PartnerForm,
    status: int = 200,
) -> HttpResponse:
    # Whatever the partner does with it is the partner's, and why it closed is nobody's to read
    # here: once it was sent, the page says whether its time still runs, and no more (SEC-13b).
    state, code = wish.state if wish else "", ""
    if wish and wish.invitation:
        runs = wish.invitation.expires_at > timezone.now()
        state = "sent" if runs and wish.invitation.state != InvitationState.REVOKED else "over"
        code = wish.invitation.spoken_code if state == "sent" else ""
    elif state == PartnerInvitationState.TAKEN_BACK:
        state = ""
    context = {"client": client, "state": state, "code": code, "form": form}
    return render(request, "clients/portal/partner.html", context, status=status)


def _refused(request: HttpRequest, refusal: NotPossible | Blocked) -> HttpResponse:
    if isinstance(refusal, NotPossible):
        messages.info(request, _("This was sent before. It goes out once."))
    else:
        messages.info(request, _("Please talk with your coach first. Nothing was sent."))
    return redirect("portal:partner")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def partner_ask(request: HttpRequest, client: Client) -> HttpResponse:
    """Wish to talk with the coach about inviting the partner."""
    try:
        partner.ask_for_partner(case=_case(client), actor=login_of(client))
    except (NotPossible, Blocked) as refusal:
        return _refused(request, refusal)
    return redirect("portal:partner")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def partner_take_back(request: HttpRequest, client: Client) -> HttpResponse:
    """Take the wish back. What is over already, and why, is not told: the answer is the same."""
    wish = _wish_of(_case(client))
    if wish is not None:
        with suppress(NotPossible):
            partner.take_back(wish=wish, actor=login_of(client))
    messages.success(request, _("Taken back. What nobody has used yet opens nothing any more."))
    return redirect("portal:partner")


@policy(CLIENT, methods=("POST",), relation="own record")
@portal_page()
def partner_invite(request: HttpRequest, client: Client) -> HttpResponse:
    """Give the partner's address: one neutral invitation goes out."""
    wish = _wish_of(_case(client))
    form = PartnerForm(request.POST)
    if wish is None or not form.is_valid():
        return _partner(request, client, wish, form, 400)
    address, user = form.cleaned_data["address"], login_of(client)
    if normalise_address(address) == normalise_address(user.address):
        form.add_error("address", _("This is your own address."))
        return _partner(request, client, wish, form, 400)
    if not within_limit("partner", str(client.pk), times=3, per=timedelta(days=1)):
        return _partner(request, client, wish, form, 400)
    try:
        partner.send_partner(wish=wish, address=address, actor=user)
    except (NotPossible, Blocked) as refusal:
        return _refused(request, refusal)
    return redirect("portal:partner")
