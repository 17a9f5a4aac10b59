"""Routes of the letters: asking, the writer's page, the desk."""

from __future__ import annotations

from tests.routes.personas import ALL, LETTERS, TRIAGE, Route

_NONE = "00000000-0000-4000-8000-000000000000"
_FORM = ("GET", "POST")
_PK = {"pk": _NONE}
_READER = ("reader",)
_ACTS_ON_A_LETTER = (
    "send",
    "review",
    "approve",
    "send_back",
    "undo",
    "take",
    "give_back",
    "propose_decline",
    "close",
    "offer",
)
_TRIAGING = ("assign", "spam", "not_spam", "decline", "reopen", "merge", "unmerge")
ROUTES = [
    Route("questions:ask_related", ("POST",), ALL),
    Route("questions:letter_withdraw", ("GET",), _READER),
    Route("questions:letter_publication", ("GET",), _READER),
    *(
        Route(f"questions:letter_{name}", ("POST",), _READER)
        for name in ("withdraw_confirm", "delete", "publication_yes", "publication_no")
    ),
    *(
        Route(f"questions:{name}", ("POST",), TRIAGE)
        for name in ("assign_many", "topic_many", "answer_many")
    ),
    *(Route(f"questions:{name}", ("POST",), LETTERS, _PK) for name in _ACTS_ON_A_LETTER),
    *(Route(f"questions:{name}", ("POST",), TRIAGE, _PK) for name in _TRIAGING),
    Route("questions:together", ("GET",), LETTERS),
    Route("questions:act", ("GET",), LETTERS, _PK),
    Route("questions:versions", ("GET",), LETTERS, _PK),
    Route("questions:version_restore", ("POST",), LETTERS, {**_PK, "number": "1"}),
    Route("questions:ask", _FORM, ALL),
    Route("questions:sent", ("GET",), ALL),
    Route("questions:letter", _FORM, ALL),
    Route("questions:letter_read", ("GET",), _READER),
    Route("questions:letter_seen", ("POST",), _READER),
    Route("questions:letter_write", ("POST",), _READER),
    Route("questions:letter_agree", ("POST",), _READER),
    Route("questions:letter_close", ("POST",), _READER),
    Route("questions:inbox", ("GET",), LETTERS),
    Route("questions:add", _FORM, LETTERS),
    Route("questions:workload", ("GET",), LETTERS),
    Route("questions:passages", _FORM, LETTERS),
    Route("questions:passage_delete", ("POST",), LETTERS, _PK),
    Route("questions:view_save", ("POST",), LETTERS),
    Route("questions:view_delete", ("POST",), LETTERS, _PK),
    Route("questions:mirror_seen", ("POST",), ("supervisor",), _PK),
    Route("questions:workbench", ("GET",), LETTERS, _PK),
    Route("questions:save", ("POST",), LETTERS, _PK),
    Route("questions:note", ("POST",), LETTERS, _PK),
    Route("questions:topics", ("POST",), LETTERS, _PK),
    Route("questions:similar", ("GET",), LETTERS, _PK),
    Route("questions:manage", ("GET",), LETTERS, _PK),
    Route("questions:presence", ("POST",), LETTERS, _PK),
]
