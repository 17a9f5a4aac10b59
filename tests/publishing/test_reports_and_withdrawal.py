"""A reader's report reaches a person; what was withdrawn is gone everywhere (SEC-61, SEC-76)."""

from __future__ import annotations

import pytest
from django.test import Client

from coachdesk.outbox.relay import run_due
from coachdesk.publishing import comments
from coachdesk.publishing.models import Article, Comment, CommentState
from coachdesk.questions.models import Question, QuestionState
from coachdesk.questions.together import answer_with_article
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import make_article, make_letter, make_public, open_letter
from tests.old_tabs.tabs import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_staff(Role.EDITOR, name="Ruth Lindqvist")


def shown_comment(copy, editor) -> Comment:
    comment = comments.submit(
        copy=copy, name="Ivy", body="We began with walks.", token="t" * 20, proven=True
    )
    return comments.moderate(comment_id=comment.pk, decision="approved", actor=editor)


def test_one_report_puts_the_comment_and_its_reason_before_a_moderator(editor):
    copy, _code = make_public(editor)
    comment = shown_comment(copy, editor)
    Client().post(f"/comment/{comment.pk}/report/", {"reason": "This names my friend."})
    desk = signed_in(editor)
    assert "This names my friend." in desk.get("/desk/comments/").text
    press(desk, "/desk/comments/", f"/desk/comments/{comment.pk}/", decision="approved")
    comment.refresh_from_db()
    assert (comment.state, comment.reports) == (CommentState.APPROVED, 0)
    assert "This names my friend." not in desk.get("/desk/comments/").text


def test_coaches_do_not_moderate(editor):
    coach = signed_in(make_staff(Role.COACH))
    assert coach.get("/desk/comments/").status_code == 403


@pytest.mark.proves("SEC-76")
def test_a_comment_goes_with_its_page_also_where_it_is_reported(editor):
    copy, code = make_public(editor)
    comment = shown_comment(copy, editor)
    at = f"/comment/{comment.pk}/report/"
    assert Client().get(at).status_code == 200
    open_letter(code).post("/letter/read/publication/no/")
    assert Client().get(at).status_code == 404


@pytest.mark.proves("SEC-61")
@pytest.mark.parametrize("role", [Role.EDITOR, Role.SUPERVISOR, Role.COUNSELOR])
def test_a_letter_that_was_taken_back_is_read_nowhere_on_the_desk(role):
    article, code, coach = make_article()
    person = coach if role == Role.COUNSELOR else make_staff(role)
    open_letter(code).post("/letter/read/withdraw/confirm/")
    assert Question.objects.get().state == QuestionState.WITHDRAWN
    desk = signed_in(person)
    for page in ("", "revisions/"):
        assert desk.get(f"/desk/articles/{article.pk}/{page}").status_code == 404


def test_a_letter_answered_by_a_page_that_goes_is_open_again(editor):
    copy, _code = make_public(editor)
    question, code = make_letter()
    answer_with_article(question_ids=[question.pk], slug=copy.slug, actor=editor)
    signed_in(editor).post(
        f"/desk/articles/{copy.article_id}/unpublish/", {"reason": "The writer called us."}
    )
    while run_due():
        pass
    question.refresh_from_db()
    assert (question.state, question.outcome_slug) == (QuestionState.TRIAGED, "")
    assert "went offline" in signed_in(editor).get(f"/desk/questions/{question.pk}/").text
    assert copy.slug not in open_letter(code).get("/letter/read/").text


@pytest.mark.parametrize(
    "name", ["Tоmas Lindt", "Tomás Lindt", "Ｔｏｍａｓ Lindt", "ᴛᴏᴍᴀs Lindt", "T0mas L1ndt"]
)
def test_names_that_look_like_the_team_are_marked(name):
    make_staff(Role.COACH, name="Tomas Lindt")
    assert comments.looks_like_staff(name)


def test_publishing_locks_the_letter_before_the_article(django_assert_num_queries):
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from coachdesk.publishing.services import locked

    article, _code, _coach = make_article()
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        locked(article.pk)
    tables = [
        query["sql"].split('FROM "')[1].split('"')[0]
        for query in seen
        if "publishing_article" in query["sql"] or "questions_question" in query["sql"]
    ]
    assert tables == ["publishing_article", "questions_question", "publishing_article"]
    assert Article.objects.count() == 1
