"""An advice point of a private answer may go with a step of a program."""

from __future__ import annotations

import pytest
from django.core.cache import caches

from clients.homework.library import load_shipped_programs
from clients.homework.models import ProgramVersion, VersionState
from coachdesk.publishing import services as publishing
from coachdesk.questions.models import Reply
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_staff, signed_in
from tests.letters import make_letter, open_letter

pytestmark = pytest.mark.django_db
STEP = "rebuild-connection:start-with-yourself"


@pytest.fixture
def coach():
    load_shipped_programs()
    return make_staff(Role.COUNSELOR, name="Dana Whitfield")


def _save(coach, question, version=0, *, step=STEP, act="save", **fields):
    sent = {
        "version": version,
        "said": 0,
        "answer": "Begin with one sentence.",
        "point_title": "Go first",
        "point_text": "Take the first step alone.",
        "point_step": step,
    }
    return signed_in(coach).post(f"/desk/questions/{question.pk}/{act}/", sent | fields)


def test_the_desk_sees_the_step_and_the_writer_reads_plain_text(coach):
    question, code = make_letter()
    change_setting(name="undo_seconds", value=0, actor=None)
    _save(coach, question, act="send")
    page = signed_in(coach).get(f"/desk/questions/{question.pk}/").content.decode()
    version = ProgramVersion.objects.get(
        program__slug="rebuild-connection", state=VersionState.PUBLISHED
    )
    assert f'<a href="/desk/programs/{version.pk}/">{version.title} · ' in page
    read = open_letter(code).get("/letter/read/").content.decode()
    assert "Take the first step alone." in read
    assert version.title not in read
    assert "start-with-yourself" not in read


def test_a_chosen_step_is_chosen_when_the_letter_is_opened_again(coach):
    question, _code = make_letter()
    _save(coach, question)
    page = signed_in(coach).get(f"/desk/questions/{question.pk}/").content.decode()
    assert f'<option value="{STEP}" selected>' in page


def test_an_unknown_step_is_left_out_and_the_words_stay(coach):
    question, _code = make_letter()
    assert _save(coach, question, step="no-program:no-step").status_code == 302
    assert Reply.objects.get().parts["points"] == [
        {"title": "Go first", "text": "Take the first step alone."}
    ]


def test_a_step_stays_when_its_program_is_no_longer_published(coach):
    question, _code = make_letter()
    _save(coach, question)
    ProgramVersion.objects.filter(program__slug="rebuild-connection").update(
        state=VersionState.RETIRED
    )
    caches["speed"].clear()
    _save(coach, question, 1, title="A title")
    assert Reply.objects.get().parts["points"][0]["step"] == STEP
    page = signed_in(coach).get(f"/desk/questions/{question.pk}/").content.decode()
    assert "A step that is no longer published" in page


def test_an_older_text_in_another_window_keeps_the_step_it_chose(coach):
    question, _code = make_letter()
    _save(coach, question, step="")
    answer = _save(coach, question, 0)
    assert answer.status_code == 409
    assert f'name="point_step" value="{STEP}"' in answer.content.decode()


def test_an_article_has_the_words_of_a_point_and_no_step(coach):
    question, _code = make_letter(publish=True)
    change_setting(name="undo_seconds", value=0, actor=None)
    _save(coach, question, act="send")
    question.refresh_from_db()
    article = publishing.begin(question=question, actor=coach)
    assert article.blocks["points"] == [{"title": "Go first", "text": "Take the first step alone."}]
