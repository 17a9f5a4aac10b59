"""Routes of help and flags."""

from __future__ import annotations

from tests.routes.personas import ALL, LETTERS, Route

_NONE = "00000000-0000-4000-8000-000000000000"
ROUTES = [
    Route("safety:help", ("GET",), ALL),
    Route("safety:traces", ("GET",), ALL),
    Route("safety:flags", ("GET",), LETTERS),
    Route("safety:numbers", ("GET", "POST"), ("supervisor", "owner")),
    Route("safety:flag", ("GET", "POST"), LETTERS, {"pk": _NONE}),
]
