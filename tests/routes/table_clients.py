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
    Route("clients:panel", ("GET",), (*CASES, "owner"), {**_NOBODY, "name": "nothing"}),
    Route("clients:status", ("POST",), CASES, _NOBODY),
    Route("clients:invite", ("POST",), CASES, _NOBODY),
    Route("clients:words", _FORM, (*CASES, "owner"), _NOBODY),
    Route("portal:words", _FORM, ("client",)),
    Route("portal:sorter", _FORM, ("client",)),
    Route("clients:record", _FORM, CASES, _NOBODY),
    Route("clients:retention", ("GET",), ("supervisor", "owner")),
    Route("clients:retention_act", _FORM, ("supervisor", "owner")),
    Route("clients:copies", ("GET",), ("supervisor", "owner")),
    Route("clients:copies_act", _FORM, ("supervisor", "owner")),
    Route("clients:emergencies", ("GET",), ("supervisor", "owner")),
    Route("clients:emergency_act", _FORM, ("supervisor", "owner")),
    Route("clients:board", ("GET",), (*CASES, "owner")),
    Route("clients:assign", ("POST",), ("owner",), {"case": _NOBODY["pk"]}),
    Route("reports:index", ("GET",), ("supervisor", "owner")),
    Route("reports:table", ("GET",), ("supervisor", "owner"), {"name": "nothing"}),
    Route("portal:partner", _FORM, ("client",)),
    Route("clients:documents", _FORM, (*CASES, "owner"), _NOBODY),
    Route("clients:file", ("GET",), (*CASES, "owner"), {**_NOBODY, "document": _NOBODY["pk"]}),
    Route("clients:copy", ("GET",), (*CASES, "owner"), {**_NOBODY, "grant": _NOBODY["pk"]}),
    *(
        Route(f"portal:{name}", _FORM, ("client",))
        for name in ("me", "address", "goals", "data", "download", "documents")
    ),
    Route("portal:sign", _FORM, ("client",), {"kind": "service"}),
    Route("portal:file", ("GET",), ("client",), _NOBODY),
    Route("portal:copy", ("GET",), ("client",), _NOBODY),
    Route("clients:work", _FORM, CASES, _NOBODY),
    Route("clients:safety", _FORM, CASES, _NOBODY),
    Route("clients:contact", _FORM, _NAMES, _NOBODY),
    Route("clients:contact_confirm", ("POST",), _NAMES, _NOBODY),
    Route("clients:lockdown", _FORM, CASES, _NOBODY),
    Route("clients:from_question", _FORM, ("coach", "counselor"), _NOBODY),
    Route("portal:welcome", _FORM, ("client",)),
    Route("portal:locked", _FORM, ("client",)),
    Route("portal:safety", ("GET",), ("client",)),
]
