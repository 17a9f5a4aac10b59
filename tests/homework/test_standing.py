"""Who waits, is ready, is stuck or silent, with the evidence; how much and how well, kept apart."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.homework.adherence import adherence, ratings
from clients.homework.models import Assignment, Reflection
from clients.homework.progress import standings
from clients.homework.queries import courses
from clients.homework.review_services import answer_step
from clients.homework.submissions import add_log, save_reflection, submit_step
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import agree, give

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"


def ana_with(owner=None):
    client = make_client(name="Ana Reyes", coach=owner)
    agree(client)
    return give(client)


def log(assignment, activity="something-for-me"):
    return add_log(
        assignment=assignment,
        step_key=FIRST,
        activity_key=activity,
        answers={"what": "A walk"},
        on=timezone.localdate(),
        user=assignment.client.user,
    )


def said(assignment: Assignment) -> list[tuple[str, str]]:
    return [(s.kind, s.sentence) for s in standings([assignment.client_id])]


def test_nothing_is_said_of_a_program_that_goes_its_way():
    given = ana_with()
    log(given)
    assert said(given) == []


def test_a_step_handed_in_waits_and_says_for_how_long():
    given = ana_with()
    submit_step(assignment=given, step_key=FIRST, user=given.client.user)
    with time_machine.travel(timezone.now() + timedelta(days=2, hours=1), tick=False):
        assert said(given)[0] == (
            "waiting",
            "“Start with yourself” waits for your answer, for 2 days.",
        )
    answer_step(assignment=given, step_key=FIRST, actor=given.case.owner, text="Thank you.")
    assert [kind for kind, _ in said(given)] == []


def test_silence_names_the_days_and_the_last_note():
    given = ana_with()
    now = timezone.now()
    with time_machine.travel(now + timedelta(days=15), tick=False):
        assert said(given)[0][0] == "silent"
        assert "has noted nothing for 15 days, at about one step in 2 weeks" in said(given)[0][1]
        log(given)
        assert said(given) == []
    with time_machine.travel(now + timedelta(days=33), tick=False):
        assert "Nothing noted for 18 days" in said(given)[0][1]


def test_a_step_that_takes_much_longer_than_usual_is_stuck_with_the_count():
    given = ana_with()
    log(given)
    later = timezone.now() + timedelta(days=40)
    with time_machine.travel(later, tick=False):
        log(given)
        ((kind, sentence),) = said(given)
    assert kind == "stuck"
    assert sentence.startswith("40 days in “Start with yourself”")
    assert "questions not answered" in sentence


def test_a_returned_step_that_does_not_come_again_is_stuck():
    given = ana_with()
    submit_step(assignment=given, step_key=FIRST, user=given.client.user)
    answer_step(
        assignment=given, step_key=FIRST, actor=given.case.owner, text="More.", returned=True
    )
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert said(given)[0][0] == "stuck"
        assert "has not come again" in said(given)[0][1]


def test_what_is_done_and_not_handed_in_is_ready():
    given = ana_with()
    data = given.version.data["steps"][0]
    for criterion in data["done_when"]["all"]:
        if criterion["type"] == "logs":
            for _ in range(criterion["min"]):
                log(given, criterion["activity"])
    words = {p["key"]: "Some words" for p in data["reflection"] if p["type"] == "text"}
    words |= {p["key"]: 5 for p in data["reflection"] if p["type"] in ("scale", "frequency")}
    save_reflection(
        assignment=given,
        step_key=FIRST,
        answers=words,
        hidden=[],
        version=0,
        user=given.client.user,
    )
    with time_machine.travel(timezone.now() + timedelta(days=11), tick=False):
        assert said(given)[0][0] == "ready"
        assert "not handed it in" in said(given)[0][1]


def test_how_much_and_how_well_are_kept_apart():
    given = ana_with()
    log(given)
    browser = signed_in(given.client.user)
    address = reverse("portal:hand_in", kwargs={"pk": given.pk, "step": FIRST})
    browser.post(address, {"version": 0, "own_quality": "1"})
    answer_step(assignment=given, step_key=FIRST, actor=given.case.owner, text="Good.", quality=3)
    course = courses([Assignment.objects.select_related("version", "case").get(pk=given.pk)])[0]
    (row,) = adherence(course, *ratings([course]))
    assert (row.own, row.coach) == (1, 3)
    assert 0 < row.done < row.planned
    refused = browser.post(address, {"version": 1, "own_quality": "9"})
    assert refused.status_code == 400
    assert Reflection.objects.get().own_quality == 1


def test_the_caseload_says_it_for_the_own_clients_only():
    given = ana_with()
    submit_step(assignment=given, step_key=FIRST, user=given.client.user)
    page = reverse("homework:caseload")
    assert "waits for your answer" in signed_in(given.case.owner).get(page).text
    stranger = signed_in(make_staff("coach", name="Kim Oak"))
    assert "Ana Reyes" not in stranger.get(page).text


def test_the_pile_is_read_one_after_the_other(django_assert_max_num_queries):
    first = ana_with()
    owner = first.case.owner
    second = ana_with(owner)
    third = ana_with(owner)
    for given in (first, second, third):
        submit_step(assignment=given, step_key=FIRST, user=given.client.user)
    coach = signed_in(owner)
    places = [reverse("homework:review", args=[g.pk, FIRST]) for g in (first, second, third)]
    page = coach.get(places[1]).text
    assert "2 of 3 that wait for you" in page
    assert f'rel="prev" href="{places[0]}"' in page
    assert f'rel="next" href="{places[2]}"' in page
    form_key = "0b8a1f9e-7a52-4a39-9a1b-3f1d3c0f5f10"
    answers = [reverse("homework:step_answer", args=[g.pk, FIRST]) for g in (first, second)]
    answer = coach.post(answers[1], {"text": "Thank you.", "form_key": form_key})
    assert answer.headers["Location"] == places[2]
    back = reverse("homework:step_return", args=[first.pk, FIRST])
    empty = coach.post(back, {"text": ""})
    assert empty.status_code == 400  # a step goes back only with a reason


@pytest.mark.parametrize("clients", [1, 4])
def test_the_caseload_costs_the_same_for_many_clients(clients, django_assert_max_num_queries):
    owner = ana_with().case.owner
    for _ in range(clients - 1):
        ana_with(owner)
    coach = signed_in(owner)
    coach.get(reverse("homework:caseload"))
    with django_assert_max_num_queries(13):
        coach.get(reverse("homework:caseload"))
