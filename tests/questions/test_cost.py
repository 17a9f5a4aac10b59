"""Lists and work pages cost the same with one row and with fifty, and never more than 12 queries."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coachdesk.publishing import comments
from coachdesk.publishing.models import PublicCopy
from coachdesk.questions import replies
from coachdesk.questions.models import Question, Topic
from coachdesk.questions.services import add_note, set_topics
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import PARTS, URGENT, make_article, make_letter, make_public

pytestmark = pytest.mark.django_db
MOST = 12


def cost(client: Client, address: str) -> int:
    client.get(address)  # warms what is kept for seconds: settings, the numbers of the side bar
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_the_inbox():
    topic = Topic.objects.create(slug="silence", name="Silence")
    coach = make_staff(Role.COACH)
    desk = signed_in(coach)

    def add(count: int) -> None:
        for _n in range(count):
            question, _code = make_letter()
            set_topics(question_ids=[question.pk], topics=[topic], actor=coach)
        make_letter(URGENT)

    add(1)
    few = cost(desk, "/desk/questions/")
    add(30)
    many = cost(desk, "/desk/questions/")
    assert few == many
    assert many <= MOST


def test_the_workbench():
    coach = make_staff(Role.COACH)
    desk = signed_in(coach)
    question, _code = make_letter(contact="mail", address="a@example.org", only_i_read=True)
    replies.save_reply(question_id=question.pk, parts=PARTS, version=0, actor=coach)
    address = f"/desk/questions/{question.pk}/"
    add_note(question=question, actor=coach, body="One.")
    few = cost(desk, address)
    for n in range(50):
        add_note(question=question, actor=coach, body=f"Note {n}.")
    many = cost(desk, address)
    assert few == many
    assert many <= MOST


def test_the_article_desk():
    article, _code, coach = make_article()
    assert cost(signed_in(coach), f"/desk/articles/{article.pk}/") <= MOST


def test_the_public_page():
    editor = make_staff(Role.EDITOR)
    copy, _code = make_public(editor)

    def comment() -> None:
        made = comments.submit(
            copy=PublicCopy.objects.get(pk=copy.pk),
            name="Nell",
            body="We slept better after that.",
            token=uuid.uuid4().hex,
            proven=True,
        )
        comments.moderate(comment_id=made.pk, decision="approved", actor=editor)

    comment()
    few = cost(Client(), f"/answers/{copy.slug}/")
    for _n in range(50):
        comment()
    many = cost(Client(), f"/answers/{copy.slug}/")
    assert few == many
    assert many <= MOST


def test_the_lists_of_articles_and_comments():
    editor = make_staff(Role.EDITOR)
    desk = signed_in(editor)
    make_public(editor)
    few = cost(desk, "/desk/articles/?state=all")
    public = cost(Client(), "/answers/")
    for _n in range(5):
        make_public(editor)
    assert cost(desk, "/desk/articles/?state=all") == few <= MOST
    assert cost(Client(), "/answers/") == public <= MOST
    assert Question.objects.count() == 6
