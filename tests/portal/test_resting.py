"""A step that its own client can't work in now: calm words, a true status, nothing typed is lost."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.homework.models import Assignment, LogEntry, Reflection
from clients.homework.services import move_assignment
from clients.homework.submissions import add_log
from coachdesk.safety.models import HelpNumber
from coachdesk.safety.services import open_flag
from tests.factories import make_client, signed_in
from tests.homework.makers import agree, give

pytestmark = pytest.mark.django_db
FIRST, THIRD = "start-with-yourself", "warmth"
RESTS = "This step rests for now"


@pytest.fixture
def given():
    client = make_client(name="Ana Reyes")
    agree(client)
    return give(client)


def place(name: str, assignment: Assignment, step: str = FIRST, **more) -> str:
    return reverse(f"portal:{name}", kwargs={"pk": assignment.pk, "step": step, **more})


def flag(assignment: Assignment, code: str) -> None:
    person = assignment.client_id
    open_flag(
        subject_kind="screening", subject_id=person, person_id=person, codes=[code], urgent=False
    )


def main(answer) -> str:
    """The page without what the session's own form token changes."""
    return answer.text.split("<main")[1]


def test_a_step_that_a_flag_hides_and_one_that_waits_show_the_same_page(given):
    browser = signed_in(given.client.user)
    waits = browser.get(place("step", given, THIRD))
    flag(given, "coercive_control")
    hidden = browser.get(place("step", given, THIRD))
    assert (waits.status_code, hidden.status_code) == (409, 409)
    assert RESTS in hidden.text
    assert main(waits) == main(hidden)
    assert "Warmth" not in hidden.text


def test_a_step_that_the_program_does_not_have_is_not_found(given):
    browser = signed_in(given.client.user)
    assert browser.get(place("step", given, "no-such-step")).status_code == 404
    other = make_client(name="Bo Lind")
    agree(other)
    assert signed_in(other.user).get(place("step", given, THIRD)).status_code == 404


def test_the_help_numbers_stand_on_it_when_a_flag_paused_the_program(given):
    number = HelpNumber.objects.create(
        country="", label="A line", number="555 0199", verified_on=timezone.localdate()
    )
    browser = signed_in(given.client.user)
    assert number.number not in main(browser.get(place("step", given, THIRD)))
    flag(given, "acute_instability")
    assert number.number in main(browser.get(place("step", given, THIRD)))


@pytest.mark.proves("REL-09")
def test_a_quiet_save_for_a_step_that_rests_answers_in_words_and_stores_nothing(given):
    browser = signed_in(given.client.user)
    words = {"version": 0, "learned": "A long evening"}
    answer = browser.post(place("save", given, THIRD), words, headers={"X-Autosave": "true"})
    assert (answer.status_code, answer.json()) == (409, {"error": "This step rests for now."})
    assert not Reflection.objects.exists()


@pytest.mark.proves("REL-09")
def test_words_for_a_program_that_was_paused_or_stopped_meanwhile_come_back(given):
    browser, coach = signed_in(given.client.user), given.case.owner
    words = {"version": 0, "noticed": "A long evening"}
    for state, said in (("paused", "is paused"), ("stopped", "has ended")):
        move_assignment(assignment=given, to=state, actor=coach)
        quiet = browser.post(place("save", given), words, headers={"X-Autosave": "true"})
        assert (quiet.status_code, said in quiet.json()["error"]) == (409, True)
        answer = browser.post(place("save", given), words)
        assert answer.status_code in (400, 409)
        assert "A long evening" in answer.text
        assert said in answer.text
    assert browser.get(place("step", given)).status_code == 409
    assert not Reflection.objects.exists()


@pytest.mark.proves("REL-09")
def test_what_was_noted_about_a_part_that_rests_comes_back_too(given):
    browser = signed_in(given.client.user)
    entry = add_log(
        assignment=given,
        step_key=FIRST,
        activity_key="something-for-me",
        answers={"what": "A walk"},
        on=timezone.localdate(),
        user=given.client.user,
    )
    given.removed_activities = ["something-for-me"]
    given.save()
    note = {"what": "A swim in the lake", "form_key": str(uuid.uuid4())}
    change = reverse("portal:entry", kwargs={"pk": given.pk, "entry": entry.pk})
    for page in (place("activity", given, activity="something-for-me"), change):
        assert browser.get(page).status_code == 409
        answer = browser.post(page, {**note, "version": 1})
        assert answer.status_code == 409
        assert "A swim in the lake" in answer.text
    entry.refresh_from_db()
    assert entry.answers == {"what": "A walk"}
    assert LogEntry.objects.count() == 1


@pytest.mark.proves("REL-09")
def test_a_change_that_comes_after_its_day_gives_the_words_back(given):
    entry = add_log(
        assignment=given,
        step_key=FIRST,
        activity_key="something-for-me",
        answers={"what": "A walk"},
        on=timezone.localdate(),
        user=given.client.user,
    )
    LogEntry.objects.update(submitted_at=timezone.now() - timedelta(hours=25))
    browser = signed_in(given.client.user)
    page = reverse("portal:entry", kwargs={"pk": given.pk, "entry": entry.pk})
    assert browser.get(page).status_code == 404
    answer = browser.post(page, {"what": "A swim in the lake", "version": 1})
    assert answer.status_code == 400
    assert "A swim in the lake" in answer.text
    assert "can be changed for one day" in answer.text
