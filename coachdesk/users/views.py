"""Where people land, leave, and come in by invitation."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from coachdesk.lib.ids import token_hash
from coachdesk.users import errors
from coachdesk.users.forms import AcceptInvitationForm
from coachdesk.users.limits import client_address, within_limit
from coachdesk.users.models import Invitation, User
from coachdesk.users.policies import ANYONE, MEMBER, policy
from coachdesk.users.services import InvitationClosed, WrongCode, accept_invitation


@policy(MEMBER, without_factor=True)
def landing(request: HttpRequest) -> HttpResponse:
    """After sign-in: the portal for clients, Today for those with clients, else the letters."""
    user = request.user
    if isinstance(user, User) and user.is_client:
        return redirect("portal:today")
    return redirect("sessions:today")


@policy(ANYONE, methods=("GET", "POST"))
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: end the session on the server and send on to a neutral site (SEC-68).

    GET is the way without script: leaving must work from a plain link, and the only thing it
    changes is to end the visitor's own session.
    """
    logout(request)
    response = HttpResponse(status=303, headers={"Location": settings.EXIT_URL})
    response["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@policy(ANYONE, methods=("GET", "POST"))
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation's page: GET uses nothing up, so that mail scanners do no harm (SEC-03)."""
    found = Invitation.objects.filter(token_hash=token_hash(token)).first()
    if found is None or not found.is_open:
        return render(request, "users/invitation_closed.html", status=404)
    form = AcceptInvitationForm(request.POST or None, kind=found.kind)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return render(request, "users/invitation.html", {"form": form}, status=status)
    if not within_limit("invitation", client_address(request), times=20, per=timedelta(hours=1)):
        return errors.text_back(request, status=429, template="429.html")
    data = form.cleaned_data
    try:
        user = accept_invitation(
            token=token,
            spoken_code=data["spoken_code"],
            display_name=data["display_name"],
            password=data["password"],
        )
    except WrongCode:
        form.add_error(
            "spoken_code", _("This code doesn’t fit. Please check it with your contact.")
        )
        return render(request, "users/invitation.html", {"form": form}, status=400)
    except InvitationClosed:
        return render(request, "users/invitation_closed.html", status=404)
    target = "/my/welcome/" if user.is_client else settings.LOGIN_REDIRECT_URL
    return perform_login(request, user, email_verification="none", redirect_url=target)
