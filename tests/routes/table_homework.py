"""Routes of the programs and of the portal's steps."""

from __future__ import annotations

from tests.routes.personas import CASES, Route

_ID = "00000000-0000-4000-8000-000000000000"
_FORM = ("GET", "POST")
_STEP = {"pk": _ID, "step": "warmth"}
ROUTES = [
    Route("homework:programs", ("GET",), CASES),
    Route("homework:program", ("GET",), CASES, {"pk": _ID}),
    Route("homework:edit_new", _FORM, CASES),
    Route("homework:edit_upload", _FORM, CASES),
    Route("homework:edit_copy", ("POST",), CASES, {"pk": _ID}),
    Route("homework:edit_file", ("GET",), CASES, {"pk": _ID}),
    Route("homework:edit_diff", ("GET",), CASES, {"pk": _ID}),
    Route("homework:edit_publish", ("POST",), ("supervisor",), {"pk": _ID}),
    Route("homework:edit_retire", ("POST",), ("supervisor",), {"pk": _ID}),
    Route("homework:edit", _FORM, CASES, {"pk": _ID}),
    Route("homework:edit_change", ("POST",), CASES, {"pk": _ID}),
    Route("homework:edit_translate", _FORM, CASES, {"pk": _ID}),
    Route("homework:edit_words", _FORM, CASES, {"pk": _ID}),
    Route("homework:edit_step_words", _FORM, CASES, _STEP),
    Route("homework:edit_step", _FORM, CASES, _STEP),
    Route("homework:edit_measure", _FORM, CASES, {"pk": _ID, "measure": "csi-4"}),
    Route("homework:edit_preview", ("GET",), CASES, _STEP),
    Route("homework:edit_question", _FORM, CASES, {**_STEP, "question": "q"}),
    Route("homework:edit_activity", _FORM, CASES, {**_STEP, "activity": "x"}),
    Route(
        "homework:edit_activity_question",
        _FORM,
        CASES,
        {**_STEP, "activity": "x", "question": "q"},
    ),
    Route("homework:client", ("GET",), (*CASES, "owner"), {"pk": _ID}),
    Route("homework:propose", _FORM, CASES, {"pk": _ID}),
    Route("homework:move", ("POST",), CASES, {"pk": _ID}),
    Route("homework:caseload", ("GET",), CASES),
    Route("homework:timing", _FORM, CASES, {"pk": _ID}),
    Route("homework:upgrade", _FORM, CASES, {"pk": _ID}),
    Route("homework:adjust", _FORM, CASES, _STEP),
    Route("portal:upgrade", _FORM, ("client",), {"pk": _ID}),
    Route("homework:review", _FORM, (*CASES, "owner"), _STEP),
    Route("measures:client", _FORM, (*CASES, "owner"), {"pk": _ID}),
    Route("messaging:pile", _FORM, ("coach", "counselor")),
    Route("messaging:client", _FORM, ("coach", "counselor", "owner"), {"pk": _ID}),
    Route("portal:messages", _FORM, ("client",)),
    Route("portal:checkin", _FORM, ("client",)),
    Route("portal:journal", ("GET",), ("client",)),
    Route("portal:journal_page", _FORM, ("client",), {"pk": _ID}),
    Route("portal:task", _FORM, ("client",), {"pk": _ID}),
    Route("homework:task", ("POST",), CASES, {"pk": _ID}),
    Route("portal:home_screen", _FORM, ("client",)),
    Route("portal:manifest", ("GET",), ("client",)),
    Route("portal:today", ("GET",), ("client",)),
    Route("portal:path", ("GET",), ("client",)),
    Route("portal:proposal", _FORM, ("client",), {"pk": _ID}),
    Route("portal:step", ("GET",), ("client",), _STEP),
    Route("portal:entry", _FORM, ("client",), {"pk": _ID, "entry": _ID}),
    Route("portal:want", ("POST",), ("client",), _STEP),
    Route("portal:save", ("POST",), ("client",), _STEP),
    Route("portal:activity", _FORM, ("client",), {**_STEP, "activity": "x"}),
]
