"""The desk: holds, review, outcomes, merging, views, search, reminders."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.relay import run_due
from coachdesk.questions import replies, services
from coachdesk.questions.models import MirrorNotice, Question, QuestionState, Topic
from coachdesk.questions.queries import Filters, inbox, search, similar
from coachdesk.questions.tasks import remind, remind_late
from coachdesk.questions.working_days import add_working_days
from coachdesk.safety.models import EscalationEntry, FlagState, SafetyFlag
from coachdesk.safety.services import clear, escalate_overdue
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_staff, signed_in
from tests.letters import CALM, PARTS, URGENT, answer, make_letter, make_public, open_letter
from tests.old_tabs.tabs import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def coach():
    return make_staff(Role.COACH, name="Dana Whitfield")


@pytest.fixture
def lead():
    return make_staff(Role.SUPERVISOR, name="Ben Okafor")


def test_a_held_letter_is_given_out_by_a_supervisor_only(coach, lead):
    question, _code = make_letter(URGENT)
    with pytest.raises(NotPossible):
        services.take(question_id=question.pk, actor=coach)
    services.assign(question_id=question.pk, to=coach, actor=lead)
    question.refresh_from_db()
    assert question.assignee == coach
    assert EscalationEntry.objects.filter(act="assigned", actor=lead).exists()


def test_after_a_hold_nothing_is_sent_before_the_flag_is_cleared_and_another_has_read_it(
    coach, lead
):
    question, code = make_letter(URGENT)
    services.assign(question_id=question.pk, to=coach, actor=lead)
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=coach)
    with pytest.raises(NotPossible):
        replies.send(question_id=question.pk, actor=coach)
    clear(flag=SafetyFlag.objects.get(), actor=lead, note="Spoke with her, she is at her sister’s.")
    with pytest.raises(NotPossible):
        replies.send(question_id=question.pk, actor=coach)
    change_setting(name="undo_seconds", value=0, actor=None)
    replies.submit_for_review(question_id=question.pk, actor=coach)
    with pytest.raises(NotPossible):
        replies.send(question_id=question.pk, actor=coach)
    replies.send(question_id=question.pk, actor=lead)
    assert PARTS["answer"] in open_letter(code).get("/letter/read/").content.decode()


def test_a_cleared_flag_puts_the_letter_back_among_the_new_ones(lead):
    question, _code = make_letter(URGENT)
    clear(flag=SafetyFlag.objects.get(), actor=lead, note="A figure of speech.")
    question.refresh_from_db()
    assert question.state == QuestionState.TRIAGED


def test_flags_nobody_has_seen_go_up_the_chain(lead):
    owner = make_staff(Role.OWNER)
    make_letter(URGENT)
    for _n in range(2):
        SafetyFlag.objects.update(acknowledge_by=timezone.now() - timedelta(minutes=1))
        assert escalate_overdue() == 1
    flag = SafetyFlag.objects.get()
    assert (flag.state, flag.level) == (FlagState.ESCALATED, 2)
    while run_due():
        pass
    assert {m.to[0] for m in mail.outbox} == {lead.address, owner.address}
    at = f"/desk/flags/{flag.pk}/"
    press(signed_in(lead), at, f"{at}acknowledge/")
    SafetyFlag.objects.update(acknowledge_by=timezone.now() - timedelta(hours=1))
    assert escalate_overdue() == 0


def test_send_back_needs_a_reason_and_keeps_it_from_the_reader(coach, lead):
    question, code = make_letter()
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=coach)
    replies.submit_for_review(question_id=question.pk, actor=coach)
    desk = signed_in(lead)
    send_back = f"/desk/questions/{question.pk}/send-back/"
    desk.post(send_back, {"reason": ""})
    question.refresh_from_db()
    assert question.state == QuestionState.IN_REVIEW
    desk.post(send_back, {"reason": "The second point sounds like blame."})
    question.refresh_from_db()
    assert question.state == QuestionState.DRAFTING
    assert question.staff_notes.get().body == "The second point sounds like blame."
    assert "blame" not in open_letter(code).get("/letter/read/").content.decode()


def test_the_teams_notes_never_reach_the_reader(coach):
    question, code = make_letter()
    signed_in(coach).post(f"/desk/questions/{question.pk}/note/", {"body": "Zanzibar-note"})
    answer(question, coach)
    assert "Zanzibar" not in open_letter(code).get("/letter/read/").content.decode()


@pytest.mark.parametrize("outcome", ["referred", "not_this_time"])
def test_every_writer_gets_an_outcome(coach, outcome):
    question, code = make_letter()
    desk, at = signed_in(make_staff(Role.EDITOR)), f"/desk/questions/{question.pk}/"
    press(desk, f"{at}manage/", f"{at}decline/", outcome=outcome, text="")
    page = open_letter(code).get("/letter/read/").content.decode()
    assert "Thank you" in page
    services.reopen(question_id=question.pk, actor=coach, reason="We have time again.")
    question.refresh_from_db()
    assert question.state == QuestionState.TRIAGED


def test_many_letters_are_answered_with_one_article(coach):
    copy, _code = make_public()
    first, code = make_letter()
    second, _code = make_letter()
    held, _code = make_letter(URGENT)
    press(
        signed_in(make_staff(Role.EDITOR)),
        "/desk/questions/",
        "/desk/questions/together/answer/",
        chosen=[str(q.pk) for q in (first, second, held)],
        article=f"http://testserver/answers/{copy.slug}/",
    )
    states = [Question.objects.get(pk=q.pk).state for q in (first, second, held)]
    assert states == ["answered", "answered", "safety_hold"]
    assert f"/answers/{copy.slug}/" in open_letter(code).get("/letter/read/").content.decode()


def test_duplicates_are_joined_and_parted_again(coach):
    first, _code = make_letter()
    second, _code = make_letter()
    services.merge(question_id=second.pk, into_id=first.pk, actor=coach)
    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == (QuestionState.CLOSED, first.pk)
    with pytest.raises(NotPossible):
        services.merge(question_id=first.pk, into_id=second.pk, actor=coach)
    services.unmerge(question_id=second.pk, actor=coach)
    second.refresh_from_db()
    assert (second.state, second.merged_into_id) == (QuestionState.TRIAGED, None)


def test_only_the_supervisor_hears_of_a_mirror_conflict(coach, lead):
    for _n in range(2):
        make_letter(contact="mail", address="Home@Example.org ", only_i_read=True)
    assert MirrorNotice.objects.count() == 1
    words = "both sides of one couple"
    assert words in signed_in(lead).get("/desk/questions/").content.decode()
    assert words not in signed_in(coach).get("/desk/questions/").content.decode()
    notice = MirrorNotice.objects.get()
    assert signed_in(coach).post(f"/desk/questions/mirror/{notice.pk}/").status_code == 403


def test_views_filters_and_search(coach):
    topic = Topic.objects.create(slug="silence", name="Silence")
    mine, _code = make_letter(CALM + " A lighthouse stands near us.")
    make_letter(country="DE", publish=False)
    services.take(question_id=mine.pk, actor=coach)
    services.set_topics(question_ids=[mine.pk], topics=[topic], actor=coach)
    desk = signed_in(coach)

    def rows(query: str) -> int:
        return desk.get(f"/desk/questions/?{query}").content.decode().count('role="listitem"')

    assert rows("view=waiting") == 2
    assert rows("view=mine") == 1
    assert rows("topic=silence") == 1
    assert rows("country=DE") == 1
    assert rows("consent=publish") == 1
    assert rows("find=LIGHTHOUSE+near") == 1
    assert rows("find=nowhere") == 0
    assert rows("assignee=nobody") == 1
    assert rows("assignee=rubbish&due=x&age=%27&view=zzz") == 0
    assert desk.get("/desk/questions/?page=rubbish").status_code == 400
    kept = desk.post("/desk/questions/views/", {"name": "Silent ones", "query": "topic=silence"})
    assert kept.headers["Location"] == "/desk/questions/?topic=silence"
    assert "Silent ones" in desk.get("/desk/questions/").content.decode()


def test_paging_reaches_every_letter_once(coach):
    ids = {make_letter()[0].pk for _n in range(55)}
    seen, cursor = [], ""
    while True:
        page = inbox(user=coach, view="waiting", filters=Filters(), cursor=cursor)
        seen += [q.pk for _name, rows in page.groups for q in rows]
        cursor = page.next
        if not cursor:
            break
    assert len(seen) == 55
    assert set(seen) == ids


def test_search_says_how_far_it_looked(coach):
    for _n in range(3):
        make_letter()
    found, searched = search(Question.objects.visible_to(coach), "screen evenings")
    assert (len(found), searched) == (3, 3)


def test_similar_letters_are_those_with_the_same_rare_words(coach):
    near, _code = make_letter("My brother sold the bakery and will not explain. Shall I ask him?")
    answer(near, coach)
    answer(make_letter()[0], coach)
    question, _code = make_letter("The bakery was sold by my brother. How do I ask him to explain?")
    assert [found.pk for found in similar(question, coach)[0]] == [near.pk]


def test_many_are_assigned_at_once_and_held_ones_are_not(coach, lead):
    calm, _code = make_letter()
    held, _code = make_letter(URGENT)
    press(
        signed_in(make_staff(Role.EDITOR)),
        "/desk/questions/",
        "/desk/questions/together/assign/",
        chosen=[str(calm.pk), str(held.pk)],
        to=str(lead.pk),
    )
    assert Question.objects.get(pk=calm.pk).assignee == lead
    assert Question.objects.get(pk=held.pk).assignee is None


def test_a_letter_by_hand_is_read_by_triage_too(coach):
    desk = signed_in(coach)
    page = desk.get("/desk/questions/new/")
    key = page.context["form"]["form_key"].value()
    data = {"form_key": str(key), "source": "post", "letter": URGENT}
    first = desk.post("/desk/questions/new/", data)
    again = desk.post("/desk/questions/new/", data)
    assert first["Location"] == again["Location"]
    question = Question.objects.get()
    assert (question.state, question.source) == (QuestionState.SAFETY_HOLD, "post")


def test_due_days_leave_out_the_weekend():
    assert add_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 20), 5) == date(2026, 11, 27)


def test_late_letters_are_told_once_a_day_without_content(coach):
    question, _code = make_letter()
    services.take(question_id=question.pk, actor=coach)
    Question.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    remind_late()
    remind_late()
    while run_due():
        pass
    assert [m.to for m in mail.outbox] == [[coach.address]]
    assert "Wren" not in mail.outbox[0].body


@pytest.mark.proves("SEC-61")
def test_withdrawn_letters_are_erased_when_their_time_is_over(coach):
    question, code = make_letter()
    open_letter(code).post("/letter/read/withdraw/confirm/")
    assert signed_in(coach).get(f"/desk/questions/{question.pk}/").status_code == 404
    Question.objects.update(erase_after=timezone.now() - timedelta(minutes=1))
    remind()
    question.refresh_from_db()
    assert question.letter == ""
    assert question.state == QuestionState.WITHDRAWN


def test_earlier_versions_can_be_compared_and_restored(coach, lead):
    question, _code = make_letter()
    one = {**PARTS, "answer": "The first wording."}
    two = {**PARTS, "answer": "The second wording."}
    replies.save_reply(question_id=question.pk, parts=one, version=0, actor=coach)
    services.assign(question_id=question.pk, to=lead, actor=lead)
    reply = replies.save_reply(question_id=question.pk, parts=two, version=1, actor=lead)
    desk = signed_in(lead)
    page = desk.get(f"/desk/questions/{question.pk}/versions/?number=1").content.decode()
    assert "<del>first</del>" in page
    assert "<ins>second</ins>" in page
    at = f"/desk/questions/{question.pk}/versions/"
    press(desk, f"{at}?number=1", f"{at}1/restore/")
    reply.refresh_from_db()
    assert reply.parts["answer"] == "The first wording."


def test_forbidden_moves_are_refused():
    question, _code = make_letter()
    for state, allowed in services.MOVES.items():
        for target in set(QuestionState.values) - set(allowed):
            question.state = state
            with pytest.raises(NotPossible):
                services.move(question, target, actor=None, action="test")


@pytest.mark.parametrize("columns", [{"state": "assigned"}, {"state": "answered"}, {"state": "x"}])
def test_the_database_refuses_impossible_letters(columns):
    question, _code = make_letter()
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(**columns)


def test_hints_are_shown_and_never_block(coach):
    question, _code = make_letter()
    desk = signed_in(coach)
    at = f"/desk/questions/{question.pk}/"
    change_setting(name="undo_seconds", value=0, actor=None)
    desk.post(f"{at}save/", {"version": "0", "answer": "I promise he will come back to you."})
    assert (
        "promise about somebody else"
        in desk.get(f"/desk/questions/{question.pk}/").content.decode()
    )
    press(desk, at, f"{at}send/", answer="I promise he will come back.")
    question.refresh_from_db()
    assert question.state == QuestionState.ANSWERED


def test_many_held_letters_leave_the_new_ones_in_sight_and_say_where_the_rest_is(lead):
    for _number in range(21):
        make_letter(URGENT)
    make_letter(CALM)
    page = signed_in(lead).get("/desk/questions/")
    assert (page.text.count('role="listitem"'), "?view=held" in page.text) == (21, True)
    assert signed_in(lead).get("/desk/questions/?view=held").text.count('role="listitem"') == 21


def test_a_row_shows_one_topic_and_names_the_others_for_whoever_asks(coach):
    question, _code = make_letter(CALM)
    question.topics.set(
        Topic.objects.create(slug=f"t{n}", name=name)
        for n, name in enumerate(("Silence", "Grief", "Moving out"))
    )
    row = signed_in(coach).get("/desk/questions/").text
    assert row.count("+2<") == 1
