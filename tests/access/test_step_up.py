"""Which acts ask for a fresh proof of presence: one table, read against the policies (SEC-22)."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from coachdesk.users.policies import policy_of

ASKS = {
    "password, factors, the list of sessions": """
        account_change_password account_set_password usersessions_list
        mfa_activate_totp mfa_deactivate_totp mfa_generate_recovery_codes mfa_view_recovery_codes
        mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_edit_webauthn
        mfa_remove_webauthn
    """,
    "roles, membership, sessions of others": """
        users:member_invite users:invitation_again users:invitation_by_hand
        users:invitation_revoke users:supervision_start users:supervision_end
        users:factor_reset_ask users:factor_reset_confirm users:factor_reset_cancel
        users:roles_request users:roles_confirm users:sessions_end users:membership_end
    """,
    "taking a case, handing it over": """
        clients:case_take clients:taking_approve clients:case_hand_over clients:assign
        clients:board_hand_over
    """,
    "second check, publishing": """
        questions:approve publishing:approve publishing:schedule publishing:publish
        consents:publish
    """,
    "break-glass, erasing, full copies": """
        clients:glass_break clients:glass_end clients:glass_review
        clients:erasure_propose clients:erasure_approve clients:erasure_withdraw
        clients:hold_set clients:hold_end clients:hold_end_approve
        clients:hold_end_withdraw
        clients:copy_ask clients:copy_approve clients:copy_withdraw clients:copy_take
    """,
    "files that leave": "reports:table sessions:bookkeeping portal:download",
    "the client's address, giving a consent": "portal:address portal:sign portal:text_sign",
}
# A no, an end or a withdrawal always wins and is never held up.
NEVER_ASKS = """
    portal:consent_withdraw portal:text_decline portal:release_end portal:lockdown_start
    portal:mail_mute portal:discreet_start questions:letter_withdraw
    questions:letter_withdraw_confirm questions:letter_delete questions:letter_publication_no
    questions:letter_close publishing:preview_refuse publishing:unpublish publishing:send_back
    publishing:comment_delete publishing:subscribe_leave clients:taking_refuse clients:lockdown
    account_logout users:exit users:session_end
"""


def demanding(resolver: URLResolver, space: str = "") -> dict[str, bool]:
    """Every route by name, and whether it asks for a proof."""
    found: dict[str, bool] = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            found |= demanding(entry, inner)
        elif isinstance(entry, URLPattern):
            name = f"{space}{entry.name}"
            policy = policy_of(entry.callback, name)
            found[name] = policy is not None and policy.step_up
    return found


@pytest.mark.proves("SEC-22")
def test_exactly_these_acts_ask_for_a_fresh_proof():
    routes = demanding(get_resolver())
    asks = {name for group in ASKS.values() for name in group.split()}
    assert {name for name, step_up in routes.items() if step_up} == asks
    assert set(NEVER_ASKS.split()) - set(routes) == set()
    assert set(NEVER_ASKS.split()) & asks == set()
