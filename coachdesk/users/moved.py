"""Addresses that pages and acts have left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from coachdesk.users.policies import STAFF, policy


def moved(page: str, audience: str = STAFF, **demands: Any) -> Callable[..., HttpResponse]:
    """A view for an old address: reading leads to ``page`` (a URL name that takes the same
    arguments), sending is answered 405, so that an old tab changes nothing.

    ``demands`` are those of the page's policy.
    """

    @policy(audience, methods=("GET",), **demands)
    def old_address(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect(page, permanent=True, **kwargs)

    return old_address
