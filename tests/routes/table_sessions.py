"""Routes of Today, the sessions, the notes and the calendar."""

from __future__ import annotations

from tests.routes.personas import ALL, CASES, STAFF, Route

_FORM = ("GET", "POST")
_ID = {"pk": "00000000-0000-4000-8000-000000000000"}
_COACHES = ("coach", "counselor")
_TIMES = (*_COACHES, "front_desk")
_MONEY = ("front_desk", "owner")
ROUTES = [
    Route("sessions:today", ("GET",), STAFF),
    Route("sessions:attention", ("GET",), _COACHES),
    Route("sessions:notes", ("GET",), CASES),
    Route("sessions:detail", _FORM, (*CASES, "owner"), _ID),
    Route("sessions:save", ("POST",), _COACHES, _ID),
    Route("sessions:start", ("POST",), _COACHES, _ID),
    Route("sessions:contact", ("POST",), _COACHES, _ID),
    Route("sessions:follow_up", ("POST",), _COACHES, _ID),
    Route("sessions:next", ("POST",), _COACHES, _ID),
    Route("sessions:format", ("POST",), _COACHES, _ID),
    Route("sessions:private", ("POST",), ("counselor",), _ID),
    Route("sessions:around", ("POST",), _COACHES, _ID),
    Route("sessions:error", ("POST",), ("supervisor",), _ID),
    Route("sessions:types", _FORM, ("supervisor", "owner")),
    Route("sessions:note_act", ("POST",), CASES, _ID),
    Route("sessions:print", ("GET",), (*CASES, "owner"), _ID),
    Route("sessions:outcome", ("POST",), _COACHES, _ID),
    Route("sessions:move", _FORM, _TIMES, _ID),
    Route("sessions:cancel", _FORM, _TIMES, _ID),
    Route("sessions:client", ("GET",), (*CASES, "owner"), _ID),
    Route("sessions:calendar", ("GET",), (*CASES, "front_desk", "owner")),
    Route("sessions:book", _FORM, _TIMES),
    Route("sessions:hours", _FORM, _COACHES),
    Route("sessions:feed", ("GET",), ALL, {"token": "unknown"}),
    Route("sessions:mine", _FORM, ("client",)),
    Route("sessions:file", ("GET",), ("client",), _ID),
    Route("sessions:lists", _FORM, (*CASES, "owner")),
    Route("sessions:supervision", _FORM, CASES),
    Route("sessions:money", ("GET",), _MONEY),
    Route("sessions:bookkeeping", ("GET",), _MONEY),
    Route("sessions:invoice", _FORM, _MONEY, _ID),
    Route("sessions:client_money", _FORM, _MONEY, _ID),
    Route("sessions:begin", _FORM, _COACHES, _ID),
]
