"""When a program begins for one client and at which pace: chosen by the coach, advice to the client."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from clients.homework.library import load_shipped_programs
from clients.homework.models import Assignment, ProgramVersion
from clients.homework.pacing import pace_words
from clients.homework.progress import standings
from clients.homework.queries import courses
from clients.homework.services import answer_proposal
from clients.homework.submissions import submit_step
from clients.homework.tasks import nudge
from coachdesk.outbox.models import OutboxMessage
from tests.factories import make_client, signed_in
from tests.homework.makers import agree, give, screen
from tests.pages import seen

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"


@pytest.fixture
def ana():
    client = make_client(name="Ana Reyes")
    agree(client)
    load_shipped_programs()
    screen(client)
    return client


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def offer(client, **words):
    """The coach's form, sent with the activities all in; the answer of the page."""
    version = ProgramVersion.objects.get(program__slug="rebuild-connection")
    keep = [a["key"] for step in version.data["steps"] for a in step["activities"]]
    page = reverse("homework:propose", args=[client.pk]) + f"?program={version.pk}"
    return signed_in(client.cases.get().owner).post(page, {"keep": keep, **words})


def accepted(client) -> Assignment:
    given = Assignment.objects.get(client=client)
    return answer_proposal(assignment=given, client_user=client.user, accept=True)


def later(days: float):
    return time_machine.travel(timezone.now() + timedelta(days=days), tick=False)


def test_the_form_begins_with_today_and_the_programs_own_pace(ana):
    version = ProgramVersion.objects.get(program__slug="rebuild-connection")
    page = reverse("homework:propose", args=[ana.pk]) + f"?program={version.pk}"
    text = signed_in(ana.cases.get().owner).get(page).text
    assert f'value="{in_days(0)}"' in text
    assert '<option value="" selected>As the program suggests' in text


def test_before_its_day_nothing_is_open_and_the_portal_says_when_it_begins(ana):
    assert offer(ana, starts_on=in_days(10), pace_days="7").status_code == 302
    browser = signed_in(ana.user)
    given = Assignment.objects.get()
    day = date_format(given.starts_on, "l, j F")
    shown = browser.get(reverse("portal:proposal", args=[given.pk])).text
    assert f"It would begin on {day}; nothing is due before then." in shown
    assert "A good pace is about one step a week" in shown
    accepted(ana)
    today = browser.get(reverse("portal:today")).text
    assert f"Rebuild Connection begins on {day}." in today
    assert "Nothing is due before then." in today
    assert "Open today’s step" not in today
    path = browser.get(reverse("portal:path")).text
    assert "Not before" in path
    assert reverse("portal:step", args=[given.pk, FIRST]) not in path
    with later(10):
        browser = signed_in(ana.user)
        assert "Open today’s step" in browser.get(reverse("portal:today")).text
        page = browser.get(reverse("portal:step", args=[given.pk, FIRST]))
        assert page.status_code == 200


@pytest.mark.parametrize("day", [-1, 400])
def test_a_day_that_does_not_fit_comes_back_with_a_reason(ana, day):
    answer = offer(ana, starts_on=in_days(day), pace_days="14")
    assert answer.status_code == 400
    assert ("This day has passed." if day < 0 else "within one year") in answer.text
    assert in_days(day) in answer.text
    assert not Assignment.objects.exists()


def change(assignment: Assignment, **words):
    coach = signed_in(assignment.case.owner)
    page = reverse("homework:timing", args=[assignment.pk])
    return coach.post(page, seen(coach, page, **words))


def test_an_old_tab_changes_neither_day_nor_pace(ana):
    offer(ana, starts_on=in_days(10))
    assignment = accepted(ana)
    coach = signed_in(assignment.case.owner)
    page = reverse("homework:timing", args=[assignment.pk])
    old = seen(coach, page, starts_on=in_days(3), pace_days="7")
    assert change(assignment, starts_on=in_days(20), pace_days="14").status_code == 302
    answer = coach.post(page, old)
    assignment.refresh_from_db()
    assert (answer.status_code, assignment.pace_days, in_days(3) in answer.text) == (409, 14, True)


def test_the_coach_changes_start_and_pace_later(ana):
    offer(ana, starts_on=in_days(10))
    given = accepted(ana)
    assert change(given, starts_on=in_days(0), pace_days="21").status_code == 302
    given.refresh_from_db()
    assert (given.starts_on, given.pace_days) == (timezone.localdate(), 21)
    assert courses([given])[0].step(FIRST).is_open
    with later(5):  # the day that stands has passed: it may stay as it is
        assert change(given, starts_on=given.starts_on.isoformat()).status_code == 302
    given.refresh_from_db()
    assert given.pace_days is None


def test_what_was_begun_is_not_closed_again_by_another_day(ana):
    given = give(ana)
    submit_step(assignment=given, step_key=FIRST, user=ana.user)
    Assignment.objects.filter(pk=given.pk).update(starts_on=in_days(20))
    given.refresh_from_db()
    assert courses([given])[0].step(FIRST).state == "submitted"


def test_a_program_that_the_client_has_begun_gets_no_later_start(ana):
    given = give(ana)
    browser = signed_in(ana.user)
    place = reverse("portal:save", args=[given.pk, FIRST])
    browser.post(place, {"version": 0, "noticed": "I began"}, headers={"X-Autosave": "true"})
    answer = change(given, starts_on=in_days(5), pace_days="14")
    assert answer.status_code == 400
    assert "Pause the program instead." in answer.text
    given.refresh_from_db()
    assert given.pace_days is None


def test_silence_is_measured_by_the_pace_and_from_the_first_day(ana):
    offer(ana, starts_on=in_days(10), pace_days="7")
    accepted(ana)
    for days, kinds in ((9, []), (16, []), (18, ["silent"])):
        with later(days):
            assert [s.kind for s in standings([ana.pk])] == kinds
    with later(18):
        (said,) = standings([ana.pk])
    assert "has noted nothing for" in said.sentence
    assert "at about one step a week" in said.sentence
    Assignment.objects.update(pace_days=28)
    with later(18):
        assert standings([ana.pk]) == []


def test_a_client_whose_step_took_its_time_is_ready_for_the_next(ana):
    offer(ana, starts_on=in_days(0), pace_days="14")
    given = accepted(ana)
    browser = signed_in(ana.user)
    place = reverse("portal:save", args=[given.pk, FIRST])
    browser.post(place, {"version": 0, "noticed": "I slept", "contentment": "5"})
    with later(9):
        more = {"version": 1, "noticed": "I slept, and sang", "contentment": "6"}
        signed_in(ana.user).post(place, more)
        given.step_events.create(step_key=FIRST, kind="done")
    with later(12):
        assert standings([ana.pk]) == []
    with later(14):
        (said,) = standings([ana.pk])
    assert (said.kind, said.sentence) == (
        "ready",
        "Finished “Start with yourself”, begun 14 days ago; at about one step in 2 weeks, "
        "“Say it clearly, take it in fully” could begin.",
    )


def test_no_reminder_leaves_before_a_week_after_the_first_day(ana):
    offer(ana, starts_on=in_days(10))
    accepted(ana)
    OutboxMessage.objects.all().delete()
    for days, mails in ((9, 0), (12, 0), (18, 1), (40, 1)):
        with later(days):
            nudge()
        assert OutboxMessage.objects.count() == mails


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "about one step a day"),
        (7, "about one step a week"),
        (10, "about one step in 10 days"),
        (21, "about one step in 3 weeks"),
    ],
)
def test_a_pace_is_said_in_plain_words(days, words):
    assert pace_words(days) == words
