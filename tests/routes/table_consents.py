"""Routes of the agreement texts."""

from __future__ import annotations

from tests.routes.personas import Route

ROUTES = [
    Route("consents:texts", ("GET",), ("supervisor", "owner")),
    Route("consents:publish", ("POST",), ("owner",)),
]
