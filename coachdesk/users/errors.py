"""Constant pages for refusals and failures; none shows data of the object (SEC-12, SEC-57)."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from urllib.parse import parse_qs

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

log = logging.getLogger("coachdesk.errors")
# Of a form over the limit; what is longer comes back cut, and its page says so.
_MOST_GIVEN_BACK, _MOST_FIELDS = 2 * 1024 * 1024, 4000
_NEVER_SHOWN = ("csrfmiddlewaretoken", "password", "code", "form_key")


def _page(status: int, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _too_large(request)
    return _page(400)


def _too_large(request: HttpRequest) -> HttpResponse:
    """413 with the words given back (REL-09): Django refuses by the length, before it reads."""
    texts: list[str] = []
    if request.content_type == "application/x-www-form-urlencoded":
        body = request.read(_MOST_GIVEN_BACK).decode(errors="replace")
        with suppress(ValueError):  # more fields than any form of ours has
            texts = _longer_texts(parse_qs(body, max_num_fields=_MOST_FIELDS))
    return HttpResponse(render_to_string("413.html", {"texts": texts}), status=413)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for whatever was raised and not caught: in a view, a middleware, or before either.

    Django asks for it inside its ``except``, so that the error is at hand.
    """
    error = sys.exc_info()[1]
    if isinstance(error, (OperationalError, InterfaceError)):  # the database is away or full
        return unavailable(request)
    return _page(500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with the person's words given back, made without the database (REL-09, REL-15)."""
    context = {"texts": _texts(request), "practice": {"exit_url": settings.EXIT_URL}}
    response = HttpResponse(render_to_string("503.html", context), status=503)
    response["Retry-After"] = "5"
    return response


def method_not_allowed(request: HttpRequest, allowed: Iterable[str]) -> HttpResponse:
    response = _page(405)
    response["Allow"] = ", ".join(allowed)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long or came from elsewhere: 403, with the words given back."""
    return text_back(request, status=403, template="form_expired.html")


def signed_out(request: HttpRequest, door: str, *, proof: bool = False) -> HttpResponse:
    """To the door; who was writing gets the text back on the page first (REL-09)."""
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(door)
    quiet = ("X-Autosave", "X-Background", "HX-Request")
    if any(name in request.headers for name in quiet):
        return HttpResponse(status=401)  # the script keeps the words in the open page
    return text_back(request, status=401, template="signed_out.html", door=door, proof=proof)


def text_back(
    request: HttpRequest, *, status: int, template: str, door: str = "", proof: bool = False
) -> HttpResponse:
    """A page with every longer text that was in the form, so that nothing is lost."""
    context = {"texts": _texts(request), "door": door, "proof": proof}
    return render(request, template, context, status=status)


def _texts(request: HttpRequest) -> list[str]:
    """Every longer text of the form that was sent."""
    try:
        return _longer_texts(dict(request.POST.lists()))
    except Exception as error:  # the body itself may be what is broken
        log.warning("a form body could not be read back", exc_info=error)
        return []


def _longer_texts(form: Mapping[str, Sequence[str]]) -> list[str]:
    return [
        value
        for name, values in form.items()
        if not any(part in name for part in _NEVER_SHOWN)
        for value in values
        if len(value) >= 12 or " " in value.strip()  # not a choice, a number or a tick
    ]
