"""Two tabs over one letter: an old one sends no unread answer and takes no letter from a colleague."""

from __future__ import annotations

import pytest

from coachdesk.approvals.models import Approval
from coachdesk.lib.errors import Conflict
from coachdesk.outbox.models import OutboxMessage
from coachdesk.questions import replies, services
from coachdesk.questions.models import Question, Reply, Topic, WriterKind
from coachdesk.questions.own_letter import write_more
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_staff, signed_in
from tests.letters import PARTS, URGENT, answer, make_letter, make_public
from tests.old_tabs.tabs import press, tab

pytestmark = [pytest.mark.django_db, pytest.mark.proves("REL-06", "SEC-00")]
CHANGED = "This letter was changed after you opened the page. Nothing was done."


@pytest.fixture
def priya():
    return make_staff(Role.COACH, name="Priya Nair")


@pytest.fixture
def june():
    return make_staff(Role.EDITOR, name="June Park")


@pytest.fixture
def morgan():
    return make_staff(Role.SUPERVISOR, name="Morgan Hale")


def at(question, act=""):
    """The page of a letter, or the address of an act on it."""
    return f"/desk/questions/{question.pk}/{act}"


def stands(question):
    """State and holder of a letter, as stored."""
    question.refresh_from_db()
    return question.state, question.assignee


@pytest.fixture
def in_review(priya):
    """A letter whose answer Priya handed to a second reader."""
    question, _code = make_letter()
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=priya)
    replies.submit_for_review(question_id=question.pk, actor=priya)
    return question


@pytest.mark.proves("SEC-74")
def test_the_second_reader_sends_only_what_was_read(priya, june, in_review):
    desk, page = signed_in(june), at(in_review)
    old = tab(desk, page, at(in_review, "approve/"), reason="Fine by me.")
    replies.send_back(question_id=in_review.pk, actor=priya, reason="One more sentence.")
    more = {**PARTS, "answer": "Say it today, or leave him."}
    replies.save_reply(question_id=in_review.pk, parts=more, version=1, actor=priya)
    replies.submit_for_review(question_id=in_review.pk, actor=priya)
    queued = OutboxMessage.objects.count()

    response = desk.post(at(in_review, "approve/"), old)
    reply = Reply.objects.get()
    assert (response.status_code, reply.state, reply.approved_by) == (409, "in_review", None)
    assert (Approval.objects.count(), OutboxMessage.objects.count()) == (0, queued)
    words = ("The answer was changed after you opened it.", more["answer"], "Fine by me.")
    assert [said in response.text for said in words] == [True] * 3

    assert press(desk, page, at(in_review, "approve/")).status_code == 302
    assert Reply.objects.values_list("state", "approved_by").get() == ("leaving", june.pk)


def test_an_answer_is_read_again_when_its_writer_added_something(june, in_review):
    desk = signed_in(june)
    old = tab(desk, at(in_review), at(in_review, "approve/"))
    write_more(question_id=in_review.pk, kind=WriterKind.ADDITION, body="I have moved out.")
    response = desk.post(at(in_review, "approve/"), old)
    assert (response.status_code, "I have moved out." in response.text) == (409, True)
    assert Reply.objects.get().state == "in_review"


def test_an_answer_that_was_taken_back_does_not_leave_as_a_draft(priya, june, in_review):
    desk = signed_in(june)
    old = tab(desk, at(in_review), at(in_review, "approve/"))
    replies.send_back(question_id=in_review.pk, actor=priya, reason="One more sentence.")
    response = desk.post(at(in_review, "approve/"), old)
    assert (response.status_code, CHANGED in response.text) == (409, True)
    assert Reply.objects.get().state == "draft"


def test_an_answer_does_not_leave_before_newer_words_of_its_writer_were_read(priya):
    question, _code = make_letter()
    services.take(question_id=question.pk, actor=priya)
    change_setting(name="coach_answers_need_review", value=False, actor=None)
    desk, send = signed_in(priya), at(question, "send/")
    old = tab(desk, at(question), send, answer="Say one plain thing at dinner.")
    write_more(question_id=question.pk, kind=WriterKind.ADDITION, body="I have moved out.")
    response = desk.post(send, old)
    reply = Reply.objects.get()
    kept = (reply.state, reply.parts["answer"])
    assert (response.status_code, kept) == (409, ("draft", "Say one plain thing at dinner."))
    words = ("The writer sent something after you opened the letter", "I have moved out.")
    assert [said in response.text for said in words] == [True] * 2
    now = press(desk, at(question), send, answer="I am glad you wrote.")
    assert (now.status_code, Reply.objects.get().state) == (302, "leaving")


@pytest.mark.parametrize("act", ["send/", "review/"])
def test_another_tab_of_the_same_person_is_not_overtaken(priya, act):
    question, _code = make_letter()
    change_setting(name="coach_answers_need_review", value=False, actor=None)
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=priya)
    old = tab(signed_in(priya), at(question), at(question, act), answer="The older words.")
    more = {**PARTS, "answer": "The newer words."}
    replies.save_reply(question_id=question.pk, parts=more, version=1, actor=priya)
    response = signed_in(priya).post(at(question, act), old)
    reply = Reply.objects.get()
    assert (response.status_code, reply.state, reply.parts) == (409, "draft", more)
    assert [words in response.text for words in ("older words", "newer words")] == [True] * 2


@pytest.mark.parametrize("act", [replies.send, replies.submit_for_review])
def test_words_that_came_between_saving_and_sending_do_not_leave(priya, act):
    question, _code = make_letter()
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=priya)
    with pytest.raises(Conflict):
        act(question_id=question.pk, actor=priya, version=7)
    assert Reply.objects.get().state == "draft"


def test_to_send_back_wins_from_any_tab(june, in_review):
    response = signed_in(june).post(at(in_review, "send-back/"), {"reason": "Sounds like blame."})
    assert (response.status_code, Reply.objects.get().state) == (302, "draft")


def test_i_take_this_letter_takes_it_from_nobody(june, morgan, priya):
    question, _code = make_letter()
    desk = signed_in(june)
    old = tab(desk, at(question), at(question, "take/"))
    services.take(question_id=question.pk, actor=priya)
    response = desk.post(at(question, "take/"), old)
    assert (response.status_code, stands(question)) == (409, ("assigned", priya))
    assert [words in response.text for words in (CHANGED, "Priya Nair has it now.")] == [True] * 2

    # Seen that Priya has it, June may take it over; a second press changes nothing.
    over = tab(desk, at(question), at(question, "take/"))
    for _press in range(2):
        assert desk.post(at(question, "take/"), over).status_code == 302
    assert stands(question) == ("assigned", june)


def test_a_draft_that_is_being_written_makes_no_page_old(june, priya):
    question, _code = make_letter()
    services.take(question_id=question.pk, actor=priya)
    desk = signed_in(june)
    old = tab(desk, at(question), at(question, "take/"))
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=priya)
    assert desk.post(at(question, "take/"), old).status_code == 302
    assert stands(question) == ("drafting", june)


def test_giving_a_letter_out_or_back_asks_who_had_it(june, morgan, priya):
    question, _code = make_letter()
    desk, page = signed_in(june), at(question, "manage/")
    give = tab(desk, page, at(question, "assign/"), to=str(morgan.pk))
    services.take(question_id=question.pk, actor=priya)
    response = desk.post(at(question, "assign/"), give)
    assert (response.status_code, stands(question)) == (409, ("assigned", priya))
    chosen = f'<option value="{morgan.pk}" selected>'
    assert [words in response.text for words in ("Priya Nair has it now.", chosen)] == [True] * 2

    back = tab(desk, page, at(question, "give-back/"))
    services.assign(question_id=question.pk, to=morgan, actor=morgan)
    assert desk.post(at(question, "give-back/"), back).status_code == 409
    assert stands(question) == ("assigned", morgan)
    assert press(desk, page, at(question, "give-back/")).status_code == 302
    assert stands(question) == ("triaged", None)


def test_a_held_letter_is_not_given_out_by_a_tab_from_before_a_new_fear(morgan, priya):
    question, _code = make_letter(URGENT)
    desk, page = signed_in(morgan), at(question, "manage/")
    old = tab(desk, page, at(question, "assign/"), to=str(priya.pk))
    open_flag(
        subject_kind="question", subject_id=question.pk, person_id=question.pk,
        codes=["stalking_risk"], urgent=True,
    )  # fmt: skip
    assert desk.post(at(question, "assign/"), old).status_code == 409
    assert stands(question) == ("safety_hold", None)
    assert press(desk, page, at(question, "assign/"), to=str(priya.pk)).status_code == 302
    assert stands(question) == ("assigned", priya)


def test_a_letter_that_is_held_now_is_not_given_back_by_an_old_tab(morgan):
    question, _code = make_letter()
    services.take(question_id=question.pk, actor=morgan)
    desk, page = signed_in(morgan), at(question, "manage/")
    back = tab(desk, page, at(question, "give-back/"))
    propose = back | {"reason": "A doctor, not us."}
    write_more(question_id=question.pk, kind=WriterKind.ADDITION, body=URGENT)
    assert desk.post(at(question, "give-back/"), back).status_code == 409
    response = desk.post(at(question, "propose-decline/"), propose)
    assert (response.status_code, stands(question)) == (409, ("safety_hold", morgan))
    assert not question.staff_notes.exists()


def test_many_at_once_leaves_those_that_changed(june, morgan, priya):
    calm, taken = make_letter()[0], make_letter()[0]
    desk, act = signed_in(june), "/desk/questions/together/assign/"
    chosen = [str(calm.pk), str(taken.pk)]
    old = tab(desk, "/desk/questions/", act, chosen=chosen, to=str(morgan.pk))
    services.take(question_id=taken.pk, actor=priya)
    response = desk.post(act, old, follow=True)
    assert (stands(calm), stands(taken)) == (("assigned", morgan), ("assigned", priya))
    told = "Done for 1 letter. 1 was changed after you opened the list and was left as it is."
    assert told in response.text


def test_one_answer_for_many_leaves_those_that_changed(june, priya):
    copy, _code = make_public(june)
    calm, taken = make_letter()[0], make_letter()[0]
    desk, act = signed_in(june), "/desk/questions/together/answer/"
    old = tab(
        desk, "/desk/questions/", act, chosen=[str(calm.pk), str(taken.pk)],
        article=f"/answers/{copy.slug}/",
    )  # fmt: skip
    replies.save_reply(question_id=taken.pk, parts=PARTS, version=0, actor=priya)
    response = desk.post(act, old, follow=True)
    assert (stands(calm)[0], stands(taken)) == ("answered", ("drafting", priya))
    assert Reply.objects.filter(question=taken).count() == 1
    assert "1 was changed after you opened the list" in response.text


def test_a_letter_does_not_end_by_a_tab_from_before_its_writer_added_something(june):
    question, _code = make_letter()
    desk, page = signed_in(june), at(question, "manage/")
    typed = {"outcome": "not_this_time", "text": "We are too few this month."}
    end = tab(desk, page, at(question, "decline/"), **typed)
    spam = tab(desk, page, at(question, "spam/"))
    write_more(question_id=question.pk, kind=WriterKind.ADDITION, body="I have moved out.")
    response = desk.post(at(question, "decline/"), end)
    assert (response.status_code, typed["text"] in response.text) == (409, True)
    assert desk.post(at(question, "spam/"), spam).status_code == 409
    assert (stands(question), question.outcome_text) == (("triaged", None), "")
    assert press(desk, page, at(question, "decline/"), **typed).status_code == 302
    assert (stands(question)[0], question.outcome_text) == ("declined", typed["text"])


def test_words_for_the_writer_come_back_when_the_letter_has_been_answered(june, priya):
    question, _code = make_letter()
    desk, act = signed_in(june), at(question, "decline/")
    typed = {"outcome": "not_this_time", "text": "We are too few this month."}
    end = tab(desk, at(question, "manage/"), act, **typed)
    answer(question, priya)
    response = desk.post(act, end)
    assert (response.status_code, stands(question)[0]) == (409, "answered")
    assert typed["text"] in response.text

    long = desk.post(act, end | {"text": "No. " * 600})
    assert (long.status_code, "No. No. No." in long.text) == (400, True)


def test_closing_and_opening_again_ask_what_was_seen(june, priya):
    question, _code = make_letter()
    answer(question, priya)
    desk = signed_in(june)
    close = tab(desk, at(question), at(question, "close/"))
    write_more(question_id=question.pk, kind=WriterKind.FOLLOW_UP, body="And on Sundays?")
    assert desk.post(at(question, "close/"), close).status_code == 409
    assert stands(question) == ("drafting", priya)

    declined, _code = make_letter()
    services.decline(question_id=declined.pk, outcome="referred", text="", actor=june)
    again = tab(desk, at(declined), at(declined, "reopen/"), reason="We have time again.")
    services.reopen(question_id=declined.pk, actor=june, reason="Tomas has time.")
    services.take(question_id=declined.pk, actor=priya)
    response = desk.post(at(declined, "reopen/"), again)
    assert (response.status_code, stands(declined)) == (409, ("assigned", priya))
    assert "We have time again." in response.text


def test_no_spam_of_an_old_tab_leaves_a_taken_letter_taken(june, priya):
    question, _code = make_letter()
    Question.objects.update(unproven=True)
    desk = signed_in(june)
    old = tab(desk, at(question), at(question, "not-spam/"))
    services.take(question_id=question.pk, actor=priya)
    assert desk.post(at(question, "not-spam/"), old).status_code == 409
    assert stands(question) == ("assigned", priya)


def test_joining_and_parting_ask_what_was_seen(june, priya):
    first, second = make_letter()[0], make_letter()[0]
    desk = signed_in(june)
    join = tab(desk, at(first, "similar/"), at(first, "merge/"), into=str(second.pk))
    services.take(question_id=first.pk, actor=priya)
    response = desk.post(at(first, "merge/"), join)
    assert (response.status_code, "Priya Nair has it now." in response.text) == (409, True)
    assert stands(first) == ("assigned", priya)

    now = press(desk, at(first, "similar/"), at(first, "merge/"), into=str(second.pk))
    assert (now.status_code, stands(first)[0]) == (302, "closed")
    part = tab(desk, at(first, "manage/"), at(first, "unmerge/"))
    write_more(question_id=second.pk, kind=WriterKind.ADDITION, body="More.")
    assert desk.post(at(first, "unmerge/"), part | {"as_shown": "0" * 32}).status_code == 409
    assert desk.post(at(first, "unmerge/"), part).status_code == 302
    assert stands(first) == ("assigned", priya)


def test_the_second_tab_on_the_topics_gets_both(june):
    silence = Topic.objects.create(slug="silence", name="Silence")
    money = Topic.objects.create(slug="money", name="Money")
    question, _code = make_letter()
    desk, page = signed_in(june), at(question, "manage/")
    old = tab(desk, page, at(question, "topics/"), topics=["money"])
    assert press(desk, page, at(question, "topics/"), topics=["silence"]).status_code == 302
    response = desk.post(at(question, "topics/"), old)
    assert (response.status_code, list(question.topics.all())) == (409, [silence])
    assert "This was changed after you opened the page." in response.text
    both = ["money", "silence"]
    assert press(desk, page, at(question, "topics/"), topics=both).status_code == 302
    assert set(question.topics.all()) == {silence, money}


def test_an_earlier_wording_does_not_replace_one_that_was_not_compared(priya):
    question, _code = make_letter()
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=priya)
    desk, act = signed_in(priya), at(question, "versions/1/restore/")
    old = tab(desk, at(question, "versions/?number=1"), act)
    two = {**PARTS, "answer": "The second wording."}
    replies.save_reply(question_id=question.pk, parts=two, version=1, actor=priya)
    response = desk.post(act, old)
    assert (response.status_code, Reply.objects.get().parts) == (409, two)
    assert "The answer was changed after you opened the page." in response.text
    assert press(desk, at(question, "versions/?number=1"), act).status_code == 302


@pytest.mark.parametrize(
    ("act", "name"), [("note/", "body"), ("propose-decline/", "reason"), ("send-back/", "reason")]
)
def test_words_for_a_letter_that_a_colleague_took_come_back(priya, morgan, act, name):
    question, _code = make_letter()
    desk = signed_in(priya)
    services.take(question_id=question.pk, actor=morgan)
    response = desk.post(at(question, act), {name: "A doctor, not us."})
    assert (response.status_code, stands(question)) == (404, ("assigned", morgan))
    assert [words in response.text for words in ("A doctor, not us.", "Morgan")] == [True, False]
    assert not question.staff_notes.exists()


BARE = {
    "take/": {},
    "give-back/": {},
    "spam/": {},
    "not-spam/": {},
    "close/": {},
    "approve/": {},
    "unmerge/": {},
    "topics/": {"topics": []},
    "assign/": {"to": "june"},
    "decline/": {"outcome": "referred"},
    "propose-decline/": {"reason": "A doctor, not us."},
    "reopen/": {"reason": "We have time again."},
    "merge/": {"into": "other"},
    "versions/1/restore/": {},
}


@pytest.mark.parametrize("act", sorted(BARE))
def test_a_form_without_a_stamp_counts_as_old(june, morgan, in_review, act):
    other, _code = make_letter()
    named = {"june": str(june.pk), "other": str(other.pk)}
    sent = {name: named.get(str(value), value) for name, value in BARE[act].items()}
    if act.startswith("versions"):
        replies.send_back(question_id=in_review.pk, actor=morgan, reason="One more sentence.")
        services.assign(question_id=in_review.pk, to=june, actor=june)
    letter, reply = Question.objects.values().get(pk=in_review.pk), Reply.objects.values().get()
    assert signed_in(june).post(at(in_review, act), sent).status_code == 409
    assert Question.objects.values().get(pk=in_review.pk) == letter
    assert Reply.objects.values().get() == reply
