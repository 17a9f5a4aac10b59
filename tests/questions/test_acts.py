"""One act, one address: an old tab changes nothing, and a foreign letter is not there."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coachdesk.questions.models import Question
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import make_letter

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-4000-8000-000000000000"
ACTS = (
    "send review approve send_back undo take assign give_back spam not_spam decline close reopen "
    "merge unmerge offer"
).split()


@pytest.mark.parametrize(
    "name", ["workbench", "act", "manage", "versions", "similar", "together", "inbox"]
)
def test_a_page_and_an_old_address_take_no_act(name):
    question, _code = make_letter()
    kwargs = {} if name in ("together", "inbox") else {"pk": question.pk}
    browser = signed_in(make_staff(Role.COACH))
    before = Question.objects.values().get(pk=question.pk)
    answer = browser.post(reverse(f"questions:{name}", kwargs=kwargs), {"act": "take"})
    assert answer.status_code == 405
    assert Question.objects.values().get(pk=question.pk) == before


@pytest.mark.parametrize("name", ACTS)
def test_an_act_on_a_letter_that_is_not_there_is_not_found(name):
    browser = signed_in(make_staff(Role.SUPERVISOR))
    address = reverse(f"questions:{name}", kwargs={"pk": NOBODY})
    assert browser.post(address, {"version": "0", "answer": "x"}).status_code == 404


def test_an_old_address_leads_to_its_page():
    question, _code = make_letter()
    browser = signed_in(make_staff(Role.COACH))
    assert browser.get(f"/desk/questions/{question.pk}/act/").url == (
        f"/desk/questions/{question.pk}/"
    )
    assert browser.get("/desk/questions/together/").url == "/desk/questions/"
