"""The answer to "is this process alive?", before anything else is asked of the request (REL-32)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PATH = "/healthz"


def alive() -> HttpResponse:
    """The whole answer."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


class Alive:
    """Answers the probe with neither database, nor session, nor a known host name: whoever asks from
    inside knows none of them, and a database that is away is no reason to end this process."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info == PATH and request.method in ("GET", "HEAD"):
            return alive()
        return self.get_response(request)
