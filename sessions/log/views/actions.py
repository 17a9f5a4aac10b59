"""What became of an appointment: nobody came, and the answers to a time that a client asked for."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import User
from coachdesk.users.policies import COACHES, STAFF, policy, staff
from sessions.calendar import booking, requests, slots, taking_back
from sessions.log import services
from sessions.models import CoachingSession, SessionState

_OWN: dict[str, Any] = {"roles": COACHES, "relation": "own clients"}


def _act(
    request: HttpRequest, pk: uuid.UUID, act: Callable[[CoachingSession, User], str]
) -> HttpResponse:
    """Carry out one act, which gives the words for what was done, and go back to the session."""
    user = staff(request)
    rows = CoachingSession.objects.editable_by(user).select_related("client", "coach", "case")
    meeting = get_object_or_404(rows, pk=pk)
    try:
        messages.success(request, act(meeting, user))
    except (NotPossible, slots.Refused) as refusal:
        messages.error(request, str(refusal))
    return redirect("sessions:detail", pk=pk)


@policy(STAFF, methods=("POST",), **_OWN)
def no_show(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The client did not come."""

    def act(meeting: CoachingSession, user: User) -> str:
        services.mark_no_show(coaching_session=meeting, actor=user)
        return _("Noted. A follow-up is on your list.")

    return _act(request, pk, act)


@policy(STAFF, methods=("POST",), **_OWN)
def no_show_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The client did come: a slip of the finger is taken back the same day."""

    def act(meeting: CoachingSession, user: User) -> str:
        taking_back.take_back_no_show(meeting=meeting, actor=user)
        return _("Taken back. The session needs its outcome again.")

    return _act(request, pk, act)


@policy(STAFF, methods=("POST",), **_OWN)
def request_accept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A time that the client asked for becomes an appointment."""

    def act(meeting: CoachingSession, user: User) -> str:
        requests.accept(coaching_session=meeting, actor=user)
        return _("Accepted. The client sees it in the portal.")

    return _act(request, pk, act)


@policy(STAFF, methods=("POST",), **_OWN)
def request_decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A time that the client asked for does not work."""

    def act(meeting: CoachingSession, user: User) -> str:
        if meeting.state != SessionState.REQUESTED:
            raise NotPossible(_("That is not possible here."))
        booking.cancel(coaching_session=meeting, actor=user)
        return _("Declined. The client sees it in the portal.")

    return _act(request, pk, act)
