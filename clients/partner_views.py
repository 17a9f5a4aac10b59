"""The wish to invite the partner, in the portal; the check stands on the work page."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients import partner
from clients.models import CaseKind, CaseStatus, Client, PartnerInvitation
from clients.portal_access import login_of, portal_page
from clients.services import WrongStep
from coachdesk.lib.text import normalise_address
from coachdesk.users.limits import within_limit
from coachdesk.users.policies import CLIENT, policy


class PartnerForm(forms.Form):
    address = forms.EmailField(
        label=gettext_lazy("Your partner’s email address"),
        help_text=gettext_lazy("Used once for the invitation; we keep it nowhere else."),
        max_length=254,
    )
    knows = forms.BooleanField(label=gettext_lazy("My partner knows and wants this"))


@policy(CLIENT, methods=("GET", "POST"), relation="own record")
@portal_page()
def portal_partner(request: HttpRequest, client: Client) -> HttpResponse:
    """Wish, wait for the talk with the coach, then give an address: once."""
    cases = client.cases.filter(kind=CaseKind.ONE_PARTNER, status=CaseStatus.ACTIVE)
    case = cases.order_by("-opened_at").first()
    if case is None:
        raise Http404
    wish = PartnerInvitation.objects.filter(case=case).select_related("invitation").first()
    form = PartnerForm(request.POST if request.POST.get("act") == "send" else None)
    try:
        if request.POST.get("act") == "ask":
            partner.ask_for_partner(case=case, actor=login_of(client))
            return redirect("portal:partner")
        if form.is_valid() and wish is not None:
            address = form.cleaned_data["address"]
            own = normalise_address(login_of(client).address)
            if normalise_address(address) == own:
                form.add_error("address", _("This is your own address."))
            elif within_limit("partner", str(client.pk), times=3, per=timedelta(days=1)):
                partner.send_partner(wish=wish, address=address, actor=login_of(client))
                return redirect("portal:partner")
    except WrongStep:
        messages.info(request, _("This was sent before. It goes out once."))
        return redirect("portal:partner")
    except partner.Blocked:
        messages.info(request, _("Please talk with your coach first. Nothing was sent."))
        return redirect("portal:partner")
    # Whatever the partner does with it is the partner's: the page says "sent" and no more.
    state = "sent" if wish and wish.state not in ("requested", "safety_checked") else ""
    context = {
        "client": client,
        "wish": wish,
        "state": state or (wish.state if wish else ""),
        "form": form,
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "clients/portal/partner.html", context, status=status)
