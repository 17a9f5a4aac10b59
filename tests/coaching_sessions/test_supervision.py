"""Case review lists, snippets, the practice's lists, and what a supervisor may see."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coachdesk.consents.services import withdraw
from coachdesk.users.models import Role, Supervision
from coachdesk.users.team import end_supervision
from sessions.models import CaseReviewItem, Intervention, Note, NoteHeadings, Snippet
from tests.coaching_sessions.makers import make_draft, make_meeting, make_signed, supervise
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/desk/waiting/supervision/"
BRING = "/desk/supervision/bring/"
SNIPPETS = "/desk/notes/lists/snippets/"


def settle_of(item: CaseReviewItem) -> str:
    return reverse("sessions:case_settle", args=[item.pk])


def test_a_coach_brings_a_case_and_the_supervisor_settles_it_for_good():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    supervise(supervisor, coach, client)
    author, boss = signed_in(coach), signed_in(supervisor)
    sent = {"client": str(client.pk), "question": "Shall I wait another week?"}
    assert author.post(BRING, sent).status_code == 302
    item = CaseReviewItem.objects.get()
    settle = {"outcome": "Wait one more."}
    assert author.post(settle_of(item), settle).status_code == 403
    assert "another week" in boss.get(PAGE).content.decode()
    assert boss.post(settle_of(item), settle).status_code == 302
    late = boss.post(settle_of(item), {"outcome": "Ask her again."})
    assert (late.status_code, "Ask her again." in late.content.decode()) == (409, True)
    item.refresh_from_db()
    assert item.outcome == "Wait one more."


@pytest.mark.proves("REL-09")
def test_a_refused_outcome_comes_back_below_its_own_case():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    boss = signed_in(supervisor)
    client = make_client(coach)
    supervise(supervisor, coach, client)
    for question in ("First?", "Second?"):
        sent = {"client": str(client.pk), "question": question}
        assert signed_in(coach).post(BRING, sent).status_code == 302
    second = CaseReviewItem.objects.latest("added_at")
    words = "At length. " * 400
    answer = boss.post(settle_of(second), {"outcome": words})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count(words.strip()) == 1
    assert f'id="outcome_{second.pk}_outcome"' in page.partition(words.strip())[0]
    assert page.count('name="outcome"') == 2
    assert CaseReviewItem.objects.filter(settled_at=None).count() == 2


def test_what_one_brought_oneself_is_not_ones_own_to_settle():
    lead = make_staff(Role.SUPERVISOR, Role.COACH)
    client = make_client(lead)
    supervise(make_staff(Role.SUPERVISOR), lead, client)
    browser = signed_in(lead)
    browser.post(BRING, {"client": str(client.pk), "question": "Shall I wait?"})
    answer = browser.post(settle_of(CaseReviewItem.objects.get()), {"outcome": "Kept words."})
    assert (answer.status_code, "Kept words." in answer.content.decode()) == (409, True)
    assert CaseReviewItem.objects.get().settled_at is None


def test_without_the_clients_agreement_the_supervisor_sees_nothing():
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    supervise(supervisor, coach, client)
    sent = {"client": str(client.pk), "question": "Shall I wait another week?"}
    signed_in(coach).post(BRING, sent)
    make_signed(make_meeting(client))
    withdraw(person_id=client.pk, kind="supervision")
    boss = signed_in(supervisor)
    assert "another week" not in boss.get(PAGE).content.decode()
    assert "To cosign</h2>" not in boss.get("/desk/waiting/notes/").content.decode()
    item = CaseReviewItem.objects.get()
    assert boss.post(settle_of(item), {"outcome": "x"}).status_code == 404


NOBODY_READS = "nobody reads your question for supervision"


@pytest.fixture
def brought():
    """A question that waits on the list of a supervised coach."""
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    supervise(supervisor, coach, client)
    sent = {"client": str(client.pk), "question": "Shall I wait another week?"}
    assert signed_in(coach).post(BRING, sent).status_code == 302
    return CaseReviewItem.objects.get()


def pages(user):
    """Today, what waits, and the list itself."""
    browser = signed_in(user)
    return [browser.get(url).content.decode() for url in ("/desk/", "/desk/waiting/", PAGE)]


def test_a_question_comes_back_when_the_client_withdraws_supervision(brought):
    today, waiting, own = pages(brought.added_by)
    came_back = "This came back to you."
    assert (NOBODY_READS in today, NOBODY_READS in waiting, came_back in own) == (False,) * 3
    withdraw(person_id=brought.client_id, kind="supervision")
    today, waiting, own = pages(brought.added_by)
    assert (NOBODY_READS in today, NOBODY_READS in waiting, came_back in own) == (True,) * 3
    assert "The client does not agree to supervision any more." in own


def test_a_question_comes_back_when_the_pair_ends(brought):
    pair = Supervision.objects.get()
    end_supervision(pair=pair, actor=make_staff(Role.OWNER))
    today, waiting, own = pages(brought.added_by)
    assert (NOBODY_READS in today, NOBODY_READS in waiting) == (True, True)
    assert "Nobody supervises you at present." in own


def test_who_brought_a_question_takes_it_off_and_nobody_else(brought):
    withdraw(person_id=brought.client_id, kind="supervision")
    url = reverse("sessions:case_take_off", args=[brought.pk])
    boss = Supervision.objects.get().supervisor
    assert signed_in(boss).post(url).status_code == 404
    browser = signed_in(brought.added_by)
    assert browser.post(url).status_code == 302
    assert "another week" not in browser.get(PAGE).content.decode()
    assert NOBODY_READS not in browser.get("/desk/waiting/").content.decode()
    assert browser.post(url).status_code == 404
    brought.refresh_from_db()
    assert (brought.settled_at, brought.outcome) == (None, "")


def test_what_came_off_the_list_is_not_settled_by_a_page_of_before(brought):
    signed_in(brought.added_by).post(reverse("sessions:case_take_off", args=[brought.pk]))
    boss = signed_in(Supervision.objects.get().supervisor)
    assert boss.post(settle_of(brought), {"outcome": "Wait."}).status_code == 404
    brought.refresh_from_db()
    assert brought.outcome == ""


@pytest.mark.parametrize(
    ("agreed", "paired", "why"),
    [
        (False, True, "The client does not agree to supervision"),
        (True, False, "Nobody supervises you at present"),
    ],
)
def test_nothing_is_brought_to_a_list_that_nobody_reads(agreed, paired, why):
    coach, supervisor = make_staff(Role.COACH), make_staff(Role.SUPERVISOR)
    client = make_client(coach)
    supervise(supervisor, coach, client)
    if not agreed:
        withdraw(person_id=client.pk, kind="supervision")
    if not paired:
        end_supervision(pair=Supervision.objects.get(), actor=make_staff(Role.OWNER))
    sent = {"client": str(client.pk), "question": "Shall I wait another week?"}
    answer = signed_in(coach).post(BRING, sent)
    page = answer.content.decode()
    assert (answer.status_code, why in page, "another week" in page) == (409, True, True)
    assert CaseReviewItem.objects.count() == 0


def test_snippets_are_ones_own_and_the_last_plan_is_loaded():
    client = make_client()
    coach = client.cases.get().owner
    make_signed(make_meeting(client, hours=-170), summary="Ask once.")
    meeting = make_meeting(client)
    note = make_draft(meeting, sections={"goals": "Here."})
    browser = signed_in(coach)
    kept = {"name": "Plan", "text": "One thing by Sunday."}
    assert browser.post(SNIPPETS, kept).status_code == 302
    snippet = Snippet.objects.get()
    sent = {
        "version": str(note.version), "kind": "one_partner", "mode": "video",
        "client_came": "attended", "part_goals": "Here.",
    }  # fmt: skip
    load = reverse("sessions:plan_load", args=[meeting.pk])
    assert browser.post(load, sent).status_code == 302
    note.refresh_from_db()
    assert note.sections["goals"] == "Here.\nAsk once."
    sent |= {"version": str(note.version), "part_goals": "Here."}
    load = reverse("sessions:snippet_load", args=[meeting.pk, snippet.pk])
    assert browser.post(load, sent).status_code == 302
    note.refresh_from_db()
    assert note.sections["goals"] == "Here.\nOne thing by Sunday."
    other = signed_in(make_staff())
    gone = other.post(f"{SNIPPETS}{snippet.pk}/delete/")
    assert gone.status_code == 404
    assert "One thing by Sunday." not in other.get("/desk/notes/lists/").content.decode()


def test_a_template_of_the_practice_is_everybodys_to_use_and_the_supervisors_to_change():
    lead = signed_in(make_staff(Role.SUPERVISOR))
    kept = {"name": "Opening", "text": "How the week was.", "for_all": "on"}
    assert lead.post(SNIPPETS, kept).status_code == 302
    client = make_client()
    note = make_draft(make_meeting(client), sections={"goals": ""})
    coach = signed_in(client.cases.get().owner)
    page = reverse("sessions:detail", args=[note.coaching_session_id])
    assert "Opening" in coach.get(page).content.decode()
    template = Snippet.objects.get(owner=None)
    sent = {
        "version": str(note.version), "kind": "one_partner", "mode": "video",
        "client_came": "attended",
    }  # fmt: skip
    load = reverse("sessions:snippet_load", args=[note.coaching_session_id, template.pk])
    assert coach.post(load, sent).status_code == 302
    note.refresh_from_db()
    assert "How the week was." in note.sections["goals"]
    drop = f"{SNIPPETS}{template.pk}/delete/"
    assert coach.post(drop).status_code == 404
    coach.post(SNIPPETS, kept | {"text": "Mine."})
    assert Snippet.objects.get(owner=None).text == "How the week was."
    assert lead.post(drop).status_code == 302


def test_the_practices_headings_and_interventions_are_the_supervisors():
    boss, coach = signed_in(make_staff(Role.SUPERVISOR)), make_staff()
    page = "/desk/notes/lists/"
    add = {"name": "Body first"}
    heads = {"part_goals": "What she brought"}
    for address, sent in ((f"{page}interventions/", add), (f"{page}headings/girp/", heads)):
        assert signed_in(coach).post(address, sent).status_code == 403
        assert boss.post(address, sent).status_code == 302
    long = "Body first " * 9
    refused = boss.post(f"{page}interventions/", {"name": long})
    assert (refused.status_code, long in refused.content.decode()) == (400, True)
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
