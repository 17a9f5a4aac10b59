"""Consent is what was read: the stored text is the shown one, and a stricter answer wins (SEC-73)."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.utils.html import escape

from coachdesk.consents.models import ConsentGrant, ConsentKind, ConsentText
from coachdesk.consents.services import has_consent, publish_text
from coachdesk.consents.shipped_texts import shipped_text
from coachdesk.questions.models import Question, QuestionState
from coachdesk.users.models import FormSubmission
from tests.letters import CALM, ask_data, make_letter, open_letter
from tests.old_tabs.tabs import press

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-73")]
KINDS = (ConsentKind.ANSWER, ConsentKind.PUBLICATION, ConsentKind.FOLLOW_UP)


def test_each_text_stands_word_for_word_on_the_form_and_is_the_stored_one(client):
    page = client.get("/ask/").text
    for kind in KINDS:
        assert escape(shipped_text(kind).body) in page
    client.post("/ask/", ask_data(follow_up="on"))
    stored = {grant.kind: grant.text.body for grant in ConsentGrant.objects.all()}
    assert stored == {kind: shipped_text(kind).body for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_that_changed_since_the_form_was_opened_is_read_again(client, kind):
    typed = ask_data()
    publish_text(kind=kind, version=2, title="New", body="Other words that nobody has read yet.")
    page = client.post("/ask/", typed)
    assert (page.status_code, Question.objects.count()) == (400, 0)
    assert "The words you agree to have changed." in page.text
    assert "Other words that nobody has read yet." in page.text
    assert CALM in page.text
    assert client.post("/ask/", ask_data(form_key=typed["form_key"])).status_code == 302
    assert ConsentGrant.objects.get(kind=ConsentKind.ANSWER).text == shipped_text(
        ConsentKind.ANSWER
    )


def test_the_letter_page_shows_the_text_and_refuses_a_yes_to_another_one():
    question, code = make_letter(publish=False)
    reader = open_letter(code)
    text = shipped_text(ConsentKind.PUBLICATION)
    assert escape(text.body) in reader.get("/letter/read/").text
    publish_text(kind=ConsentKind.PUBLICATION, version=2, title="New", body="Other words.")
    reader.post("/letter/read/publication/yes/", {"text_hash": text.hash})
    assert not has_consent(question.pk, ConsentKind.PUBLICATION)
    newest = ConsentText.objects.get(kind=ConsentKind.PUBLICATION, version=2)
    press(reader, "/letter/read/", "/letter/read/publication/yes/")
    assert (
        ConsentGrant.objects.get(person_id=question.pk, state="granted", kind="publication").text
        == newest
    )


def again(client, typed, **changes):
    """Send the same form again with other choices."""
    page = client.post("/ask/", {**typed, **changes})
    return page, Question.objects.get()


def test_a_no_that_is_sent_later_wins_and_says_so(client):
    typed = ask_data(publish="yes")
    client.post("/ask/", typed)
    page, question = again(client, typed, publish="no")
    assert (page.status_code, question.may_publish) == (409, False)
    assert not has_consent(question.pk, ConsentKind.PUBLICATION)
    assert "taken over where they are stricter" in page.text


def test_a_yes_that_is_sent_later_changes_nothing(client):
    typed = ask_data(publish="no")
    client.post("/ask/", typed)
    page, question = again(client, typed, publish="yes")
    assert (page.status_code, question.may_publish) == (409, False)


def test_a_young_age_that_is_sent_later_wins(client):
    typed = ask_data(publish="yes")
    client.post("/ask/", typed)
    page, question = again(client, typed, adult="no")
    assert (page.status_code, question.adult, question.may_publish) == (409, False, False)


def test_an_unsafe_answer_that_is_sent_later_holds_the_letter(client):
    typed = ask_data()
    client.post("/ask/", typed)
    page, question = again(client, typed, safe_at_home="no", afraid="yes")
    assert (page.status_code, question.state) == (409, QuestionState.SAFETY_HOLD)


def test_other_words_give_back_both_versions(client):
    typed = ask_data()
    client.post("/ask/", typed)
    page, question = again(client, typed, letter="Quite another letter, and long enough to send.")
    assert page.status_code == 409
    assert question.letter == CALM
    assert (CALM in page.text, "Quite another letter" in page.text) == (True, True)


def test_a_form_of_last_week_makes_another_letter_with_other_words(client):
    typed = ask_data()
    client.post("/ask/", typed)
    first = client.get("/ask/sent/").context["code"]
    FormSubmission.objects.all().delete()  # its key is forgotten after seven days
    assert client.post("/ask/", typed).status_code == 302
    second = client.get("/ask/sent/").context["code"]
    assert Question.objects.count() == 2
    assert first != second


def test_a_double_send_shows_the_same_six_words(client):
    typed = ask_data()
    client.post("/ask/", typed)
    first = client.get("/ask/sent/").context["code"]
    client.post("/ask/", typed)
    assert client.get("/ask/sent/").context["code"] == first
    assert Question.objects.count() == 1


@pytest.mark.proves("SEC-46")
def test_opening_the_own_letter_often_is_no_failure():
    _question, code = make_letter()
    client = Client()
    for _number in range(25):
        assert client.post("/letter/", {"code": code}).status_code == 302


def test_a_strange_form_key_tells_nothing(client):
    client.post("/ask/", ask_data())
    page = client.post("/ask/", ask_data(form_key=str(uuid.uuid4()), letter=CALM + " More."))
    assert page.status_code == 302
