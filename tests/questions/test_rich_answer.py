"""A private answer with bold and lists, with the editor and without scripts."""

from __future__ import annotations

import pytest

from coachdesk.questions.models import Reply
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from tests.factories import make_staff, signed_in
from tests.letters import make_letter, open_letter
from tests.old_tabs.tabs import press

pytestmark = pytest.mark.django_db
SENT = "<div>Begin with <strong>one</strong> plain sentence.<br><br>Then rest.</div>"
STORED = "<p>Begin with <strong>one</strong> plain sentence.</p><p>Then rest.</p>"


@pytest.fixture
def coach():
    return make_staff(Role.COUNSELOR, name="Dana Whitfield")


def _save(desk, question, version, *, act="save", **fields):
    return desk.post(
        f"/desk/questions/{question.pk}/{act}/", {"version": version, "said": 0, **fields}
    )


def test_the_writer_reads_the_cleaned_answer(coach):
    question, code = make_letter()
    change_setting(name="undo_seconds", value=0, actor=None)
    html = SENT + '<img src="x" onerror="y"><script>alert(1)</script>'
    _save(signed_in(coach), question, 0, answer_html=html, act="send")
    assert Reply.objects.get().parts["answer"] == STORED
    page = open_letter(code).get("/letter/read/").content.decode()
    assert STORED in page
    assert "alert(1)" not in page
    assert "onerror" not in page


def test_without_scripts_a_save_keeps_the_form_of_unchanged_words(coach):
    question, _code = make_letter()
    desk = signed_in(coach)
    _save(desk, question, 0, answer_html=SENT)
    words = "Begin with one plain sentence.\n\nThen rest."
    assert f"{words}</textarea>" in desk.get(f"/desk/questions/{question.pk}/").content.decode()
    _save(desk, question, 1, answer=words, title="A title")
    assert Reply.objects.get().parts["answer"] == STORED


def test_a_second_save_gets_both_texts_with_their_form(coach):
    question, _code = make_letter()
    desk = signed_in(coach)
    _save(desk, question, 0, answer_html="<div>Theirs.</div>")
    answer = _save(desk, question, 0, answer_html="<div>Mine, <em>later</em>.</div>")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert "&lt;div&gt;Mine, &lt;em&gt;later&lt;/em&gt;.&lt;/div&gt;" in page


def test_versions_compare_words_and_restore_the_form(coach):
    question, _code = make_letter()
    desk = signed_in(coach)
    other = signed_in(make_staff(Role.COUNSELOR, name="Ben Okafor"))
    _save(desk, question, 0, answer_html=SENT)
    _save(other, question, 1, answer_html="<div>Rest first.</div>")
    page = desk.get(f"/desk/questions/{question.pk}/versions/?number=1").content.decode()
    assert "&lt;p&gt;" not in page
    at = f"/desk/questions/{question.pk}/versions/"
    press(desk, f"{at}?number=1", f"{at}1/restore/")
    assert Reply.objects.get().parts["answer"] == STORED


def test_what_cannot_be_stored_comes_back_in_the_editor(coach):
    question, _code = make_letter()
    answer = _save(signed_in(coach), question, 0, answer_html="<div>Kept\ufffd words</div>")
    assert answer.status_code == 400
    assert "words&lt;/div&gt;" in answer.content.decode()


def test_an_empty_editor_is_no_answer(coach):
    question, _code = make_letter()
    _save(signed_in(coach), question, 0, answer_html="<div><br></div>", act="send")
    question.refresh_from_db()
    assert question.answered_at is None
