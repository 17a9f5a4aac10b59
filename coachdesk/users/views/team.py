"""The team's page: who is here, with which roles, who supervises whom, who is invited."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coachdesk.lib.errors import NotAllowed, NotPossible
from coachdesk.users import lost_factor, team
from coachdesk.users.leaving import in_hand
from coachdesk.users.mail_facts import mail_fates, mail_trouble
from coachdesk.users.models import (
    FactorReset,
    Invitation,
    Kind,
    Role,
    RoleChange,
    Supervision,
    User,
)
from coachdesk.users.policies import STAFF, policy, staff
from coachdesk.users.rate_limits import within_limit
from coachdesk.users.services import end_membership, end_sessions
from coachdesk.users.team_forms import InviteForm, PairForm, RolesForm

OWNS: dict[str, Any] = {"roles": (Role.OWNER,)}


@policy(STAFF, **OWNS)
def team_page(request: HttpRequest) -> HttpResponse:
    """Reading needs no fresh proof; every act does."""
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    invite: InviteForm | None = None,
    pair: PairForm | None = None,
    leaving: User | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = staff(request)
    people = User.objects.filter(kind=Kind.STAFF, is_active=True).order_by("joined_at")
    held = {}
    for person in people.prefetch_related("grants"):
        roles = [grant.role for grant in person.grants.all() if grant.ended_at is None]
        held[person] = (roles, [Role(role).label for role in sorted(roles)])
    changes = RoleChange.objects.filter(done_at=None).select_related("user", "asked_by")
    resets = FactorReset.objects.filter(done_at=None).select_related("user", "asked_by")
    invitations = team.waiting_invitations()
    fates = mail_fates(invitations)
    context = {
        "people": [(p, roles, labels) for p, (roles, labels) in held.items()],
        "roles": Role.choices,
        "resets": [(row, lost_factor.may_confirm(row, actor)) for row in resets],
        "changes": [(c, team.may_confirm(c, actor)) for c in changes],
        "pairs": Supervision.objects.filter(ended_at=None).select_related("supervisor", "coach"),
        "invitations": [(row, fates[row.pk]) for row in invitations],
        "mail_trouble": mail_trouble(),
        "leaving": leaving,
        "in_hand": in_hand(leaving) if leaving else [],
        "invite": invite or InviteForm(prefix="invite"),
        "pair": pair or PairForm(prefix="pair"),
    }
    return render(request, "users/team.html", context, status=status)


def _act(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An act of an owner after a fresh proof; what another person has to do is said in words."""

    @policy(STAFF, methods=("POST",), step_up=True, **OWNS)
    @functools.wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except NotAllowed:
            messages.error(request, _("That takes another person, or another day."))
            return redirect("users:team")

    return guarded


def _done(request: HttpRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("users:team")


def _member(pk: uuid.UUID) -> User:
    """An active member of the team. Raises Http404 for anybody else."""
    return get_object_or_404(User, kind=Kind.STAFF, is_active=True, pk=pk)


@_act
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody into the team by mail."""
    actor = staff(request)
    form = InviteForm(request.POST, prefix="invite")
    if not form.is_valid():
        return _page(request, invite=form, status=400)
    if not _invitations_left(actor):
        return _enough(request)
    try:
        team.invite_member(actor=actor, **form.cleaned_data)
    except NotPossible as why:
        form.add_error("address", str(why))
        return _page(request, invite=form, status=409)
    return _done(request, _("The invitation waits to be sent."))


def _invitations_left(actor: User) -> bool:
    return within_limit("invitation.staff", str(actor.pk), times=20, per=timedelta(days=1))


def _enough(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("That is enough invitations for one day."))
    return redirect("users:team")


@_act
def invitation_again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Send an unused invitation once more, with a new link."""
    return _new_link(request, pk, by_hand=False)


@_act
def invitation_by_hand(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a new link once, to hand it over; nothing is sent."""
    return _new_link(request, pk, by_hand=True)


def _new_link(request: HttpRequest, pk: uuid.UUID, *, by_hand: bool) -> HttpResponse:
    row = get_object_or_404(Invitation, kind=Kind.STAFF, pk=pk)
    actor = staff(request)
    if not _invitations_left(actor):
        return _enough(request)
    try:
        row, token = team.invite_again(invitation=row, actor=actor, by_hand=by_hand)
    except NotPossible as why:
        messages.error(request, str(why))
        return _page(request, status=409)
    if not by_hand:
        return _done(request, _("The invitation waits to be sent, with a new link."))
    link = request.build_absolute_uri(reverse("users:invitation", args=[token]))
    return render(request, "users/invitation_by_hand.html", {"invitation": row, "link": link})


@_act
def invitation_revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    row = get_object_or_404(Invitation, kind=Kind.STAFF, pk=pk)
    team.revoke_invitation(invitation=row, actor=staff(request))
    return _done(request, _("The invitation is taken back."))


@_act
def supervision_start(request: HttpRequest) -> HttpResponse:
    """Pair a coach with a supervisor."""
    form = PairForm(request.POST, prefix="pair")
    if not form.is_valid():
        return _page(request, pair=form, status=400)
    team.start_supervision(actor=staff(request), **form.cleaned_data)
    return _done(request, _("They are paired."))


@_act
def supervision_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a pair of coach and supervisor."""
    pair = get_object_or_404(Supervision, ended_at=None, pk=pk)
    team.end_supervision(pair=pair, actor=staff(request))
    return _done(request, _("The pair has ended."))


@_act
def roles_request(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for other roles of a colleague; another owner, or another day, confirms them."""
    form = RolesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please choose roles from the list."))
        return _page(request, status=400)
    team.ask_for_roles(user=_member(pk), roles=form.cleaned_data["roles"], actor=staff(request))
    return _done(request, _("Asked for. It waits for a second person."))


@_act
def roles_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the second yes to a change of roles."""
    change = get_object_or_404(RoleChange, done_at=None, pk=pk)
    team.confirm_roles(change=change, actor=staff(request))
    return _done(request, _("The roles are changed."))


@_act
def factor_reset_ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask that a colleague's lost second step be taken away."""
    try:
        lost_factor.ask_for_reset(user=_member(pk), actor=staff(request))
    except NotPossible as why:
        messages.error(request, str(why))
        return _page(request, status=409)
    return _done(request, _("Asked for. You both are told by mail; it waits for a second yes."))


@_act
def factor_reset_confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give the second yes: the second step is gone and the person sets up a new one."""
    reset = get_object_or_404(FactorReset, done_at=None, pk=pk)
    lost_factor.confirm_reset(reset=reset, actor=staff(request))
    return _done(request, _("The second step is gone; a new one is set up at the next sign-in."))


@_act
def factor_reset_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the wish back."""
    reset = get_object_or_404(FactorReset, done_at=None, pk=pk)
    lost_factor.cancel_reset(reset=reset, actor=staff(request))
    return _done(request, _("The second step stays."))


@_act
def sessions_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign a colleague out on every device."""
    end_sessions(user=_member(pk))
    return _done(request, _("Signed out on every device."))


@_act
def membership_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close the account of a colleague who has nothing in hand any more."""
    person = _member(pk)
    try:
        end_membership(user=person, actor=staff(request))
    except NotPossible:
        return _page(request, leaving=person, status=409)
    return _done(request, _("The account is closed."))
