"""Routes of the letters: asking, the writer's page, the desk."""

from __future__ import annotations

from tests.routes.personas import ALL, LETTERS, Route

_NONE = "00000000-0000-4000-8000-000000000000"
_FORM = ("GET", "POST")
_PK = {"pk": _NONE}
_READER = ("reader",)
ROUTES = [
    Route("questions:ask", _FORM, ALL),
    Route("questions:sent", ("GET",), ALL),
    Route("questions:letter", _FORM, ALL),
    Route("questions:letter_read", ("GET",), _READER),
    Route("questions:letter_seen", ("POST",), _READER),
    Route("questions:letter_write", ("POST",), _READER),
    Route("questions:letter_withdraw", _FORM, _READER),
    Route("questions:letter_publication", ("POST",), _READER),
    Route("questions:letter_agree", ("POST",), _READER),
    Route("questions:letter_close", ("POST",), _READER),
    Route("questions:inbox", ("GET",), LETTERS),
    Route("questions:together", ("POST",), LETTERS),
    Route("questions:add", _FORM, LETTERS),
    Route("questions:workload", ("GET",), LETTERS),
    Route("questions:passages", _FORM, LETTERS),
    Route("questions:passage_delete", ("POST",), LETTERS, _PK),
    Route("questions:view_save", ("POST",), LETTERS),
    Route("questions:view_delete", ("POST",), LETTERS, _PK),
    Route("questions:mirror_seen", ("POST",), ("supervisor",), _PK),
    Route("questions:workbench", ("GET",), LETTERS, _PK),
    Route("questions:save", ("POST",), LETTERS, _PK),
    Route("questions:act", ("POST",), LETTERS, _PK),
    Route("questions:note", ("POST",), LETTERS, _PK),
    Route("questions:topics", ("POST",), LETTERS, _PK),
    Route("questions:versions", _FORM, LETTERS, _PK),
    Route("questions:similar", ("GET",), LETTERS, _PK),
    Route("questions:manage", ("GET",), LETTERS, _PK),
    Route("questions:presence", ("POST",), LETTERS, _PK),
]
