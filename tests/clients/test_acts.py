"""One act, one address: an old tab changes nothing, and what is another's is not there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in, with_fresh_proof

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-4000-8000-000000000000"
OWN_PAGES = "me partner goals data documents words sorter".split()
OWN_ACTS = (
    "goal_rate request_disagree release_end file_remove words_hide worry_move"  # on one object
).split()
DESK_PAGES = "work safety words documents record".split()
CASE_ACTS = (
    "case_change case_kind case_move case_close case_follow review_hold stance_note partner_check "
    "joint_offer joint_take_back joint_begin partner_take_back goal_add"
).split()
CLIENT_ACTS = "record_merge screening_take words_add file_add paper_record".split()


@pytest.mark.proves("SEC-09")
def test_the_pages_of_a_client_take_no_act():
    client = make_client()
    browser = with_fresh_proof(signed_in(client.user))
    for name in OWN_PAGES:
        answer = browser.post(reverse(f"portal:{name}"), {"act": "ask", "text": "x"})
        assert answer.status_code == 405, name
    sign = reverse("portal:sign", args=["video"])
    assert browser.post(sign, {"act": "decline"}).status_code == 405


@pytest.mark.proves("SEC-09")
def test_the_pages_about_a_client_take_no_act():
    coach = make_staff()
    client = make_client(coach)
    browser = signed_in(coach)
    for name in DESK_PAGES:
        address = reverse(f"clients:{name}", args=[client.pk])
        assert browser.post(address, {"act": "goal"}).status_code == 405, name


@pytest.mark.proves("SEC-11")
def test_a_client_reaches_nothing_that_is_not_theirs():
    browser = signed_in(make_client().user)
    for name in OWN_ACTS:
        assert browser.post(reverse(f"portal:{name}", args=[NOBODY])).status_code == 404, name
    for name, word in (("contact_store", "post"), ("consent_withdraw", "nothing")):
        assert browser.post(reverse(f"portal:{name}", args=[word])).status_code == 404, name


@pytest.mark.proves("SEC-11")
def test_a_colleague_and_a_supervisor_who_only_reads_change_nothing_of_a_client():
    coach, lead = make_staff(), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    case = client.cases.get()
    for browser in (signed_in(make_staff()), signed_in(lead)):
        for name in CASE_ACTS:
            address = reverse(f"clients:{name}", args=[case.pk])
            assert browser.post(address, {"to": "closed"}).status_code == 404, name
        for name in CLIENT_ACTS:
            address = reverse(f"clients:{name}", args=[client.pk])
            assert browser.post(address).status_code == 404, name
    case.refresh_from_db()
    assert case.status == "active"


@pytest.mark.proves("SEC-11")
def test_what_hangs_on_another_clients_record_is_not_reached_through_an_own_one():
    coach = make_staff()
    client = make_client(coach)
    browser = signed_in(coach)
    for name in ("request_move", "merge_undo"):
        address = reverse(f"clients:{name}", args=[client.pk, NOBODY])
        assert browser.post(address, {"to": "refused"}).status_code == 404, name
    theirs = make_client(make_staff()).cases.get()
    row = theirs.assignments.get()
    address = reverse("clients:cover_end", args=[client.pk, row.pk])
    assert browser.post(address).status_code == 404
    for name in ("case_hand_over", "case_cover"):
        address = reverse(f"clients:{name}", args=[theirs.pk])
        assert browser.post(address, {"over-person": str(coach.pk)}).status_code == 404, name


@pytest.mark.proves("SEC-09", "SEC-22")
@pytest.mark.parametrize(
    ("page", "old", "acts"),
    [
        ("retention", "retention_act", "erasure_approve erasure_withdraw hold_end"),
        ("copies", "copies_act", "copy_approve copy_withdraw copy_take"),
        ("emergencies", "emergency_act", "glass_end glass_review"),
    ],
)
def test_acts_of_two_persons_are_sent_and_find_nothing_that_is_not_there(page, old, acts):
    browser = with_fresh_proof(signed_in(make_staff(Role.OWNER)))
    for name in (page, old):
        assert browser.post(reverse(f"clients:{name}"), {"act": "approve"}).status_code == 405
    assert browser.get(reverse(f"clients:{old}"))["Location"] == reverse(f"clients:{page}")
    for name in acts.split():
        address = reverse(f"clients:{name}", args=[NOBODY])
        assert browser.get(address).status_code == 405, name
        assert browser.post(address, {"finding": "x"}).status_code == 404, name
