"""One act, one address: a page takes no act, and what is not the person's is not there."""

from __future__ import annotations

from datetime import time

import pytest
from django.urls import reverse
from django.utils import timezone

from coachdesk.users.models import Role
from sessions.models import CoachingSession, DayException, Opening, Snippet
from tests.coaching_sessions.makers import make_draft, make_meeting, make_signed
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("act", ["", "payment", "package", "invoice"])
def test_the_money_page_takes_no_act(act):
    page = reverse("sessions:client_money", args=[make_client().pk])
    assert signed_in(make_staff(Role.OWNER)).post(page, {"act": act}).status_code == 405


@pytest.mark.parametrize(
    "name", ["package_sell", "payment_note", "invoice_issue", "invoice", "invoice_cancel"]
)
def test_money_of_nobody_is_not_there(name):
    browser = signed_in(make_staff(Role.FRONT_DESK))
    address = reverse(f"sessions:{name}", args=[NOBODY])
    answer = browser.get(address) if name == "invoice" else browser.post(address)
    assert answer.status_code == 404


@pytest.mark.parametrize("act", ["", "bring", "settle"])
def test_the_supervision_page_takes_no_act(act):
    browser = signed_in(make_staff(Role.SUPERVISOR))
    assert browser.post("/desk/supervision/", {"act": act}).status_code == 405
    address = reverse("sessions:case_settle", args=[NOBODY])
    assert browser.post(address, {"outcome": "x"}).status_code == 404


@pytest.mark.parametrize("act", ["", "snippet", "drop_snippet", "headings"])
def test_the_page_of_note_templates_takes_no_act(act):
    browser = signed_in(make_staff(Role.OWNER))
    assert browser.post("/desk/notes/lists/", {"act": act}).status_code == 405


@pytest.mark.parametrize(
    "path", [f"snippets/{NOBODY}/delete/", f"interventions/{NOBODY}/retire/", "headings/none/"]
)
def test_what_is_on_no_list_is_not_there(path):
    browser = signed_in(make_staff(Role.OWNER))
    assert browser.post(f"/desk/notes/lists/{path}").status_code == 404


@pytest.mark.parametrize("act", ["", "opening", "drop_opening", "feed", "revoke"])
def test_the_page_of_ones_hours_takes_no_act(act):
    browser = signed_in(make_staff())
    assert browser.post("/desk/calendar/hours/", {"act": act}).status_code == 405


def test_another_coachs_hours_are_not_there():
    other = make_staff()
    today = timezone.localdate()
    opening = Opening.objects.create(coach=other, weekday=1, opens=time(8), closes=time(9))
    leave = DayException.objects.create(coach=other, first_day=today, last_day=today)
    browser = signed_in(make_staff())
    for name, row in (("opening_delete", opening), ("exception_delete", leave)):
        for pk in (row.pk, NOBODY):
            assert browser.post(reverse(f"sessions:{name}", args=[pk])).status_code == 404
    assert (Opening.objects.count(), DayException.objects.count()) == (1, 1)


@pytest.mark.parametrize("act", ["", "ask", "cancel", "take_offer"])
def test_the_clients_page_of_appointments_takes_no_act(act):
    client = make_client()
    browser = signed_in(client.user)
    assert browser.post("/my/appointments/", {"act": act}).status_code == 405


OF_A_SESSION = (
    "start save note_sign plan_load format contact follow_up next stance_add words_add worry_add "
    "task_add process_note_save process_note_destroy addendum_add note_comment note_return "
    "note_cosign note_void no_show request_accept request_decline error"
).split()


@pytest.mark.parametrize("name", ["detail", "outcome", "around", "note_act", "private"])
def test_the_session_page_and_its_old_addresses_take_no_act(name):
    meeting = make_meeting(make_client())
    before = CoachingSession.objects.values().get(pk=meeting.pk)
    address = reverse(f"sessions:{name}", args=[meeting.pk])
    browser = signed_in(meeting.coach)
    for act in ("", "no_show", "sign"):
        assert browser.post(address, {"act": act, "do": act}).status_code == 405
    assert CoachingSession.objects.values().get(pk=meeting.pk) == before
    if name != "detail":
        assert browser.get(address).url == reverse("sessions:detail", args=[meeting.pk])


@pytest.mark.parametrize("name", OF_A_SESSION)
def test_another_coachs_session_is_not_there(name):
    note = make_signed(make_meeting(make_client(make_staff(Role.COUNSELOR))))
    before = CoachingSession.objects.values().get(pk=note.coaching_session_id)
    browser = signed_in(make_staff(Role.COUNSELOR, Role.SUPERVISOR))
    sent = {"text": "Mine now.", "reason": "Because I say so, at length."}
    for pk in (note.coaching_session_id, NOBODY):
        assert browser.post(reverse(f"sessions:{name}", args=[pk]), sent).status_code == 404
    assert CoachingSession.objects.values().get(pk=note.coaching_session_id) == before


def test_a_snippet_that_is_not_there_is_not_found_and_the_draft_is_kept():
    note = make_draft(make_meeting(make_client()))
    theirs = Snippet.objects.create(owner=make_staff(), name="Theirs", text="Not mine.")
    sent = {
        "version": str(note.version), "kind": "one_partner", "mode": "video",
        "client_came": "attended", "part_goals": "Typed words.",
    }  # fmt: skip
    load = reverse("sessions:snippet_load", args=[note.coaching_session_id, theirs.pk])
    assert signed_in(note.author).post(load, sent).status_code == 404
    note.refresh_from_db()
    assert note.sections["goals"] == "Typed words."
