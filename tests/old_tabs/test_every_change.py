"""Every address that changes something says what keeps an old tab from winning there (REL-06)."""

from __future__ import annotations

import pytest

from tests.routes.test_matrix import ROUTES

pytestmark = pytest.mark.proves("REL-06")

# The form sends a stamp, a version or the hash of the text; an old one answers 409.
CARRIES = """
    clients:assign clients:case_change clients:case_hand_over clients:case_kind clients:contact
    clients:edit clients:review_hold clients:stance_note
    consents:publish
    homework:edit homework:edit_activity homework:edit_activity_question homework:edit_add
    homework:edit_down homework:edit_measure homework:edit_question homework:edit_remove
    homework:edit_step homework:edit_step_words homework:edit_translate homework:edit_up
    homework:edit_words homework:timing
    portal:contact_store portal:entry portal:hand_in portal:journal_page_save
    portal:save portal:text_sign portal:welcome
    publishing:approve publishing:begin_again publishing:hand_in publishing:moderate
    publishing:preview_approve publishing:publish publishing:save publishing:schedule
    questions:answer_many questions:approve questions:assign questions:assign_many questions:close
    questions:decline questions:give_back questions:letter_publication_yes questions:merge
    questions:not_spam questions:propose_decline questions:reopen questions:review questions:save
    questions:send questions:spam questions:take questions:topics questions:unmerge
    questions:version_restore
    safety:flag_acknowledge safety:flag_allow_answer safety:flag_clear safety:flags_clear_many
    safety:number_change safety:number_remove safety:number_verify
    sessions:hours_rules_save sessions:note_sign
    sessions:rules_save sessions:save sessions:stance_add sessions:types_save
    users:assistant_step users:practice
"""
# A no, an end, a withdrawal, a freeze: it wins from any page.
STRICTER = """
    account_logout users:exit users:session_end users:sessions_end usersessions_list
    users:factor_reset_cancel users:invitation_revoke users:membership_end users:supervision_end
    clients:copy_withdraw clients:cover_end clients:erasure_withdraw clients:glass_end
    clients:hold_end_withdraw clients:hold_set clients:lockdown clients:joint_take_back clients:partner_take_back
    clients:taking_refuse
    homework:program_pause homework:program_stop homework:upgrade_withdraw
    measures:plan_end
    portal:consent_withdraw portal:discreet_start portal:home_screen_off portal:lockdown_start
    portal:mail_mute portal:partner_take_back portal:proposal_decline portal:release_end
    portal:text_decline portal:upgrade_decline
    publishing:comment_delete publishing:comment_report publishing:preview_refuse
    publishing:send_back publishing:subscribe_leave publishing:unpublish
    questions:letter_close questions:letter_delete questions:letter_publication_no
    questions:letter_withdraw_confirm questions:send_back questions:undo
    safety:flag_escalate
    sessions:case_take_off sessions:feed_revoke sessions:request_decline sessions:waiting_leave
"""
# Adds a row and replaces none; a page sent twice carries a form key or is harmless.
ADDS = """
    clients:add clients:file_add clients:from_question clients:goal_add clients:goal_rate
    clients:invite clients:paper_record clients:screening_take clients:words_add
    homework:edit_copy homework:edit_new homework:edit_upload homework:propose homework:task_give
    measures:plan_add measures:score_enter
    messaging:message_send messaging:pile
    outbox:mail_test
    portal:activity portal:checkin portal:download portal:file_add portal:goal_add portal:goal_rate portal:messages
    portal:release_sign portal:request_add portal:request_disagree portal:task portal:want
    portal:words_add portal:worry_add
    publishing:begin publishing:begin_by_team publishing:comment publishing:comment_answer publishing:subscribe
    publishing:subscribe_confirm
    questions:add questions:ask questions:ask_related questions:letter questions:letter_seen
    questions:letter_write questions:note questions:offer questions:passages questions:presence
    questions:topic_many questions:view_save
    safety:flag_note safety:number_add
    sessions:addendum_add sessions:begin sessions:book sessions:case_bring sessions:contact
    sessions:exception_add sessions:feed_make sessions:follow_up sessions:intervention_add
    sessions:invoice_issue sessions:next sessions:note_comment sessions:opening_add
    sessions:own_ask sessions:package_sell sessions:payment_note sessions:plan_load
    sessions:snippet_load sessions:start sessions:task_add sessions:waiting_join
    sessions:words_add sessions:worry_add
    users:invitation users:invitation_again users:invitation_by_hand users:member_invite
    users:set_up users:supervision_start
"""
# The state that the page offers it for is asked again under the row's lock; once it has moved on,
# nothing happens. Two persons' second yes is of this kind.
STATE = """
    clients:board_hand_over clients:case_close clients:case_cover clients:case_follow
    clients:case_move clients:case_take clients:copy_approve clients:copy_ask clients:copy_take
    clients:erasure_approve clients:erasure_propose clients:glass_break clients:glass_review
    clients:goal_let_go clients:goal_meet clients:hold_end clients:hold_end_approve
    clients:lockdown_end clients:merge_undo clients:override_give clients:partner_check
    clients:joint_begin clients:joint_offer clients:record_merge clients:request_move clients:status
    clients:taking_approve
    homework:edit_publish homework:edit_retire homework:program_resume homework:step_answer
    homework:step_confirm homework:step_release homework:step_return homework:step_skip
    homework:task_done homework:upgrade_offer
    measures:score_void
    outbox:message_again
    portal:locked portal:partner_ask portal:partner_invite portal:proposal_accept
    portal:upgrade_accept
    publishing:decide
    questions:letter_agree
    sessions:cancel sessions:case_settle sessions:note_more_time sessions:note_pass_on
    sessions:note_take_over sessions:error sessions:invoice_cancel sessions:move
    sessions:no_show sessions:no_show_undo sessions:note_cosign sessions:note_return sessions:note_void
    sessions:offer_take sessions:own_cancel sessions:own_cancel_undo sessions:own_confirm
    sessions:own_move sessions:request_accept
    users:factor_reset_ask users:factor_reset_confirm users:roles_confirm
"""
# One row goes, or a mark is set; sent again it changes nothing more.
ONE_ROW = """
    clients:file_remove
    homework:activity_add homework:activity_down homework:activity_put_back
    homework:activity_take_out homework:activity_up
    messaging:messages_read messaging:messages_settle
    portal:file_remove portal:journal_page_delete portal:messages_read portal:words_hide
    portal:worry_move
    questions:mirror_seen questions:passage_delete questions:view_delete
    sessions:exception_delete sessions:intervention_retire sessions:opening_delete
    sessions:process_note_destroy sessions:snippet_delete
"""
# The person's own switches, the marks of the set-up, and the doors.
OWN = """
    account_change_password account_complete_password_reset account_confirm_login_code
    account_confirm_password_reset_code account_inactive account_login
    account_password_reset_completed account_reauthenticate account_request_login_code
    account_reset_password account_set_password
    mfa_activate_totp mfa_add_webauthn mfa_authenticate mfa_deactivate_totp
    mfa_download_recovery_codes mfa_edit_webauthn mfa_generate_recovery_codes mfa_index
    mfa_list_webauthn mfa_login_webauthn mfa_reauthenticate mfa_reauthenticate_webauthn
    mfa_remove_webauthn mfa_view_recovery_codes
    portal:address portal:discreet_end portal:home_screen_on portal:mail_unmute portal:zone_set
    sessions:snippet_save users:assistant_done users:assistant_later users:first_steps_away
    users:first_steps_back users:news_mail users:on_team_page
"""
# Replaces something and carries nothing yet: it may only become shorter.
NOT_YET = """
    clients:contact_confirm clients:words_tag clients:zone_set
    sessions:format sessions:headings_save sessions:process_note_save
    users:roles_request
"""
GROUPS = (CARRIES, STRICTER, ADDS, STATE, ONE_ROW, OWN, NOT_YET)


def test_every_address_that_changes_something_stands_in_one_group():
    placed = sorted(name for group in GROUPS for name in group.split())
    changing = sorted({route.name for route in ROUTES if "POST" in route.methods})
    assert placed == changing
