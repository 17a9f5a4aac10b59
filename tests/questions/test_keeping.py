"""Words go when their time is over; ids, dates and safety entries stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.models import LegalHold
from coachdesk.audit.models import AuditEvent
from coachdesk.publishing.models import Article, Comment
from coachdesk.publishing.retention import drop_comments
from coachdesk.questions.models import Question, QuestionState
from coachdesk.questions.own_letter import withdraw_letter
from coachdesk.questions.retention import erase_old, erase_withdrawn
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in
from tests.letters import URGENT, make_letter, make_public

pytestmark = [pytest.mark.django_db, pytest.mark.proves("SEC-60", "SEC-61")]


def closed(**changes) -> Question:
    question, _code = make_letter(**changes)
    Question.objects.filter(pk=question.pk).update(
        state=QuestionState.CLOSED, ended_at=timezone.now()
    )
    return question


def later(days: int):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_a_letter_that_ended_twelve_months_ago_has_no_words_left_and_a_younger_one_has_all():
    question = closed()
    with later(364):
        assert erase_old() == 0
    with later(366):
        assert erase_old() == 1
        assert erase_old() == 0
    question.refresh_from_db()
    assert (question.letter, question.title, question.code_lookup) == ("", "", None)
    assert question.state == QuestionState.CLOSED
    assert question.erased_at is not None
    assert question.received_at is not None
    assert AuditEvent.objects.filter(action="question.erased").count() == 1


def test_an_erased_letter_is_in_no_list_of_the_desk():
    question = closed()
    with later(366):
        erase_old()
    for role in (Role.EDITOR, Role.SUPERVISOR):
        page = signed_in(make_staff(role)).get("/desk/questions/?view=all").content.decode()
        assert str(question.pk) not in page


def test_an_open_letter_waits_however_old_it_is():
    question, _code = make_letter()
    with later(800):
        assert erase_old() == 0
    question.refresh_from_db()
    assert question.letter


def test_an_open_flag_and_a_legal_hold_keep_the_words():
    flagged = closed(letter=URGENT)
    held = closed()
    client = make_client()
    client.source_question_id = held.pk
    client.save()
    hold = LegalHold.objects.create(client=client, reason="A court asked for it.")
    with later(400):
        assert erase_old() == 0
        SafetyFlag.objects.update(state="closed", ended_at=timezone.now())
        hold.ended_at = timezone.now()
        hold.save()
        assert erase_old() == 2
    assert SafetyFlag.objects.filter(person_id=flagged.pk).exists()


def test_a_legal_hold_stops_the_erasing_of_a_withdrawn_letter_too():
    question, _code = make_letter()
    client = make_client()
    client.source_question_id = question.pk
    client.save()
    hold = LegalHold.objects.create(client=client, reason="A court asked for it.")
    withdraw_letter(question_id=question.pk)
    with later(31):
        assert erase_withdrawn() == 0
        hold.delete()
        assert erase_withdrawn() == 1


def test_a_published_letter_stays_until_a_year_after_its_page_went_offline():
    copy, _code = make_public()
    question = copy.article.question
    Question.objects.filter(pk=question.pk).update(
        state=QuestionState.CLOSED, ended_at=timezone.now()
    )
    with later(900):
        assert erase_old() == 0
    Article.objects.update(state="unpublished", unpublished_at=timezone.now())
    copy.delete()
    with later(364):
        assert erase_old() == 0
    with later(367):
        assert erase_old() == 1
    article = Article.objects.get()
    assert article.blocks == {}
    assert not article.revisions.exists()
    assert article.steps.exists()


def test_rejected_comments_are_gone_after_ninety_days_and_shown_ones_are_not():
    copy, _code = make_public()
    states = ("rejected", "spam", "approved", "pending")
    person = make_staff(Role.EDITOR)
    for number, state in enumerate(states):
        Comment.objects.create(
            article=copy.article, state=state, name="N", body="Words", token_hash=f"{number:064}",
            decided_by=person, decided_at=timezone.now(),
        )  # fmt: skip
    with later(89):
        assert drop_comments() == 0
    with later(91):
        assert drop_comments() == 2
    left = set(Comment.objects.values_list("state", flat=True))
    assert left == {"approved", "pending"}
