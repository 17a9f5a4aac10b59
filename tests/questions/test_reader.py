"""What the writer may do behind the six words."""

from __future__ import annotations

import uuid

import pytest

from coachdesk.outbox.gate import why_not
from coachdesk.questions.models import Question, QuestionState
from coachdesk.questions.services import offer_work
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_staff, signed_in
from tests.letters import CALM, URGENT, answer, ask_data, make_letter, open_letter
from tests.old_tabs.tabs import press

pytestmark = pytest.mark.django_db
READ = "/letter/read/"


@pytest.fixture
def coach():
    return make_staff(Role.COUNSELOR)


def write(browser, body: str):
    return browser.post(f"{READ}write/", {"form_key": str(uuid.uuid4()), "body": body})


def test_one_question_back_and_no_second(coach):
    question, code = make_letter()
    answer(question, coach)
    reader = open_letter(code)
    assert write(reader, "And if he says nothing again?").status_code == 302
    question.refresh_from_db()
    assert question.state == QuestionState.DRAFTING
    answer_two = {"answer": "Then leave it for a day."}
    answer(question, coach, **answer_two)
    page = reader.get(READ).content.decode()
    assert answer_two["answer"] in page
    refused = write(reader, "One more question, please.")
    assert refused.status_code == 409
    assert "One more question, please." in refused.content.decode()


def test_something_added_is_read_by_triage():
    question, code = make_letter()
    write(open_letter(code), URGENT)
    question.refresh_from_db()
    assert question.state == QuestionState.SAFETY_HOLD
    assert SafetyFlag.objects.get().subject_kind == "writer_message"


def test_agreeing_to_work_together_stores_where_an_invitation_may_go(coach):
    question, code = make_letter()
    answer(question, coach)
    reader = open_letter(code)
    early = reader.post(f"{READ}agree/", {"address": "w@example.org", "only_i_read": "on"})
    assert early.status_code == 409
    offer_work(question_id=question.pk, actor=coach)
    shared = reader.post(f"{READ}agree/", {"address": "w@example.org"})
    assert shared.status_code == 400
    assert "w@example.org" in shared.content.decode()
    reader.post(f"{READ}agree/", {"address": "w@example.org", "only_i_read": "on"})
    question.refresh_from_db()
    assert question.agreed_to_contact_at is not None
    assert why_not(question.pk) == ""
    page = signed_in(coach).get(f"/desk/questions/{question.pk}/").content.decode()
    assert "agreed to work" in page


def test_the_title_says_nothing_and_nothing_is_kept_in_the_browser():
    _question, code = make_letter()
    page = open_letter(code).get(READ)
    assert "<title>Notes</title>" in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"


def test_a_letter_page_shows_the_own_letter_only():
    _one, code = make_letter(CALM + " The first letter.")
    make_letter(CALM + " The second letter.")
    page = open_letter(code).get(READ).content.decode()
    assert "The first letter." in page
    assert "The second letter." not in page


def test_closing_ends_the_reading():
    _question, code = make_letter()
    reader = open_letter(code)
    reader.post(f"{READ}close/")
    assert reader.get(READ).status_code == 302


def test_minors_are_never_published_and_see_their_own_numbers(client):
    page = client.post("/ask/", ask_data(adult="no", publish="yes"), follow=True)
    assert "Childhelp" in page.content.decode()
    question = Question.objects.get()
    assert not question.adult
    assert not question.may_publish


def test_a_full_desk_says_so_and_turns_no_letter_at_risk_away(client):
    change_setting(name="intake", value="closed", actor=None)
    assert "desk is full" in client.get("/ask/").content.decode()
    refused = client.post("/ask/", ask_data())
    assert refused.status_code == 503
    assert CALM[:20] in refused.content.decode()
    assert Question.objects.count() == 0
    client.post("/ask/", ask_data(letter=URGENT))
    assert Question.objects.get().state == QuestionState.SAFETY_HOLD


def test_limited_intake_counts_the_week(client):
    change_setting(name="intake", value="limited", actor=None)
    change_setting(name="intake_per_week", value=1, actor=None)
    client.post("/ask/", ask_data())
    assert client.post("/ask/", ask_data()).status_code == 503
    assert Question.objects.count() == 1


@pytest.mark.proves("SEC-47")
def test_without_script_a_letter_is_kept_for_a_person_to_look_at(client):
    client.post("/ask/", ask_data(website="http://spam.example"))
    question = Question.objects.get()
    assert question.state == QuestionState.RECEIVED
    assert question.unproven
    desk = signed_in(make_staff(Role.EDITOR))
    assert "Perhaps spam" in desk.get("/desk/questions/").content.decode()
    at = f"/desk/questions/{question.pk}/"
    press(desk, at, f"{at}not-spam/")
    question.refresh_from_db()
    assert question.state == QuestionState.TRIAGED


@pytest.mark.proves("SEC-46", "SEC-47")
def test_over_the_limit_letters_are_held_not_dropped(client):
    for _n in range(6):
        client.post("/ask/", ask_data())
    assert Question.objects.count() == 6


def test_close_answers_are_offered_and_nothing_is_stored(client):
    page = client.post("/ask/related/", ask_data())
    assert page.status_code == 200
    assert CALM[:20] in page.content.decode()
    assert Question.objects.count() == 0


@pytest.mark.proves("SEC-73")
def test_nothing_is_chosen_for_the_writer(client):
    page = client.get("/ask/").content.decode()
    assert "checked" not in page.replace("unchecked", "")
