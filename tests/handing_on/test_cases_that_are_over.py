"""A case that is over opens nothing of the one that runs: access follows the open case."""

from __future__ import annotations

import pytest

from clients.cases.services import close_case, open_next_case
from clients.models import Client, Goal
from clients.people.handover import hand_over
from tests.coaching_sessions.makers import make_draft, make_meeting
from tests.couples.people import together
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
WHY = "She moves to another town."


@pytest.fixture
def morgan():
    return make_staff(name="Morgan Fay")


def opens(person):
    return (
        Client.objects.visible_to(person).count(),
        Client.objects.editable_by(person).count(),
        Client.objects.led_by(person).count(),
    )


def test_couple_work_is_its_own_coachs_alone(priya, morgan):
    dana = make_client(priya, name="Dana Moss")
    couple = together(dana)
    assert opens(priya) == (2, 2, 2)
    hand_over(case=couple, to=morgan, actor=priya, reason=WHY)
    assert (opens(priya), opens(morgan)) == ((1, 1, 1), (1, 1, 1))
    meeting = make_meeting(dana, hours=-1, case=couple, coach=morgan)
    note = make_draft(meeting)
    browser = signed_in(priya)
    for page in ("", "work/", "record/", "messages/", "safety/"):
        assert browser.get(f"/desk/clients/{dana.pk}/{page}").status_code == 404, page
    goal = {"goal-text": "Say it once"}
    assert browser.post(f"/desk/clients/cases/{couple.pk}/goals/add/", goal).status_code == 404
    save = browser.post(
        f"/desk/sessions/{meeting.pk}/save/", {"version": "2"}, headers={"X-Autosave": "true"}
    )
    assert (save.status_code, Goal.objects.count()) == (404, 0)
    note.refresh_from_db()
    assert note.author == morgan


def test_a_record_whose_cases_are_all_over_stays_with_its_last_coach(priya, morgan):
    client = make_client(priya)
    case = client.cases.get()
    close_case(case=case, reason="goals_met", summary="It went well.", actor=priya)
    assert opens(priya) == (1, 1, 1)
    again = open_next_case(case=case, kind="individual", actor=priya)
    hand_over(case=again, to=morgan, actor=priya, reason=WHY)
    assert (opens(priya), opens(morgan)) == ((0, 0, 0), (1, 1, 1))
