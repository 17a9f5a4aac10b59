"""Values that a form sends beside its fields."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest


def posted_id(request: HttpRequest, name: str) -> uuid.UUID:
    """The id that a form sends under ``name``. Raises Http404 for anything that is no id."""
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        raise Http404 from None


MOST_AT_ONCE = 100


def posted_ids(request: HttpRequest, name: str) -> list[uuid.UUID]:
    """The ids of the boxes ticked under ``name``, at most ``MOST_AT_ONCE``; what is no id is left
    out."""
    found = []
    for value in request.POST.getlist(name)[:MOST_AT_ONCE]:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
