"""Makers of letters, answers and articles for the tests."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from coachdesk.publishing import publication
from coachdesk.publishing import services as publishing
from coachdesk.publishing.article_checks import CHECKLIST
from coachdesk.publishing.models import Article, PublicCopy
from coachdesk.questions import replies
from coachdesk.questions.forms import AskForm
from coachdesk.questions.intake import NewLetter, code_for, receive
from coachdesk.questions.models import Question
from coachdesk.users.models import Role, User
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_staff

CALM = (
    "We have been together for a long while and lately the evenings are silent. "
    "I cook, we eat, and then each of us looks at a screen. How do I begin to talk again?"
)
URGENT = "Last night he choked me and I could not breathe. I am afraid he will kill me."


def ask_data(**changes: Any) -> dict[str, Any]:
    """What a browser sends from the letter form."""
    data = {
        "form_key": str(uuid.uuid4()),
        "letter": CALM,
        "asks": "How do I begin to talk again?",
        "pseudonym": "Wren",
        "country": "US",
        "adult": "yes",
        "contact": "code",
        "publish": "yes",
        "agree": "on",
        "texts": AskForm().shown_texts,
        "action": "send",
    }
    return {**data, **changes}


def make_letter(letter: str = CALM, **changes: Any) -> tuple[Question, str]:
    """A stored letter and its six words."""
    code = code_for(uuid.uuid4(), uuid.uuid4())
    values = {"pseudonym": "Wren", "publish": True, "contact": "code", **changes}
    return receive(new=NewLetter(letter=letter, **values), code=code), code


def open_letter(code: str) -> Client:
    """A browser in which the writer has just opened the letter."""
    client = Client()
    assert client.post("/letter/", {"code": code}).status_code == 302
    return client


PARTS = {
    "title": "Begin with a small sentence",
    "opening": "Silence grows slowly.",
    "answer": "Say one plain thing at dinner, and stop there.",
    "points": [{"title": "One sentence", "text": "Say it once."}],
    "takeaways": ["Small is enough."],
}


def answer(question: Question, coach: User, **parts: Any) -> None:
    """Write and send an answer without an undo window."""
    change_setting(name="undo_seconds", value=0, actor=None)
    replies.save_reply(question_id=question.pk, parts={**PARTS, **parts}, version=0, actor=coach)
    replies.send(question_id=question.pk, actor=coach)


DISGUISED = (
    "The two of us have shared a home for years. These days we hardly speak after supper. "
    "What could a first step look like?"
)


def make_article(coach: User | None = None, **letter: Any) -> tuple[Article, str, User]:
    """An article in disguising whose checks pass; with the writer's code and its author."""
    coach = coach or make_staff(Role.COUNSELOR, name="Dana Whitfield")
    question, code = make_letter(**letter)
    answer(question, coach)
    question.refresh_from_db()
    article = publishing.begin(question=question, actor=coach)
    blocks = {**article.blocks, "letter": DISGUISED, "title": "A first step after supper"}
    article = publishing.save(
        article_id=article.pk,
        blocks=blocks,
        version=article.version,
        actor=coach,
        checklist=dict.fromkeys(CHECKLIST, "changed"),
    )
    return article, code, coach


def make_public(editor: User | None = None, **letter: Any) -> tuple[PublicCopy, str]:
    """A published article and its writer's code."""
    article, code, _coach = make_article(**letter)
    editor = editor or make_staff(Role.EDITOR, name="Ruth Lindqvist")
    publishing.to_second_check(article_id=article.pk, actor=article.author)
    article = publishing.approve_check(article_id=article.pk, actor=editor)
    publishing.writer_approves(article_id=article.pk, text_hash=article.text_hash, sooner=True)
    return publication.publish(article_id=article.pk, actor=editor), code


def long_ago(days: int) -> Any:
    """A moment in the past."""
    return timezone.now() - timedelta(days=days)
