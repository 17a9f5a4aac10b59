"""Small helpers around htmx."""

from __future__ import annotations

from django.http import HttpRequest


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page rather than the page."""
    return request.headers.get("HX-Request") == "true" and not request.headers.get("HX-Boosted")
