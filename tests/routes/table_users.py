"""Routes of the doors and of the account library."""

from __future__ import annotations

from tests.routes.personas import ALL, SIGNED_IN, Route

_FORM = ("GET", "POST")
_ID = {"pk": "00000000-0000-4000-8000-000000000000"}
_IN = (*SIGNED_IN, "no_factor")
ROUTES = [
    Route("users:team", ("GET",), ("owner",)),
    Route("users:team_act", ("GET",), ("owner",)),
    *(
        Route(f"users:{name}", ("POST",), ("owner",), kwargs)
        for name, kwargs in (
            ("member_invite", None),
            ("invitation_revoke", _ID),
            ("invitation_again", _ID),
            ("invitation_by_hand", _ID),
            ("supervision_start", None),
            ("supervision_end", {"pk": "0"}),
            ("roles_confirm", _ID),
            ("factor_reset_ask", _ID),
            ("factor_reset_confirm", _ID),
            ("factor_reset_cancel", _ID),
            ("roles_request", _ID),
            ("sessions_end", _ID),
            ("membership_end", _ID),
        )
    ),
    Route(
        "users:on_team_page",
        _FORM,
        ("coach", "counselor", "supervisor", "editor", "front_desk", "owner"),
    ),
    Route(
        "users:news_mail",
        _FORM,
        ("coach", "counselor", "supervisor", "editor", "front_desk", "owner"),
    ),
    Route("users:practice", _FORM, ("owner",)),
    Route("users:practice_index", ("GET",), ("owner", "supervisor")),
    Route("users:assistant", ("GET",), ("owner",)),
    Route("users:assistant_step", _FORM, ("owner",), {"key": "letters"}),
    *(
        Route(f"users:assistant_{name}", ("POST",), ("owner",), {"key": "letters"})
        for name in ("done", "later")
    ),
    *(Route(f"users:first_steps_{name}", ("POST",), ("owner",)) for name in ("away", "back")),
    Route("users:landing", ("GET",), _IN),
    Route("users:go_on", ("GET",), _IN),
    Route("users:security_txt", ("GET",), ALL),
    Route("users:exit", _FORM, ALL),
    Route("users:set_up", _FORM, ALL, {"token": "unknown"}),
    Route("users:invitation", _FORM, ALL, {"token": "unknown"}),
    *(
        Route(name, _FORM, ALL)
        for name in (
            "account_login",
            "account_request_login_code",
            "account_confirm_login_code",
            "account_reset_password",
            "account_inactive",
            "mfa_authenticate",
            "mfa_login_webauthn",
            "account_confirm_password_reset_code",
            "account_complete_password_reset",
            "account_password_reset_completed",
        )
    ),
    *(
        Route(name, _FORM, _IN)
        for name in (
            "account_logout",
            "account_reauthenticate",
            "account_change_password",
            "account_set_password",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_generate_recovery_codes",
            "mfa_view_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "usersessions_list",
        )
    ),
    *(
        Route(name, _FORM, _IN, {"pk": "1"})
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
    ),
    Route("users:session_end", ("POST",), _IN, {"pk": "1"}),
    *(
        Route(name, (), ())
        for name in (
            "account_signup",
            "account_email",
            "account_email_verification_sent",
        )
    ),
    Route("account_confirm_email", (), (), {"key": "x"}),
]
