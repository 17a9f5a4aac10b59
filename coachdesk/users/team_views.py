"""The team's page: who is here, with which roles, who supervises whom, who is invited."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coachdesk.users import team
from coachdesk.users.limits import within_limit
from coachdesk.users.models import Invitation, Kind, Role, RoleChange, Supervision, User
from coachdesk.users.policies import STAFF, policy
from coachdesk.users.services import NotAllowed, end_membership, end_sessions


class InviteForm(forms.Form):
    address = forms.EmailField(label=gettext_lazy("Email address"), max_length=254)
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PairForm(forms.Form):
    supervisor = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Supervisor"))
    coach = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Coach"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, roles in (
            ("supervisor", (Role.SUPERVISOR,)),
            ("coach", (Role.COACH, Role.COUNSELOR)),
        ):
            field = self.fields[name]
            field.queryset = User.objects.with_role(*roles)  # type: ignore[attr-defined]
            field.label_from_instance = lambda person: person.display_name  # type: ignore[attr-defined]


def _owner(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def _pk(request: HttpRequest, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


@policy(STAFF, roles=(Role.OWNER,))
def team_page(request: HttpRequest) -> HttpResponse:
    """Reading needs no fresh proof; every act does."""
    return _page(request)


def _page(
    request: HttpRequest,
    *,
    invite: InviteForm | None = None,
    pair: PairForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = _owner(request)
    people = User.objects.filter(kind=Kind.STAFF, is_active=True).order_by("joined_at")
    held = {}
    for person in people.prefetch_related("grants"):
        roles = [grant.role for grant in person.grants.all() if grant.ended_at is None]
        held[person] = (roles, [Role(role).label for role in sorted(roles)])
    changes = RoleChange.objects.filter(done_at=None).select_related("user", "asked_by")
    open_invitations = Invitation.objects.filter(kind=Kind.STAFF, state__in=["created", "sent"])
    context = {
        "people": [(p, roles, labels) for p, (roles, labels) in held.items()],
        "roles": Role.choices,
        "changes": [(c, team.may_confirm(c, actor)) for c in changes],
        "pairs": Supervision.objects.filter(ended_at=None).select_related("supervisor", "coach"),
        "invitations": [row for row in open_invitations.order_by("-created_at") if row.is_open],
        "invite": invite or InviteForm(prefix="invite"),
        "pair": pair or PairForm(prefix="pair"),
    }
    return render(request, "users/team.html", context, status=status)


@policy(STAFF, roles=(Role.OWNER,), methods=("GET", "POST"), step_up=True)
def team_act(request: HttpRequest) -> HttpResponse:
    """Every change of the team, after a fresh proof; a GET leads back to the page."""
    if request.method != "POST":
        return redirect("users:team")
    actor, act = _owner(request), request.POST.get("act", "")
    try:
        if act == "invite":
            form = InviteForm(request.POST, prefix="invite")
            if not form.is_valid():
                return _page(request, invite=form, status=400)
            if not within_limit("invitation.staff", str(actor.pk), times=20, per=timedelta(days=1)):
                messages.error(request, _("That is enough invitations for one day."))
                return redirect("users:team")
            team.invite_member(actor=actor, **form.cleaned_data)
        elif act == "revoke":
            row = get_object_or_404(Invitation, kind=Kind.STAFF, pk=_pk(request, "invitation"))
            team.revoke_invitation(invitation=row, actor=actor)
        elif act == "pair":
            pair = PairForm(request.POST, prefix="pair")
            if not pair.is_valid():
                return _page(request, pair=pair, status=400)
            team.start_supervision(actor=actor, **pair.cleaned_data)
        elif act == "unpair":
            two = get_object_or_404(Supervision, ended_at=None, pk=request.POST.get("pair", "0"))
            team.end_supervision(pair=two, actor=actor)
        else:
            _about_person(request, actor, act)
    except NotAllowed:
        messages.error(request, _("That takes another person, or another day."))
    except ValueError:
        raise Http404 from None
    else:
        messages.success(request, _("Noted."))
    return redirect("users:team")


def _about_person(request: HttpRequest, actor: User, act: str) -> None:
    if act == "confirm":
        change = get_object_or_404(RoleChange, done_at=None, pk=_pk(request, "change"))
        team.confirm_roles(change=change, actor=actor)
        return
    person = get_object_or_404(User, kind=Kind.STAFF, is_active=True, pk=_pk(request, "person"))
    if act == "roles":
        form = RolesForm(request.POST)
        if not form.is_valid():
            raise Http404
        team.ask_for_roles(user=person, roles=form.cleaned_data["roles"], actor=actor)
    elif act == "sessions":
        end_sessions(user=person)
    elif act == "end":
        end_membership(user=person, actor=actor)
    else:
        raise Http404
