"""Routes of the public column and of the publishing desk."""

from __future__ import annotations

from tests.routes.personas import ALL, LETTERS, TRIAGE, Route

_NONE = "00000000-0000-4000-8000-000000000000"
_FORM = ("GET", "POST")
_PK = {"pk": _NONE}
ROUTES = [
    Route("publishing:begin_by_team", ("POST",), ("coach", "counselor", "supervisor", "editor")),
    *(
        Route(f"publishing:{name}", ("GET",), ALL)
        for name in (
            "home",
            "answers",
            "topics",
            "search",
            "feed",
            "sitemap",
            "how",
            "team",
            "editing",
            "privacy",
            "accessibility",
        )
    ),
    Route("publishing:article", ("GET",), ALL, {"slug": "none"}),
    Route("publishing:card", ("GET",), ALL, {"slug": "none"}),
    Route("publishing:topic", ("GET",), ALL, {"slug": "none"}),
    Route("publishing:archive", ("GET",), ALL, {"year": "2024", "month": "13"}),
    Route("publishing:comment", _FORM, ALL, {"slug": "none"}),
    Route("publishing:comment_report", _FORM, ALL, _PK),
    Route("publishing:comment_delete", _FORM, ALL, {"token": "none"}),
    Route("publishing:subscribe", _FORM, ALL),
    Route("publishing:subscribe_confirm", _FORM, ALL, {"token": "none"}),
    Route("publishing:subscribe_leave", _FORM, ALL, {"token": "none"}),
    Route("publishing:preview", ("GET",), ("reader",)),
    Route("publishing:preview_approve", ("POST",), ("reader",)),
    Route("publishing:preview_refuse", ("POST",), ("reader",)),
    Route("publishing:review", ("GET",), LETTERS),
    Route("publishing:begin", ("POST",), LETTERS, _PK),
    Route("publishing:edit", ("GET",), LETTERS, _PK),
    Route("publishing:save", ("POST",), LETTERS, _PK),
    Route("publishing:decide", ("POST",), LETTERS, _PK),
    *(Route(f"publishing:{name}", ("POST",), LETTERS, _PK) for name in ("hand_in", "send_back")),
    *(
        Route(f"publishing:{name}", ("POST",), TRIAGE, _PK)
        for name in ("approve", "comment_answer", "moderate")
    ),
    *(
        Route(f"publishing:{name}", ("POST",), ("supervisor", "editor"), _PK)
        for name in ("schedule", "publish", "unpublish", "begin_again")
    ),
    Route("publishing:step", ("GET",), LETTERS, _PK),
    Route("publishing:revisions", ("GET",), LETTERS, _PK),
    Route("publishing:comments", ("GET",), TRIAGE),
]
