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


def test_own_answers_come_before_the_lexicon_and_the_word_model_last():
    quiet = _mark(make_letter("A quiet one, long enough to be a letter.")[0], "weighed_words", "A")
    lexicon = _mark(make_letter("A plain one, long enough to be a letter.")[0], "control", "A")
    said = _mark(
        make_letter("A third one, long enough to be a letter.")[0],
        "weighed_words",
        "A",
        safe_at_home="not_always",
    )
    plain = make_letter()[0]
    page = inbox(user=make_staff(Role.COACH), view="waiting", filters=Filters())
    groups = {name: [q.pk for q in rows] for name, rows in page.groups}
    assert groups["look"] == [said.pk, lexicon.pk, quiet.pk]
    assert groups["new"] == [plain.pk]


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
