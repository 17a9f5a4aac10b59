"""Case review lists, snippets, the practice's lists, and what a supervisor may see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coachdesk.users.models import Role
from sessions.models import CaseReviewItem, Intervention, Note, NoteHeadings, Snippet
from tests.coaching_sessions.makers import make_draft, make_meeting, make_signed, supervise
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/supervision/"


def test_a_coach_brings_a_case_and_the_supervisor_settles_it_for_good():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    supervise(supervisor, coach, client)
    author, boss = signed_in(coach), signed_in(supervisor)
    sent = {"act": "bring", "client": str(client.pk), "question": "Shall I wait another week?"}
    assert author.post(PAGE, sent).status_code == 302
    item = CaseReviewItem.objects.get()
    settle = {"act": "settle", "id": str(item.pk), "outcome": "Wait one more."}
    assert author.post(PAGE, settle).status_code == 409
    assert "another week" in boss.get(PAGE).content.decode()
    assert boss.post(PAGE, settle).status_code == 302
    assert boss.post(PAGE, settle | {"outcome": "No."}).status_code == 409
    item.refresh_from_db()
    assert item.outcome == "Wait one more."


def test_without_the_clients_agreement_the_supervisor_sees_nothing():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    supervise(supervisor, coach)
    sent = {"act": "bring", "client": str(client.pk), "question": "Shall I wait another week?"}
    signed_in(coach).post(PAGE, sent)
    make_signed(make_meeting(client))
    boss = signed_in(supervisor)
    assert "another week" not in boss.get(PAGE).content.decode()
    assert "To cosign</h2>" not in boss.get("/desk/notes/").content.decode()
    item = CaseReviewItem.objects.get()
    settle = {"act": "settle", "id": str(item.pk), "outcome": "x"}
    assert boss.post(PAGE, settle).status_code == 404


def test_snippets_are_ones_own_and_the_last_plan_is_loaded():
    client = make_client()
    coach = client.cases.get().owner
    make_signed(make_meeting(client, hours=-170), summary="Ask once.")
    meeting = make_meeting(client)
    note = make_draft(meeting, sections={"goals": "Here."})
    browser = signed_in(coach)
    kept = {"act": "snippet", "name": "Plan", "text": "One thing by Sunday."}
    assert browser.post("/desk/notes/lists/", kept).status_code == 302
    snippet = Snippet.objects.get()
    page = reverse("sessions:detail", args=[meeting.pk])
    sent = {
        "version": str(note.version), "kind": "one_partner", "mode": "video",
        "client_came": "attended", "part_goals": "Here.", "do": "last_plan",
    }  # fmt: skip
    assert browser.post(page, sent).status_code == 302
    note.refresh_from_db()
    assert note.sections["goals"] == "Here.\nAsk once."
    sent |= {"do": f"snippet:{snippet.pk}", "version": str(note.version), "part_goals": "Here."}
    assert browser.post(page, sent).status_code == 302
    note.refresh_from_db()
    assert note.sections["goals"] == "Here.\nOne thing by Sunday."
    other = signed_in(make_staff())
    gone = other.post("/desk/notes/lists/", {"act": "drop_snippet", "id": str(snippet.pk)})
    assert gone.status_code == 404
    assert "One thing by Sunday." not in other.get("/desk/notes/lists/").content.decode()


def test_a_template_of_the_practice_is_everybodys_to_use_and_the_supervisors_to_change():
    lead = signed_in(make_staff(Role.SUPERVISOR))
    kept = {"act": "snippet", "name": "Opening", "text": "How the week was.", "for_all": "on"}
    assert lead.post("/desk/notes/lists/", kept).status_code == 302
    client = make_client()
    note = make_draft(make_meeting(client), sections={"goals": ""})
    coach = signed_in(client.cases.get().owner)
    page = reverse("sessions:detail", args=[note.coaching_session_id])
    assert "Opening" in coach.get(page).content.decode()
    template = Snippet.objects.get(owner=None)
    sent = {
        "version": str(note.version), "kind": "one_partner", "mode": "video",
        "client_came": "attended", "do": f"snippet:{template.pk}",
    }  # fmt: skip
    assert coach.post(page, sent).status_code == 302
    note.refresh_from_db()
    assert "How the week was." in note.sections["goals"]
    drop = {"act": "drop_snippet", "id": str(template.pk)}
    assert coach.post("/desk/notes/lists/", drop).status_code == 404
    coach.post("/desk/notes/lists/", kept | {"text": "Mine."})
    assert Snippet.objects.get(owner=None).text == "How the week was."
    assert lead.post("/desk/notes/lists/", drop).status_code == 302


def test_the_practices_headings_and_interventions_are_the_supervisors():
    boss, coach = signed_in(make_staff(Role.SUPERVISOR)), make_staff()
    page = "/desk/notes/lists/"
    add = {"act": "intervention", "name": "Body first"}
    heads = {"act": "headings", "format": "girp", "part_goals": "What she brought"}
    for sent in (add, heads):
        assert signed_in(coach).post(page, sent).status_code == 400
        assert boss.post(page, sent).status_code == 302
    assert Intervention.objects.get().name == "Body first"
    assert NoteHeadings.objects.get().headings[0] == ["goals", "What she brought"]
    meeting = make_meeting(make_client(coach))
    make_draft(meeting)
    shown = signed_in(coach).get(reverse("sessions:detail", args=[meeting.pk])).content.decode()
    assert "What she brought" in shown
    assert "Body first" in shown


@pytest.mark.parametrize("note_format", ["soap", "dap", "birp", "free", "girp"])
def test_another_format_loses_no_text(note_format):
    meeting = make_meeting(make_client())
    make_draft(meeting, sections={"goals": "first words", "plan": "last words"})
    browser = signed_in(meeting.coach)
    change = reverse("sessions:format", args=[meeting.pk])
    assert browser.post(change, {"format": note_format}).status_code == 302
    note = Note.objects.get()
    assert note.format == note_format
    text = " ".join(note.sections.values())
    assert "first words" in text
    assert "last words" in text
