"""Lighter marks in the inbox and on the workbench: what stands on top, and what stays quiet."""

from __future__ import annotations

import pytest

from coachdesk.questions.models import Question
from coachdesk.questions.queries import Filters, inbox
from coachdesk.safety.triage_reading import quiet_words
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import make_letter

pytestmark = pytest.mark.django_db


def _mark(question: Question, category: str, words: str, **answers: str) -> Question:
    finding = {
        "category": category,
        "code": "coercive_control",
        "tier": "caution",
        "urgent": False,
        "start": 0,
        "end": len(words),
        "words": words,
        "why": f"Word found: {words}",
    }
    question.findings, question.read_first = [finding], True
    question.safety_answers = answers or ""
    question.save()
    return question


def test_letters_to_be_looked_at_stand_in_the_order_of_their_score():
    letters = [make_letter(f"The {n} one, long enough to be a letter.")[0] for n in range(4)]
    for question, score in zip(letters, (0.02, 0.3, 0.05, 0.2), strict=True):
        _mark(question, "control", "The")
        question.triage_score = score
        question.save()
    plain = make_letter()[0]
    page = inbox(user=make_staff(Role.COACH), view="waiting", filters=Filters())
    groups = {name: [q.pk for q in rows] for name, rows in page.groups}
    assert groups["look"] == [letters[i].pk for i in (1, 3, 2, 0)]
    assert groups["new"] == [plain.pk]


def test_held_letters_stand_in_the_order_of_their_score():
    lead = make_staff(Role.SUPERVISOR)
    texts = (
        "My ex is stalking me and I do not know what to do.",
        "He choked me last night and I want to kill myself. I am terrified of him.",
        "My husband hits me when he is drunk.",
    )
    held = [make_letter(text)[0] for text in texts]
    scores = [question.triage_score for question in held]
    expected = [question.pk for question in sorted(held, key=lambda q: -q.triage_score)]
    assert len(set(scores)) == 3
    assert [
        q.pk for q in inbox(user=lead, view="waiting", filters=Filters()).read_first
    ] == expected
    [(_name, rows)] = inbox(user=lead, view="held", filters=Filters()).groups
    assert [q.pk for q in rows] == expected


def test_the_word_model_alone_gives_its_words_and_no_category():
    question = _mark(
        make_letter("When he has gone, long enough to be a letter.")[0], "weighed_words", "When"
    )
    desk = signed_in(make_staff(Role.COACH))
    for address in ("/desk/questions/", f"/desk/questions/{question.pk}/"):
        page = desk.get(address).content.decode()
        assert "“When”" in page
        assert "Control, keys and money" not in page
        assert "<mark" not in page
    assert quiet_words(question.findings) == ["When"]
