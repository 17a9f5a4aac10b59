"""What the coach offers: a program, or a newer version of one. The client says yes or no."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from clients.homework.models import Assignment, AssignmentState
from clients.homework.queries import RUNNING, courses, with_version
from clients.homework.services import answer_proposal
from clients.homework.upgrades import answer_upgrade, differences
from clients.models import Client
from clients.own.access import login_of, portal_page
from coachdesk.lib.errors import NotPossible
from coachdesk.users.policies import CLIENT, policy

_ACT = {"methods": ("POST",), "relation": "own"}


def _proposed(client: Client, pk: uuid.UUID) -> Assignment:
    """A program that the client has not answered yet, or 404."""
    found: Assignment = get_object_or_404(
        Assignment.objects.select_related("version", "case", "assigned_by"),
        client=client,
        state=AssignmentState.PROPOSED,
        pk=pk,
    )
    return found


@policy(CLIENT, relation="own")
@portal_page()
def proposal(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """What the coach offers, in full, before the client says yes or no."""
    assignment = _proposed(client, pk)
    course = courses([assignment])[0]
    return render(request, "portal/proposal.html", {"course": course, "assignment": assignment})


@policy(CLIENT, **_ACT)
@portal_page()
def proposal_accept(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Yes: the program starts."""
    assignment = _proposed(client, pk)
    answer_proposal(assignment=assignment, client_user=login_of(client), accept=True)
    return redirect("portal:today")


@policy(CLIENT, **_ACT)
@portal_page()
def proposal_decline(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """Not now."""
    assignment = _proposed(client, pk)
    answer_proposal(assignment=assignment, client_user=login_of(client), accept=False)
    messages.info(request, _("That’s fine. Your coach will see it."))
    return redirect("portal:today")


def _offered(client: Client, pk: uuid.UUID) -> Assignment:
    """A running program with a newer version on offer, or 404."""
    found: Assignment = get_object_or_404(
        Assignment.objects.select_related("version", "case", "assigned_by", "offered_version"),
        client=client,
        state__in=RUNNING,
        offered_version__isnull=False,
        pk=pk,
    )
    return found


@policy(CLIENT, relation="own")
@portal_page()
def upgrade(request: HttpRequest, client: Client, pk: uuid.UUID) -> HttpResponse:
    """A newer version of a program under way: what changes. Nothing is lost by it."""
    return _upgrade_page(request, _offered(client, pk))


def _upgrade_page(request: HttpRequest, assignment: Assignment, status: int = 200) -> HttpResponse:
    course, offered = courses([assignment])[0], assignment.offered_version
    changes = differences(course, with_version(course, offered))
    context = {"course": course, "offered": offered, "changes": changes}
    return render(request, "portal/upgrade.html", context, status=status)


@policy(CLIENT, **_ACT)
@portal_page()
def upgrade_accept(
    request: HttpRequest, client: Client, pk: uuid.UUID, version: uuid.UUID
) -> HttpResponse:
    """Yes to the version that was on the page."""
    return _answered(request, client, pk, version, accept=True)


@policy(CLIENT, **_ACT)
@portal_page()
def upgrade_decline(
    request: HttpRequest, client: Client, pk: uuid.UUID, version: uuid.UUID
) -> HttpResponse:
    """Leave everything as it is."""
    return _answered(request, client, pk, version, accept=False)


def _answered(
    request: HttpRequest, client: Client, pk: uuid.UUID, version: uuid.UUID, *, accept: bool
) -> HttpResponse:
    """Pass the answer on; where another version is on offer meanwhile, show that one (409)."""
    assignment = _offered(client, pk)
    if assignment.offered_version_id != version:
        return _upgrade_page(request, assignment, 409)
    try:
        if answer_upgrade(
            assignment=assignment,
            version_id=version,
            client_user=login_of(client),
            accept=accept,
        ):
            messages.success(request, _("Your steps are up to date. What you did stays done."))
        else:
            messages.info(request, _("That’s fine. Everything stays as it is."))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("portal:today")
