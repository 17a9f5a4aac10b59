"""Closing an account: refused while anything is in hand, with the way to hand it on."""

from __future__ import annotations

import pytest

from clients.people.handover import hand_over
from coachdesk.lib.errors import NotPossible
from coachdesk.questions.services import assign
from coachdesk.safety.services import acknowledge, open_flag
from coachdesk.users.models import Role, Supervision
from coachdesk.users.services import end_membership
from sessions.models import Note
from sessions.notes.left_behind import pass_on
from tests.coaching_sessions.makers import make_draft, make_meeting
from tests.factories import make_client, make_staff, signed_in
from tests.letters import make_letter

pytestmark = pytest.mark.django_db
WHY = "She moves to another town."


@pytest.fixture
def tomas():
    return make_staff(Role.COACH, name="Tomas Lind")


@pytest.fixture
def owner():
    return make_staff(Role.OWNER)


def case_of(tomas):
    make_client(tomas)


def appointment_of(tomas):
    make_meeting(make_client(make_staff()), hours=24, coach=tomas)


def draft_of(tomas):
    client = make_client(make_staff())
    client.cases.get().assignments.create(user=tomas, role="cover")
    make_draft(make_meeting(client, hours=-3, coach=tomas))


def letter_of(tomas):
    letter, _code = make_letter()
    lead = make_staff(Role.SUPERVISOR, Role.EDITOR)
    assign(question_id=letter.pk, to=tomas, actor=lead)


def flag_of(tomas):
    client = make_client(make_staff())
    flag = open_flag(
        subject_kind="clients.client", subject_id=client.pk, person_id=client.pk,
        codes=["partner_violence"], urgent=True,
    )  # fmt: skip
    acknowledge(flag=flag, actor=tomas)


def pair_of(tomas):
    Supervision.objects.create(supervisor=make_staff(Role.SUPERVISOR), coach=tomas)


EACH = [
    (case_of, "1 open case", "/desk/clients/board/?team=1&amp;of={pk}"),
    (appointment_of, "1 appointment ahead", "/desk/calendar/"),
    (draft_of, "1 unfinished note, which only its author can finish", ""),
    (letter_of, "1 open letter", "/desk/questions/?assignee={pk}"),
    (flag_of, "1 open flag", "/desk/flags/"),
    (pair_of, "1 pair of supervision", "/desk/team/"),
]


@pytest.mark.parametrize(("make", "words", "way"), EACH)
def test_an_account_with_something_in_hand_is_not_closed_and_the_page_says_what(
    make, words, way, tomas, owner
):
    make(tomas)
    answer = signed_in(owner).post(f"/desk/team/{tomas.pk}/close/")
    text = answer.content.decode()
    tomas.refresh_from_db()
    assert (answer.status_code, tomas.is_active, tomas.has_role(Role.COACH)) == (409, True, True)
    assert "The account of Tomas Lind stays open" in text
    stands = text.split('id="lv"', 1)[1].split("</section>", 1)[0]
    lines = [line.split("</b>", 1)[0].strip() for line in stands.split("<b>")[1:]]
    assert lines == [words]
    assert (f'href="{way.format(pk=tomas.pk)}"' in stands) == bool(way)
    with pytest.raises(NotPossible) as refusal:
        end_membership(user=tomas, actor=owner)
    assert refusal.value.reasons == (words,)


def test_an_account_with_nothing_in_hand_any_more_is_closed(tomas, owner):
    client, priya = make_client(tomas), make_staff()
    make_meeting(client, hours=24)
    make_meeting(client, hours=-24, state="completed")
    browser = signed_in(owner)
    assert browser.post(f"/desk/team/{tomas.pk}/close/").status_code == 409
    hand_over(case=client.cases.get(), to=priya, actor=tomas, reason=WHY)
    left = Note.objects.get(author=tomas)  # of the session without a note
    assert browser.post(f"/desk/team/{tomas.pk}/close/").status_code == 409
    pass_on(note=left, actor=tomas)
    assert browser.post(f"/desk/team/{tomas.pk}/close/").status_code == 302
    tomas.refresh_from_db()
    assert tomas.is_active is False


def test_nothing_is_handed_to_somebody_who_left_a_moment_ago(tomas, owner):
    gone = make_staff()
    case = make_client(tomas).cases.get()
    assert gone.has_role(Role.COACH)
    end_membership(user=gone, actor=owner)  # ``gone`` here was read before
    with pytest.raises(NotPossible):
        hand_over(case=case, to=gone, actor=tomas, reason=WHY)


def test_much_in_hand_costs_no_more_than_little(tomas, owner, django_assert_max_num_queries):
    browser, address = signed_in(owner), f"/desk/team/{tomas.pk}/close/"
    for make, _words, _way in EACH:
        make(tomas)
    browser.post(address)
    with django_assert_max_num_queries(200) as few:
        assert browser.post(address).status_code == 409
    for make, _words, _way in [*EACH, *EACH]:
        make(tomas)
    with django_assert_max_num_queries(len(few)):
        assert "3 open cases" in browser.post(address).content.decode()
