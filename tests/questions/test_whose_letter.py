"""Whose letter it is: coaches have their own and the open queue, the answer is its writer's (SEC-00)."""

from __future__ import annotations

import re

import pytest

from coachdesk.lib.errors import NotPossible
from coachdesk.questions import replies, services
from coachdesk.questions.models import Question, QuestionState, Reply
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_staff, signed_in
from tests.letters import CALM, PARTS, URGENT, answer, make_letter
from tests.old_tabs.tabs import press

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-00")]


@pytest.fixture
def tomas():
    return make_staff(Role.COACH, name="Tomas Lindt")


@pytest.fixture
def dana():
    return make_staff(Role.COUNSELOR, name="Dana Whitfield")


@pytest.fixture
def editor():
    return make_staff(Role.EDITOR, name="Ruth Lindqvist")


def taken_by(person):
    question, _code = make_letter()
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=person)
    return question


def test_who_opens_which_letter(tomas, dana, editor):
    lead = make_staff(Role.SUPERVISOR)
    open_one, taken, held = make_letter()[0], taken_by(dana), make_letter(URGENT)[0]
    seen = {
        person.display_name: set(Question.objects.visible_to(person))
        for person in (tomas, dana, editor, lead)
    }
    assert seen == {
        "Tomas Lindt": {open_one},
        "Dana Whitfield": {open_one, taken},
        "Ruth Lindqvist": {open_one, taken},
        lead.display_name: {open_one, taken, held},
    }


@pytest.mark.parametrize("act", ["save", "send", "review"])
def test_nobody_writes_in_a_colleagues_answer_and_the_typed_words_come_back(tomas, dana, act):
    question = taken_by(dana)
    page = signed_in(tomas).post(
        f"/desk/questions/{question.pk}/{act}/", {"version": "1", "answer": "Words of Tomas."}
    )
    assert page.status_code == 404
    assert "Words of Tomas." in page.text
    assert "Dana" not in page.text
    assert Reply.objects.get().parts == PARTS


def test_a_letter_that_never_was_answers_the_same(tomas, dana):
    desk = signed_in(tomas)
    typed = {"version": "1", "answer": "Words of Tomas."}
    foreign = desk.post(f"/desk/questions/{taken_by(dana).pk}/save/", typed)
    missing = desk.post("/desk/questions/00000000-0000-4000-8000-000000000000/save/", typed)
    pages = [re.sub(r'"\w{64}"', "", page.text) for page in (missing, foreign)]
    assert (missing.status_code, pages[0]) == (404, pages[1])


def test_an_editor_reads_a_colleagues_letter_and_writes_only_after_taking_it_over(dana, editor):
    question = taken_by(dana)
    desk, at = signed_in(editor), f"/desk/questions/{question.pk}/"
    typed = {"version": "1", "answer": "Words of Ruth."}
    refused = desk.post(f"{at}save/", typed)
    assert (refused.status_code, "Words of Ruth." in refused.text) == (409, True)
    assert "Dana Whitfield has this letter" in desk.get(at).text
    press(desk, at, f"{at}take/")
    assert desk.post(f"{at}save/", typed).status_code == 302
    reply = Reply.objects.get()
    assert (reply.parts["answer"], reply.author) == ("Words of Ruth.", editor)


@pytest.mark.parametrize(
    "act", ["assign", "decline", "spam", "not-spam", "merge", "unmerge", "reopen"]
)
def test_only_an_editor_or_a_supervisor_decides_about_letters(tomas, act):
    question, _code = make_letter()
    answer = signed_in(tomas).post(f"/desk/questions/{question.pk}/{act}/")
    assert answer.status_code == 403
    question.refresh_from_db()
    assert question.state == QuestionState.TRIAGED


def test_a_coach_proposes_to_decline_and_an_editor_sees_it(tomas, editor):
    question = taken_by(tomas)
    reason = "This needs a doctor, not us."
    at = f"/desk/questions/{question.pk}/"
    press(signed_in(tomas), f"{at}manage/", f"{at}propose-decline/", reason=reason)
    question.refresh_from_db()
    assert (question.state, question.assignee) == (QuestionState.TRIAGED, None)
    assert "Proposed to decline" in signed_in(editor).get("/desk/questions/").text
    assert reason in signed_in(editor).get(f"/desk/questions/{question.pk}/").text
    services.take(question_id=question.pk, actor=editor)
    question.refresh_from_db()
    assert question.decline_proposed_by is None


def test_a_coach_does_not_take_a_letter_that_somebody_has(tomas, dana):
    question = taken_by(dana)
    with pytest.raises(NotPossible, match="gives out letters of others"):
        services.take(question_id=question.pk, actor=tomas)


def test_similar_letters_of_colleagues_are_a_number_without_words(tomas, dana):
    text = "My brother sold the bakery and will not explain. Shall I ask him?"
    near, _code = make_letter(text)
    answer(near, dana)
    answer(make_letter()[0], dana)
    question, _code = make_letter("The bakery was sold by my brother. How do I ask him to explain?")
    page = signed_in(tomas).get(f"/desk/questions/{question.pk}/similar/").text
    assert "1 more with colleagues" in page
    assert near.title not in page


def test_people_are_chosen_by_name(editor, dana):
    question, _code = make_letter()
    page = signed_in(editor).get(f"/desk/questions/{question.pk}/manage/").text
    assert f'<option value="{dana.pk}">Dana Whitfield</option>' in page


def test_letters_of_two_people_are_not_merged(editor):
    one, _code = make_letter(contact="mail", address="one@example.org", only_i_read=True)
    other, _code = make_letter(
        CALM + " And more.", contact="mail", address="two@example.org", only_i_read=True
    )
    with pytest.raises(NotPossible, match="of one writer"):
        services.merge(question_id=one.pk, into_id=other.pk, actor=editor)


def test_a_letter_whose_answer_is_leaving_is_not_merged(tomas, editor):
    question, other = taken_by(tomas), make_letter()[0]
    replies.send(question_id=question.pk, actor=tomas)
    with pytest.raises(NotPossible, match="on its way"):
        services.merge(question_id=question.pk, into_id=other.pk, actor=editor)


def test_the_writer_of_a_merged_letter_reads_the_answer(tomas, editor):
    from tests.letters import open_letter

    first, code = make_letter()
    second, _code = make_letter()
    services.merge(question_id=first.pk, into_id=second.pk, actor=editor)
    change_setting(name="undo_seconds", value=0, actor=None)
    answer(second, tomas)
    assert PARTS["answer"] in open_letter(code).get("/letter/read/").text


@pytest.mark.parametrize("act", ["give-back", "propose-decline"])
def test_a_held_letter_that_nobody_has_waits_for_the_supervisor_again(tomas, dana, act):
    lead = make_staff(Role.SUPERVISOR)
    question, _code = make_letter(URGENT)
    services.assign(question_id=question.pk, to=tomas, actor=lead)
    at = f"/desk/questions/{question.pk}/"
    browser = signed_in(tomas)
    gone = press(browser, f"{at}manage/", f"{at}{act}/", reason="This needs more than I can give.")
    assert gone.headers["Location"] == "/desk/questions/"
    assert "A supervisor reads this letter" in browser.get("/desk/questions/").text
    question.refresh_from_db()
    assert (question.state, question.assignee) == (QuestionState.SAFETY_HOLD, None)
    seen = [Question.objects.visible_to(person).exists() for person in (tomas, dana, lead)]
    assert seen == [False, False, True]
