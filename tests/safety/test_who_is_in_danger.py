"""Danger is seen as what it is: who, from where, and by whom (SEC-00); nobody clears blindly."""

from __future__ import annotations

import pytest

from clients.models import Client
from coachdesk.lib.errors import NotPossible
from coachdesk.questions import replies, services
from coachdesk.questions.models import Question, QuestionState
from coachdesk.safety.models import EscalationEntry, FlagState, SafetyFlag
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_client, make_staff, signed_in
from tests.letters import PARTS, URGENT, make_letter, open_letter
from tests.old_tabs.tabs import press, tab

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-00")]
WHY = "Ticked in step 9"


@pytest.fixture
def coach():
    return make_staff(Role.COUNSELOR, name="Dana Whitfield")


@pytest.fixture
def lead():
    return make_staff(Role.SUPERVISOR, name="Priya Nair")


def client_flag(client: Client, *, urgent: bool = True) -> SafetyFlag:
    return open_flag(
        subject_kind="homework.log",
        subject_id=client.pk,
        person_id=client.pk,
        codes=["fear_of_partner"],
        urgent=urgent,
        findings=[
            {"code": "fear_of_partner", "category": "ticked", "tier": "urgent", "why": WHY},
        ],
    )


def test_the_coach_sees_who_and_from_where(coach):
    client = make_client(coach, name="Ana Reyes")
    flag = client_flag(client)
    desk = signed_in(coach)
    who = f"AR · {client.code}"
    assert who in desk.get("/desk/flags/").text
    page = desk.get(f"/desk/flags/{flag.pk}/").text
    assert (who in page, WHY in page) == (True, True)


def test_a_colleague_sees_the_code_and_whom_to_call_and_no_words(coach):
    client = make_client(coach, name="Ana Reyes")
    flag = client_flag(client)
    other = signed_in(make_staff(Role.COACH, name="Tomas Lindt"))
    rows, page = other.get("/desk/flags/").text, other.get(f"/desk/flags/{flag.pk}/").text
    for text in (rows, page):
        assert "Afraid of the partner" in text
        assert "Dana Whitfield" in text
        assert client.code not in text
        assert WHY not in text
    assert other.post(f"/desk/flags/{flag.pk}/acknowledge/").status_code == 404


def test_a_supervisor_without_consent_to_supervision_clears_nothing_blindly(coach, lead):
    client = make_client(coach, name="Ana Reyes")
    flag = client_flag(client)
    desk = signed_in(lead)
    page = desk.get(f"/desk/flags/{flag.pk}/").text
    assert (client.code in page, WHY in page, "nobody clears blindly" in page) == (
        False,
        False,
        True,
    )
    answer = desk.post(f"/desk/flags/{flag.pk}/clear/", {"note": "It is nothing, I think."})
    flag.refresh_from_db()
    assert (answer.status_code, flag.state) == (409, FlagState.OPEN)
    at = f"/desk/flags/{flag.pk}/"
    assert press(desk, at, f"{at}acknowledge/").status_code == 302


def test_the_words_say_not_checked_only_where_that_is_so(coach):
    client = make_client(coach)
    flag = open_flag(
        subject_kind="measures.afraid",
        subject_id=client.pk,
        person_id=client.pk,
        codes=["fear_of_partner"],
        urgent=True,
    )
    page = signed_in(coach).get(f"/desk/flags/{flag.pk}/").text
    assert "Answered in a check-in: Afraid of the partner" in page
    assert "could not be checked" not in page


def test_a_writer_in_danger_is_answered_while_the_flag_stays_open(coach, lead):
    question, code = make_letter(URGENT)
    services.assign(question_id=question.pk, to=coach, actor=lead)
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=coach)
    replies.submit_for_review(question_id=question.pk, actor=coach)
    change_setting(name="undo_seconds", value=0, actor=None)
    with pytest.raises(NotPossible, match="lets the answer leave"):
        replies.send(question_id=question.pk, actor=lead)
    flag = SafetyFlag.objects.get()
    at = f"/desk/flags/{flag.pk}/"
    press(signed_in(lead), at, f"{at}allow-answer/", note="I phone her sister tonight.")
    replies.send(question_id=question.pk, actor=lead)
    flag.refresh_from_db()
    question.refresh_from_db()
    assert (question.state, flag.state) == (QuestionState.ANSWERED, FlagState.IN_PROGRESS)
    assert PARTS["answer"] in open_letter(code).get("/letter/read/").text
    assert "Still in danger" in signed_in(lead).get(f"/desk/questions/{question.pk}/").text


def test_only_a_supervisor_lets_an_answer_leave(coach):
    make_letter(URGENT)
    flag = SafetyFlag.objects.get()
    desk = signed_in(coach)
    assert desk.post(f"/desk/flags/{flag.pk}/allow-answer/", {"note": "x" * 20}).status_code == 403


def test_the_next_in_the_chain_is_called_by_hand(lead):
    make_letter(URGENT)
    flag = SafetyFlag.objects.get()
    signed_in(lead).post(f"/desk/flags/{flag.pk}/escalate/", {"note": "I am away until Monday."})
    flag.refresh_from_db()
    assert (flag.state, flag.level) == (FlagState.ESCALATED, 1)
    assert EscalationEntry.objects.filter(act="escalated", actor=lead).count() == 1


def test_many_flags_are_cleared_at_once_but_no_urgent_one(lead):
    calm = "He reads my messages and keeps my bank card. I ask him for money for bread."
    flags = []
    for _number in range(2):
        question, _code = make_letter()
        flags.append(
            open_flag(
                subject_kind="question",
                subject_id=question.pk,
                person_id=question.pk,
                codes=["coercive_control"],
                urgent=False,
                findings=[{"why": calm, "code": "coercive_control", "tier": "hold"}],
            )
        )
    make_letter(URGENT)
    urgent = SafetyFlag.objects.get(urgent=True)
    desk, chosen = signed_in(lead), [str(f.pk) for f in (*flags, urgent)] + ["rubbish"]
    sent = tab(desk, "/desk/flags/", "/desk/flags/clear/", chosen=chosen, note="All read.")
    page = desk.post("/desk/flags/clear/", sent, follow=True)
    states = [SafetyFlag.objects.get(pk=f.pk).state for f in (*flags, urgent)]
    assert states == [FlagState.CLEARED, FlagState.CLEARED, FlagState.OPEN]
    assert "2 cleared." in page.text
    assert "1 is urgent" in page.text


@pytest.mark.parametrize("word", ["danger", "garage", "courage", "average", "storage"])
def test_a_word_that_only_ends_like_anger_is_not_marked(word):
    question, _code = make_letter(
        f"He spends every evening with the {word} of it, and I wait here."
    )
    assert [f for f in question.findings or [] if f["category"] == "demeaning"] == []


def test_help_numbers_can_be_tapped_and_follow_the_country(client):
    page = client.get("/ask/").text
    assert 'href="tel:18007997233"' in page
    assert 'href="tel:988"' in page
    assert 'href="sms:988"' in page
    assert 'href="https://findahelpline.com"' in page
    assert '<div data-help-for="GB" hidden>' in page


def test_a_question_back_is_seen_with_its_day(coach):
    question, code = make_letter()
    change_setting(name="undo_seconds", value=0, actor=None)
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=coach)
    replies.send(question_id=question.pk, actor=coach)
    reader = open_letter(code)
    page = reader.get("/letter/read/")
    key = page.context["write_form"]["form_key"].value()
    reader.post("/letter/read/write/", {"form_key": str(key), "body": "And what if he says no?"})
    row = signed_in(coach).get("/desk/questions/?view=mine").text
    assert "Asks back" in row
    Question.objects.update(assignee=None, state=QuestionState.ANSWERED)
