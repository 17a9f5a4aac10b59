"""Where people land, leave, and come in by invitation."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import available_timezones

from allauth.account.utils import perform_login
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coachdesk.lib.errors import Closed, Refused
from coachdesk.lib.ids import token_hash
from coachdesk.lib.zones import practice_zone, time_there
from coachdesk.users import assistant, errors, presence, setup
from coachdesk.users.forms import AcceptInvitationForm, NewsMailForm, SetUpForm, TeamPageForm
from coachdesk.users.identity import exit_url
from coachdesk.users.models import Invitation, Kind, User
from coachdesk.users.policies import (
    ANYONE,
    FORM_METHODS,
    MEMBER,
    SHOWN_TO_READERS,
    STAFF,
    policy,
    staff,
)
from coachdesk.users.rate_limits import client_address, within_limit
from coachdesk.users.role_words import roles_in_words
from coachdesk.users.services import accept_invitation, show_on_team_page


@policy(MEMBER, without_factor=True)
def landing(request: HttpRequest) -> HttpResponse:
    """After sign-in: the portal for clients, the desk for the team (both are rooms upstairs)."""
    user = request.user
    if isinstance(user, User) and user.is_client:
        return redirect("/my/")
    if assistant.has_begun(request):
        return redirect("users:assistant")
    return redirect("/desk/")


@policy(MEMBER, relation="own", without_factor=True)
def go_on(request: HttpRequest) -> HttpResponse:
    """After a proof of presence: the form that was interrupted, with every field, to be sent now."""
    user = request.user
    held = presence.held_form(request, user) if isinstance(user, User) else None
    if held is None:
        presence.forget_held_form(request)
        return redirect("users:landing")
    return render(request, "users/go_on.html", {"held": held, "texts": held.texts})


@policy(ANYONE, methods=("GET", "POST"))
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: end the session on the server and send on to a neutral site (SEC-68).

    GET is the way without script: leaving must work from a plain link, and the only thing it
    changes is to end the visitor's own session.
    """
    logout(request)
    response = HttpResponse(status=303, headers={"Location": exit_url()})
    response["Clear-Site-Data"] = '"cookies", "storage"'
    return response


@policy(ANYONE, methods=("GET", "POST"))
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation's page: GET uses nothing up, so that mail scanners do no harm (SEC-03)."""
    found = Invitation.objects.filter(token_hash=token_hash(token)).first()
    if found is None or not found.is_open:
        return render(request, "users/invitation_closed.html", status=404)
    form = AcceptInvitationForm(request.POST or None, kind=found.kind, roles=found.roles)
    if not form.is_valid():
        status = 400 if form.is_bound else 200
        return _invited(request, found, form, status)
    if not within_limit("invitation", client_address(request), times=20, per=timedelta(hours=1)):
        return errors.text_back(request, status=429, template="429.html")
    data = form.cleaned_data
    try:
        user = accept_invitation(
            token=token,
            spoken_code=data["spoken_code"],
            display_name=data["display_name"],
            password=data["password"],
            time_zone=data["time_zone"],
            on_team_page=data.get("on_team_page", False),
        )
    except Refused:
        form.add_error(
            "spoken_code", _("This code doesn’t fit. Please check it with who told it to you.")
        )
        return _invited(request, found, form, 400)
    except Closed:
        return render(request, "users/invitation_closed.html", status=404)
    target = "/my/welcome/" if user.is_client else settings.LOGIN_REDIRECT_URL
    return _first_login(request, user, target)


def _first_login(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """Sign in who has just chosen a password; it is not asked for again on the next page."""
    answer = perform_login(request, user, email_verification="none", redirect_url=target)
    presence.note_proof(request, user, "password")
    return answer


def _invited(
    request: HttpRequest, found: Invitation, form: AcceptInvitationForm, status: int
) -> HttpResponse:
    """The page of an open invitation. The team's says who invites to what; a client's is neutral."""
    zone = form["time_zone"].value()
    known = zone if zone in available_timezones() else practice_zone()
    context = {"form": form, "now": time_there(known), "invitation": found}
    if found.kind == Kind.STAFF:
        context["role_words"] = roles_in_words(found.roles)
        return render(request, "users/invitation_staff.html", context, status=status)
    return render(request, "users/invitation.html", context, status=status)


@policy(MEMBER, methods=("POST",), relation="own", without_factor=True)
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out one device. It only makes stricter, so nobody is asked for a proof."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.is_current():
        logout(request)
        return redirect("account_login")
    session.end()
    messages.success(request, _("Signed out there."))
    return redirect("usersessions_list")


@policy(STAFF, methods=FORM_METHODS)
def on_team_page(request: HttpRequest) -> HttpResponse:
    """The person's own switch: to be named on the public team page or not."""
    user = staff(request)
    form = TeamPageForm(request.POST or None, initial={"on_team_page": user.on_team_page})
    if request.method == "POST":
        shown = form.is_valid() and form.cleaned_data["on_team_page"]
        show_on_team_page(user=user, shown=shown)
        messages.success(request, _("Saved. The public page follows within a minute."))
        return redirect("users:on_team_page")
    context = {"form": form, "can_be_shown": user.has_role(*SHOWN_TO_READERS)}
    return render(request, "users/on_team_page.html", context)


@policy(STAFF, methods=FORM_METHODS)
def news_mail(request: HttpRequest) -> HttpResponse:
    """The person's own choice: told by mail at once, in the morning, or never."""
    user = staff(request)
    form = NewsMailForm(request.POST or None, initial={"news_mail": user.news_mail})
    if form.is_valid():
        user.news_mail = form.cleaned_data["news_mail"]
        user.save(update_fields=["news_mail"])
        messages.success(request, _("Saved."))
        return redirect("users:news_mail")
    status = 400 if form.is_bound else 200
    return render(request, "users/news_mail.html", {"form": form}, status=status)


@policy(ANYONE, methods=("GET", "POST"))
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link that ``desk.py up`` prints: it makes the owner, once."""
    if not setup.is_open(token):
        return render(request, "users/set_up_closed.html", status=404)
    form = SetUpForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            user = setup.set_up(
                token=token,
                address=data["address"],
                display_name=data["display_name"],
                password=data["password"],
                roles=form.all_roles(),
                time_zone=data["time_zone"],
            )
        except Closed:  # somebody was quicker
            return render(request, "users/set_up_closed.html", status=404)
        except IntegrityError:
            form.add_error("address", _("An account has this address already."))
        else:
            answer = _first_login(request, user, settings.LOGIN_REDIRECT_URL)
            assistant.begin(request)
            return answer
    zone = form["time_zone"].value()
    now = time_there(zone if zone in available_timezones() else practice_zone())
    status = 400 if form.is_bound else 200
    return render(request, "users/set_up.html", {"form": form, "now": now}, status=status)
