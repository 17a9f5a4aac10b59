"""Routes of the outbox and the audit log."""

from __future__ import annotations

from tests.routes.personas import Route

_LEADS = ("supervisor", "owner")
_NOBODY = {"pk": "00000000-0000-4000-8000-000000000000"}
ROUTES = [
    Route("outbox:messages", ("GET",), _LEADS),
    Route("outbox:message", ("GET",), _LEADS, _NOBODY),
    Route("outbox:message_again", ("POST",), _LEADS, _NOBODY),
    Route("outbox:mail", ("GET",), ("owner",)),
    Route("outbox:mail_test", ("POST",), ("owner",)),
    Route("audit:log", ("GET",), ("owner",)),
]
