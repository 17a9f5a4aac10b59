"""The work itself: own goals, reviews, the partner who joins, the screening."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.cases import services as cases
from clients.cases.goal_lint import why_not_own
from clients.cases.screening import ITEMS, judge, take_screening
from clients.models import Goal, SafetyOverride, Screening
from clients.people.screening_state import screening_state
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "He will talk to me again",
        "That she comes back",
        "My husband stops drinking",
        "Make him listen",
        "Get my wife to come to counseling",
        "I want him to stay",
        "J. apologizes to the children",
        "That they change",
    ],
)
def test_a_goal_about_somebody_elses_acts_is_refused(text):
    assert why_not_own(text, "J.") != ""


@pytest.mark.parametrize(
    "text",
    [
        "Say what I need without saying sorry first",
        "Two evenings a week that are mine",
        "Ask her one open question a day, then wait",
        "Listen to my wife without fixing",
        "Stop checking his phone",
        "Tell him once what I decided",
    ],
)
def test_a_goal_that_is_an_own_act_is_taken(text):
    assert why_not_own(text) == ""


def test_the_form_says_why_and_gives_the_words_back():
    coach = make_staff()
    client = make_client(coach)
    browser = signed_in(coach)
    address = f"/desk/clients/cases/{client.cases.get().pk}/goals/add/"
    answer = browser.post(address, {"goal-text": "He will come home"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "He will come home" in page
    assert "Nobody can promise that" in page
    assert browser.post(address, {"goal-text": "Walk daily"}).status_code == 302
    goal = Goal.objects.get()
    rate = f"/desk/clients/goals/{goal.pk}/rate/"
    browser.post(rate, {"value": "7"})
    browser.post(rate, {"value": "8"})
    assert [r.value for r in goal.ratings.all()] == [8]


@pytest.mark.proves("SEC-11")
def test_a_goal_of_another_client_is_not_reached_through_an_own_one():
    coach, other = make_staff(), make_staff()
    mine, theirs = make_client(coach), make_client(other)
    goal = cases.add_goal(case=theirs.cases.get(), text="Walk", actor=other)
    browser = signed_in(coach)
    for act in ("rate", "meet", "let-go"):
        answer = browser.post(f"/desk/clients/goals/{goal.pk}/{act}/", {"value": "1"})
        assert answer.status_code == 404
    portal = signed_in(mine.user).post(f"/my/goals/{goal.pk}/rate/", {"value": "1"})
    assert portal.status_code == 404
    assert not goal.ratings.exists()


def test_a_review_sets_the_next_one_in_ninety_days_and_stops_the_limbo_clock():
    coach = make_staff()
    case = make_client(coach).cases.get()
    case.opened_at = timezone.now() - timedelta(days=40)
    case.save()
    assert cases.limbo_days(case) == 40
    cases.hold_review(
        case=case, summary="x", path="own_work", next_on=None, decide_on=None, actor=coach
    )
    case.refresh_from_db()
    assert cases.limbo_days(case) is None
    assert case.review_on == timezone.localdate() + timedelta(days=90)


def test_a_screening_without_a_yes_is_clear_and_holds_sixty_days():
    coach = make_staff()
    client = make_client(coach)
    assert screening_state(client) == "missing"
    browser = signed_in(coach)
    form = {"alone": "on", "how": "voice"}
    form |= {item.key: "no" for item in ITEMS}
    assert browser.post(f"/desk/clients/{client.pk}/safety/screen/", form).status_code == 302
    assert screening_state(client) == "clear"
    Screening.objects.update(taken_at=timezone.now() - timedelta(days=61))
    assert screening_state(client) == "outdated"
    assert not SafetyFlag.objects.exists()


def test_nobody_is_screened_who_cannot_talk_freely():
    coach = make_staff()
    client = make_client(coach)
    form = {"how": "voice"} | {item.key: "no" for item in ITEMS}
    answer = signed_in(coach).post(f"/desk/clients/{client.pk}/safety/screen/", form)
    assert answer.status_code == 400
    assert not Screening.objects.exists()


@pytest.mark.parametrize(
    ("yes", "outcome", "urgent"),
    [
        ([], "clear", False),
        (["recent_separation"], "caution", False),
        (["substances"], "caution", False),
        (["afraid"], "stop", False),
        (["afraid", "recent_separation"], "stop", True),
        (["choked"], "stop", True),
        (["own_force"], "stop", False),
    ],
)
def test_answers_lead_to_an_outcome(yes, outcome, urgent):
    answers = {item.key: "no" for item in ITEMS} | dict.fromkeys(yes, "yes")
    found, _codes, is_urgent = judge(answers)
    assert (found, is_urgent) == (outcome, urgent)


def test_a_yes_opens_a_flag_and_only_a_supervisor_overrides():
    coach = make_staff()
    client = make_client(coach)
    answers = {item.key: "no" for item in ITEMS} | {"choked": "yes"}
    take_screening(client=client, actor=coach, answers=answers, how="voice")
    assert SafetyFlag.objects.get(person_id=client.pk).urgent
    form = {"reason": "Lives apart now, checked with the shelter."}
    address = f"/desk/clients/{client.pk}/safety/override/"
    assert signed_in(coach).post(address, form).status_code == 403
    assert not SafetyOverride.objects.exists()
    lead = make_staff(Role.SUPERVISOR)
    client.cases.get().assignments.create(user=lead)
    assert signed_in(lead).post(address, form).status_code == 302
    assert SafetyOverride.objects.get().given_by == lead


def test_a_goal_is_rated_with_a_chosen_number_and_never_by_a_slip(ana):
    case = ana.cases.get()
    goal = cases.add_goal(case=case, text="Walk on Sundays", actor=case.owner)
    desk, portal = signed_in(case.owner), signed_in(ana.user)
    for value in ("", "11", "many"):
        sent = {"value": value}
        page = desk.post(f"/desk/clients/goals/{goal.pk}/rate/", sent, follow=True)
        assert "Choose a number" in page.text
        rate = f"/my/goals/{goal.pk}/rate/"
        assert "Choose a number" in portal.post(rate, sent, follow=True).text
    assert not goal.ratings.exists()
    desk.post(f"/desk/clients/goals/{goal.pk}/rate/", {"value": "0"})
    assert goal.ratings.get().value == 0
