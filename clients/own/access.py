"""The door of the portal: the signed-in client's own record, or nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clients.models import Client, ClientStatus
from clients.queries import joint_offered, with_state
from coachdesk.users.models import User

READ_AFTER_END = timedelta(days=90)  # DOMAIN-3: read-only, then off
_OPEN = (ClientStatus.INTAKE, ClientStatus.ACTIVE, ClientStatus.ON_HOLD, ClientStatus.FORMER)


def client_of(user: Any) -> Client:
    """The record of the person who is signed in, with its state (see ``with_state``).

    Raises Http404 for anybody without one, and 90 days after the work has ended.
    """
    if not isinstance(user, User) or not user.is_client:
        raise Http404
    rows = with_state(Client.objects.visible_to(user)).annotate(joint_offered=joint_offered())
    client = rows.select_related("user").first()
    if client is None or client.status not in _OPEN:
        raise Http404
    if is_former(client) and timezone.now() - client.status_changed_at > READ_AFTER_END:
        raise Http404
    return client


def login_of(client: Client) -> User:
    """The log-in of a client who is here. Raises Http404 for a record without one."""
    if client.user is None:
        raise Http404
    return client.user


def is_former(client: Client) -> bool:
    """Whether the portal is read-only for this client."""
    return client.status == ClientStatus.FORMER


def portal_page(
    *, before_welcome: bool = False, when_locked: bool = False, when_former: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Hand the view the client's record, after the lockdown and the welcome.

    While a lockdown is on, every page leads to the code word. A client who has just come in is led
    through the welcome first. A former client reads; a POST is refused with 403 unless
    ``when_former``. Stands under ``@policy``.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            client = client_of(request.user)
            if client.frozen and not when_locked:  # type: ignore[attr-defined]
                return redirect("portal:locked")
            if not before_welcome and not client.frozen and needs_welcome(client):  # type: ignore[attr-defined]
                return redirect("portal:welcome")
            if is_former(client) and request.method == "POST" and not when_former:
                return render(request, "clients/portal/read_only.html", status=403)
            return view(request, client, *args, **kwargs)

        return inner

    return wrap


def needs_welcome(client: Any) -> bool:
    """Whether the first questions are still open for somebody in intake."""
    return client.status == ClientStatus.INTAKE and not (
        client.has_agreement and client.has_privacy
    )
