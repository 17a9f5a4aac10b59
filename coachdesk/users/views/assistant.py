"""The set-up assistant: the list of its steps, a page for those that are settings, and the way on."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coachdesk.lib.zones import time_there
from coachdesk.users import assistant, first_steps, identity
from coachdesk.users.models import Role
from coachdesk.users.policies import FORM_METHODS, STAFF, policy, staff
from coachdesk.users.practice_settings import change_setting, change_settings, lock_settings
from coachdesk.users.role_words import roles_in_words
from coachdesk.users.setup_steps import ROLES
from coachdesk.users.views.practice_settings import SomeSettingsForm, chosen, in_force

_OWNER = (Role.OWNER,)


@policy(STAFF, roles=_OWNER)
def overview(request: HttpRequest) -> HttpResponse:
    """Every step with what became of it, and the first steps after it."""
    assistant.arrive(request)
    assistant.stand_at(request, "")
    places = assistant.places()
    context = {
        "places": [(place, place.step.missing() if place.step.missing else "") for place in places],
        "done": sum(place.is_done for place in places),
        "total": len(places),
        "next": assistant.next_open(),
        "first_steps": first_steps.first_steps(staff(request)),
        "put_away": first_steps.is_put_away(),
    }
    return render(request, "users/setup/overview.html", context)


@policy(STAFF, roles=_OWNER, methods=FORM_METHODS)
def step(request: HttpRequest, key: str) -> HttpResponse:
    """One step: its settings, or on to the page where it is done, which then shows the way on."""
    place = assistant.place_of(key)
    names = place.step.fields
    if not names and request.method == "POST":
        raise Http404
    assistant.stand_at(request, key)
    if place.step.view_name:
        return redirect(place.step.view_name)
    user = staff(request)
    with transaction.atomic():
        if request.method == "POST":
            lock_settings()
        form = SomeSettingsForm(request.POST or None, initial=in_force(), names=names)
        if names and form.is_valid():
            change_settings(actor=user, **chosen(form.cleaned_data))
            assistant.mark(key=key, state=assistant.DONE, actor=user)
            return _on(request, key)
    zone = identity.practice_zone()
    context = {
        "place": place,
        "form": form,
        "note": place.step.note() if place.step.note else "",
        "now": time_there(zone),
        "zone_is_chosen": place.is_done or identity.is_locked("practice_zone"),
        "roles": roles_in_words(user.roles) if key == ROLES else [],
        "not_held": roles_in_words(r for r in Role if not user.has_role(r)) if key == ROLES else [],
    }
    return render(request, "users/setup/step.html", context, status=form.status)


@policy(STAFF, roles=_OWNER, methods=("POST",))
def step_done(request: HttpRequest, key: str) -> HttpResponse:
    """Nothing more to do here: go on."""
    return _marked(request, key, assistant.DONE)


@policy(STAFF, roles=_OWNER, methods=("POST",))
def step_later(request: HttpRequest, key: str) -> HttpResponse:
    """Put the step off: go on."""
    return _marked(request, key, assistant.LATER)


def _marked(request: HttpRequest, key: str, state: str) -> HttpResponse:
    assistant.mark(key=assistant.place_of(key).step.key, state=state, actor=staff(request))
    return _on(request, key)


def _on(request: HttpRequest, key: str) -> HttpResponse:
    """To the next step that is open; to the list after the last."""
    following = assistant.next_open(after=key)
    if following is None:
        return redirect("users:assistant")
    return redirect("users:assistant_step", following.step.key)


@policy(STAFF, roles=_OWNER, methods=("POST",))
def first_steps_away(request: HttpRequest) -> HttpResponse:
    """Take the list of first steps off Today."""
    change_setting(name=first_steps.AWAY, value=True, actor=staff(request))
    return redirect("users:landing")


@policy(STAFF, roles=_OWNER, methods=("POST",))
def first_steps_back(request: HttpRequest) -> HttpResponse:
    """Show the list on Today again."""
    change_setting(name=first_steps.AWAY, value=False, actor=staff(request))
    return redirect("users:assistant")
