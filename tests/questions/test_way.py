"""One letter's whole way through the browser: asked, answered, read."""

from __future__ import annotations

import re
from urllib.parse import quote_from_bytes

import pytest
from django.core import mail
from django.test import Client

from coachdesk.outbox.relay import run_due
from coachdesk.questions.models import Question, QuestionState
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import FormSubmission, Role
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_staff, signed_in
from tests.letters import CALM, URGENT, answer, ask_data, make_letter, open_letter

pytestmark = pytest.mark.django_db


def words_on(page) -> str:
    return re.search(r'class="code-words"[^>]*>([^<]+)<', page.content.decode()).group(1)


def test_a_reader_asks_and_opens_the_letter_with_the_six_words(client):
    sent = client.post("/ask/", ask_data(), follow=True)
    code = words_on(sent)
    assert len(code.split()) == 6
    assert "988" in sent.content.decode()
    again = client.get("/ask/sent/")
    assert code not in again.content.decode()
    page = open_letter(code.upper().replace(" ", "  ")).get("/letter/read/")
    assert CALM[:30] in page.content.decode()


@pytest.mark.proves("REL-05")
def test_a_double_send_makes_one_letter_and_shows_the_same_words(client):
    data = ask_data()
    first = words_on(client.post("/ask/", data, follow=True))
    second = words_on(client.post("/ask/", data, follow=True))
    assert first == second
    assert Question.objects.count() == 1
    other = client.post("/ask/", {**data, "letter": CALM + " More."})
    assert other.status_code == 409
    assert "More." in other.content.decode()


def test_the_words_are_stored_nowhere(client):
    code = words_on(client.post("/ask/", ask_data(), follow=True))
    row = Question.objects.values().get()
    assert not any(code in str(value) or code.split()[0] in str(value) for value in row.values())
    assert row["code_check"].startswith("$argon2id$")
    assert FormSubmission.objects.count() == 1


@pytest.mark.proves("SEC-36", "SEC-37", "REL-09")
@pytest.mark.parametrize("bad", ["a\x00b", "a\ud800b", "x" * 6001, "short"])
def test_text_that_cannot_be_stored_comes_back(client, bad):
    letter = bad if len(bad) > 20 else f"{bad} {CALM}" if bad != "short" else bad
    body = "&".join(f"{k}={v}" for k, v in ask_data(letter="L").items() if k != "letter").replace(
        " ", "+"
    )
    raw = letter.encode("utf-8", "surrogatepass")
    response = client.post(
        "/ask/",
        f"{body}&letter={quote_from_bytes(raw)}",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 400
    assert Question.objects.count() == 0
    if bad.startswith("a"):
        assert CALM[:20] in response.content.decode()


def test_an_urgent_letter_is_held_on_top_and_the_lead_is_told_without_content(client):
    lead = make_staff(Role.SUPERVISOR)
    page = client.post("/ask/", ask_data(letter=URGENT), follow=True)
    assert "Somebody can talk with you now" in page.content.decode()
    question = Question.objects.get()
    assert question.state == QuestionState.SAFETY_HOLD
    assert question.urgent
    flag = SafetyFlag.objects.get()
    assert flag.person_id == question.pk
    while run_due():
        pass
    assert [m.to for m in mail.outbox] == [[lead.address]]
    assert "choked" not in mail.outbox[0].body
    inbox = signed_in(make_staff(Role.COACH)).get("/desk/questions/").content.decode()
    assert "Read first" in inbox


def test_what_the_writer_says_about_safety_weighs_more_than_words(client):
    client.post("/ask/", ask_data(safe_at_home="no"))
    question = Question.objects.get()
    assert question.state == QuestionState.SAFETY_HOLD


def test_a_coach_answers_and_the_reader_reads(client):
    question, code = make_letter()
    coach = make_staff(Role.COACH, name="Ben Okafor")
    desk = signed_in(coach)
    bench = f"/desk/questions/{question.pk}/"
    assert CALM[:30] in desk.get(bench).content.decode()
    saved = desk.post(
        f"{bench}save/",
        {
            "version": "0",
            "answer": "Say one plain thing.",
            "point_title": ["A"],
            "point_text": ["B"],
        },
        headers={"X-Autosave": "true"},
    )
    assert saved.json()["version"] == 1
    question.refresh_from_db()
    assert question.state == QuestionState.DRAFTING
    assert question.assignee == coach
    change_setting(name="undo_seconds", value=30, actor=None)
    desk.post(f"{bench}send/", {"version": "1", "said": "0", "answer": "Say one plain thing."})
    reader = open_letter(code)
    assert "plain thing" not in reader.get("/letter/read/").content.decode()
    desk.post(f"{bench}undo/")
    question.refresh_from_db()
    assert question.state == QuestionState.DRAFTING
    change_setting(name="undo_seconds", value=0, actor=None)
    desk.post(f"{bench}send/", {"version": "1", "said": "0", "answer": "Say one plain thing."})
    page = reader.get("/letter/read/").content.decode()
    assert "Say one plain thing." in page
    assert "Ben Okafor" in page
    reader.post("/letter/read/seen/")
    assert "read by the writer" in desk.get(bench).content.decode()


@pytest.mark.proves("REL-06")
def test_an_old_version_changes_nothing_and_shows_both_texts():
    question, _code = make_letter()
    coach = make_staff(Role.COACH)
    a, b = signed_in(coach), signed_in(coach)
    save = f"/desk/questions/{question.pk}/save/"
    a.post(save, {"version": "0", "answer": "The words of A."})
    late = b.post(save, {"version": "0", "answer": "The words of B."})
    assert late.status_code == 409
    assert "The words of A." in late.content.decode()
    assert "The words of B." in late.content.decode()
    merged = b.post(save, {"version": "1", "answer": "A and B."})
    assert merged.status_code == 302
    assert question.replies.get().parts["answer"] == "A and B."


@pytest.mark.proves("SEC-03", "SEC-46")
def test_wrong_words_are_refused_and_limited(client):
    make_letter()
    for _n in range(20):
        page = client.post("/letter/", {"code": f"one two three four five {chr(97 + _n)}"})
        assert page.status_code == 400
    assert client.post("/letter/", {"code": "one two three four five six"}).status_code == 429


def test_the_mail_says_nothing_and_leaves_only_to_an_address_nobody_else_reads():
    make_staff(Role.SUPERVISOR)
    coach = make_staff(Role.COUNSELOR)
    safe, _c = make_letter(contact="mail", address="wren@example.org", only_i_read=True)
    shared, _c = make_letter(contact="mail", address="both@example.org", only_i_read=False)
    for question in (safe, shared):
        answer(question, coach)
    while run_due():
        pass
    assert [m.to for m in mail.outbox] == [["wren@example.org"]]
    assert "Wren" not in mail.outbox[0].body
    assert "/letter/" in mail.outbox[0].body


def test_without_the_words_the_letter_page_sends_to_the_door():
    response = Client().get("/letter/read/")
    assert response.status_code == 302
    assert response["Location"].startswith("/letter/?again=1")
