"""Constant pages for refusals and failures; none shows data of the object (SEC-12, SEC-57)."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string

log = logging.getLogger("coachdesk.errors")
_NEVER_SHOWN = ("csrfmiddlewaretoken", "password", "code", "form_key")


def _page(status: int, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with the person's words given back (REL-09, REL-15)."""
    response = text_back(request, status=503, template="503.html")
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
    texts: list[str] = []
    try:
        for name, values in request.POST.lists():
            if not any(part in name for part in _NEVER_SHOWN):
                texts += [value for value in values if len(value) >= 12]
    except Exception as error:  # the body itself may be what is broken
        log.warning("a form body could not be read back", exc_info=error)
    context = {"texts": texts, "door": door, "proof": proof}
    return render(request, template, context, status=status)
