"""Routes of the clients' floor, on the desk and in the portal."""

from __future__ import annotations

from tests.routes.personas import CASES, Route

_FORM = ("GET", "POST")
_NOBODY = {"pk": "00000000-0000-4000-8000-000000000000"}
_NAMES = (*CASES, "front_desk")
ROUTES = [
    Route("clients:list", ("GET",), _NAMES),
    Route("clients:add", _FORM, ("coach", "counselor")),
    Route("clients:detail", ("GET",), (*_NAMES, "owner"), _NOBODY),
    Route("clients:edit", _FORM, CASES, _NOBODY),
    Route("clients:timeline", ("GET",), (*CASES, "owner"), _NOBODY),
    Route("clients:status", ("POST",), CASES, _NOBODY),
    Route("clients:invite", ("POST",), CASES, _NOBODY),
    Route("clients:contact", _FORM, _NAMES, _NOBODY),
    Route("clients:contact_confirm", ("POST",), _NAMES, _NOBODY),
    Route("clients:lockdown", _FORM, CASES, _NOBODY),
    Route("clients:from_question", _FORM, ("coach", "counselor"), _NOBODY),
    Route("portal:welcome", _FORM, ("client",)),
    Route("portal:locked", _FORM, ("client",)),
    Route("portal:safety", ("GET",), ("client",)),
]
