"""Find: names and pages by first letters, words of letters on Enter, never more than one may see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients.people.names import index_name
from coachdesk.questions.models import Question
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in
from tests.letters import make_letter

pytestmark = pytest.mark.django_db
PAGE = "/desk/find/"


def found(browser, text: str, *, typing: bool = False) -> str:
    headers = {"HX-Request": "true"} if typing else {}
    answer = browser.get(PAGE, {"q": text}, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_coach_finds_own_clients_by_first_letters_and_nobody_elses():
    coach, other = make_staff(), make_staff()
    for owner, name in ((coach, "Zelda Quince"), (other, "Zelia Quill")):
        index_name(make_client(owner, name=name))
    page = found(signed_in(coach), "zel qui", typing=True)
    assert "Zelda Quince" in page
    assert "Zelia" not in page


def test_pages_are_found_by_their_names_and_only_those_that_open():
    assert "/desk/settings/" in found(signed_in(make_staff(Role.OWNER)), "sett", typing=True)
    assert "/desk/settings/" not in found(signed_in(make_staff()), "sett", typing=True)


def test_words_of_a_letter_are_looked_for_on_enter_only():
    editor = signed_in(make_staff(Role.EDITOR))
    question, _code = make_letter()
    Question.objects.filter(pk=question.pk).update(state="triaged")
    word = question.letter.split()[3]
    assert f"/desk/questions/{question.pk}/" not in found(editor, word, typing=True)
    assert f"/desk/questions/{question.pk}/" in found(editor, word)


def test_an_editor_is_given_no_clients():
    index_name(make_client(name="Zelda Quince"))
    assert "Zelda" not in found(signed_in(make_staff(Role.EDITOR)), "zelda")


@pytest.mark.parametrize("text", ["", "   ", "%", "'", "\u0130", "a" * 500, "-", "“"])
def test_any_text_gives_a_page(text):
    found(signed_in(make_staff(Role.SUPERVISOR)), text)


def test_finding_costs_the_same_for_one_and_for_many():
    coach = make_staff()
    browser = signed_in(coach)
    counts = []
    for _round in range(2):
        for number in range(6):
            index_name(make_client(coach, name=f"Zelda Q{number}"))
        found(browser, "zel", typing=True)
        with CaptureQueriesContext(connection) as captured:
            found(browser, "zel", typing=True)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8
