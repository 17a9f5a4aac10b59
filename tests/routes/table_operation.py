"""Routes of the probes and of the operator's page."""

from __future__ import annotations

from tests.routes.personas import ALL, Route

ROUTES = [
    Route("operation:healthz", ("GET",), ALL),
    Route("operation:readyz", ("GET",), ALL),
    Route("operation:metrics", ("GET",), ALL),
    Route("operation:state", ("GET",), ("owner",)),
]
