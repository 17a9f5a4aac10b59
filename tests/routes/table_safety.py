"""Routes of help and flags."""

from __future__ import annotations

from tests.routes.personas import ALL, LETTERS, Route

_ACT = ("POST",)
_LEADS = ("supervisor", "owner")
_FLAG = {"pk": "00000000-0000-4000-8000-000000000000"}
ROUTES = [
    Route("safety:help", ("GET",), ALL),
    Route("safety:traces", ("GET",), ALL),
    Route("safety:flags", ("GET",), LETTERS),
    Route("safety:flag", ("GET",), LETTERS, _FLAG),
    Route("safety:flag_acknowledge", _ACT, LETTERS, _FLAG),
    Route("safety:flag_note", _ACT, LETTERS, _FLAG),
    Route("safety:flag_escalate", _ACT, LETTERS, _FLAG),
    Route("safety:flag_allow_answer", _ACT, ("supervisor",), _FLAG),
    Route("safety:flag_clear", _ACT, ("supervisor",), _FLAG),
    Route("safety:flags_clear_many", _ACT, ("supervisor",)),
    Route("safety:numbers", ("GET",), _LEADS),
    Route("safety:number_add", _ACT, _LEADS),
    Route("safety:number_change", _ACT, _LEADS, {"pk": "0"}),
    Route("safety:number_verify", _ACT, _LEADS, {"pk": "0"}),
    Route("safety:number_remove", _ACT, _LEADS, {"pk": "0"}),
]
