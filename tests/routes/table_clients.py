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
    Route("clients:words", ("GET",), (*CASES, "owner"), _NOBODY),
    Route("clients:words_add", ("POST",), CASES, _NOBODY),
    Route("clients:words_tag", ("POST",), CASES, {**_NOBODY, "entry": _NOBODY["pk"]}),
    Route("portal:words", ("GET",), ("client",)),
    Route("portal:words_hide", ("POST",), ("client",), _NOBODY),
    Route("portal:sorter", ("GET",), ("client",)),
    Route("portal:worry_move", ("POST",), ("client",), _NOBODY),
    Route("clients:record", ("GET",), CASES, _NOBODY),
    *(
        Route(f"clients:{name}", ("POST",), CASES, _NOBODY)
        for name in ("case_hand_over", "case_cover", "record_merge")
    ),
    Route("clients:cover_end", ("POST",), CASES, {**_NOBODY, "assignment": "0"}),
    Route("clients:request_move", ("POST",), CASES, {**_NOBODY, "asked": _NOBODY["pk"]}),
    Route("clients:merge_undo", ("POST",), CASES, {**_NOBODY, "merge": _NOBODY["pk"]}),
    *(
        Route(f"clients:{name}", ("GET",), ("supervisor", "owner"))
        for name in (
            *("retention", "copies", "emergencies"),
            *("retention_act", "copies_act", "emergency_act"),
        )
    ),
    *(
        Route(f"clients:{name}", ("POST",), ("supervisor", "owner"))
        for name in ("erasure_propose", "hold_set", "glass_break")
    ),
    Route("clients:copy_ask", ("POST",), ("owner",)),
    *(
        Route(f"clients:{name}", ("POST",), ("supervisor", "owner"), _NOBODY)
        for name in (
            *("erasure_approve", "erasure_withdraw", "hold_end"),
            *("hold_end_approve", "hold_end_withdraw"),
            *("copy_approve", "copy_withdraw", "copy_take"),
            *("glass_end", "glass_review"),
        )
    ),
    Route("clients:board", ("GET",), (*CASES, "owner")),
    Route("clients:board_hand_over", ("POST",), ("owner",)),
    Route("clients:assign", ("POST",), ("owner",), {"case": _NOBODY["pk"]}),
    Route("clients:staffing", ("GET",), ("supervisor", "owner"), _NOBODY),
    Route("clients:case_take", ("POST",), ("supervisor", "owner"), _NOBODY),
    Route("clients:takings", ("GET",), (*CASES, "owner")),
    *(
        Route(f"clients:{name}", ("POST",), (*CASES, "owner"), _NOBODY)
        for name in ("taking_approve", "taking_refuse")
    ),
    Route("reports:index", ("GET",), ("supervisor", "owner")),
    Route("reports:table", ("GET",), ("supervisor", "owner"), {"name": "nothing"}),
    Route("clients:documents", ("GET",), (*CASES, "owner"), _NOBODY),
    Route("clients:file_add", ("POST",), CASES, _NOBODY),
    Route("clients:paper_record", ("POST",), CASES, _NOBODY),
    Route("clients:file_remove", ("POST",), CASES, {**_NOBODY, "document": _NOBODY["pk"]}),
    Route("clients:file", ("GET",), (*CASES, "owner"), {**_NOBODY, "document": _NOBODY["pk"]}),
    Route("clients:copy", ("GET",), (*CASES, "owner"), {**_NOBODY, "grant": _NOBODY["pk"]}),
    *(
        Route(f"portal:{name}", ("GET",), ("client",))
        for name in ("me", "goals", "data", "documents", "partner")
    ),
    *(Route(f"portal:{name}", _FORM, ("client",)) for name in ("address", "download")),
    *(
        Route(f"portal:{name}", ("POST",), ("client",))
        for name in (
            *(
                "zone_set",
                "mail_mute",
                "mail_unmute",
                "discreet_start",
                "discreet_end",
                "lockdown_start",
            ),
            *("partner_ask", "partner_invite", "partner_take_back", "goal_add", "request_add"),
            *("release_sign", "file_add", "words_add", "worry_add"),
        )
    ),
    *(
        Route(f"portal:{name}", ("POST",), ("client",), _NOBODY)
        for name in ("goal_rate", "request_disagree", "release_end", "file_remove")
    ),
    Route("portal:contact_store", ("POST",), ("client",), {"channel": "nothing"}),
    Route("portal:consent_withdraw", ("POST",), ("client",), {"kind": "nothing"}),
    Route("portal:sign", ("GET",), ("client",), {"kind": "service"}),
    Route("portal:text_sign", ("POST",), ("client",), {"kind": "service"}),
    Route("portal:text_decline", ("POST",), ("client",), {"kind": "service"}),
    Route("portal:file", ("GET",), ("client",), _NOBODY),
    Route("portal:copy", ("GET",), ("client",), _NOBODY),
    Route("clients:work", ("GET",), CASES, _NOBODY),
    *(
        Route(f"clients:{name}", ("POST",), CASES, _NOBODY)
        for name in (
            *("case_change", "case_kind", "case_move", "case_close", "case_follow"),
            *("review_hold", "stance_note", "partner_check", "partner_take_back"),
            *("joint_offer", "joint_take_back", "joint_begin"),
            *("goal_add", "goal_rate", "goal_meet", "goal_let_go"),
        )
    ),
    Route("clients:safety", ("GET",), CASES, _NOBODY),
    Route("clients:screening_take", ("POST",), CASES, _NOBODY),
    Route("clients:override_give", ("POST",), ("supervisor",), _NOBODY),
    Route("clients:contact", _FORM, _NAMES, _NOBODY),
    Route("clients:contact_confirm", ("POST",), _NAMES, _NOBODY),
    Route("clients:zone_set", ("POST",), _NAMES, _NOBODY),
    Route("clients:lockdown", _FORM, CASES, _NOBODY),
    Route("clients:lockdown_end", _FORM, CASES, _NOBODY),
    Route("clients:from_question", _FORM, ("coach", "counselor"), _NOBODY),
    Route("portal:welcome", _FORM, ("client",)),
    Route("portal:locked", _FORM, ("client",)),
    Route("portal:safety", ("GET",), ("client",)),
]
