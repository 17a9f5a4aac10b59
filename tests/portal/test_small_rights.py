"""What is the client's to do beside the steps: change a note for a day, want a step, share a page."""

from __future__ import annotations

import uuid
from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.homework.editor.plain_data import to_yaml
from clients.homework.homework_tasks import save_journal
from clients.homework.library import import_program, load_shipped_programs
from clients.homework.models import ProgramVersion, StepEvent
from clients.homework.submissions import add_log
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.services import open_flag
from tests.factories import signed_in
from tests.homework.makers import give

pytestmark = pytest.mark.django_db
FIRST = "start-with-yourself"


def noted(given):
    return add_log(
        assignment=given,
        step_key=FIRST,
        activity_key="something-for-me",
        answers={"what": "A walk"},
        on=timezone.localdate(),
        user=given.client.user,
    )


def test_a_note_can_be_changed_for_a_day_and_keeps_what_it_said(ana):
    given = give(ana)
    row = noted(given)
    page = reverse("portal:entry", args=[given.pk, row.pk])
    browser = signed_in(ana.user)
    activity = {"pk": given.pk, "step": FIRST, "activity": "something-for-me"}
    assert page in browser.get(reverse("portal:activity", kwargs=activity)).text
    assert "A walk" in browser.get(page).text
    assert browser.post(page, {"what": "A long walk", "version": 1}).status_code == 302
    row.refresh_from_db()
    assert (row.answers, row.version) == ({"what": "A long walk"}, 2)
    assert row.earlier[0]["answers"] == {"what": "A walk"}
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        later = signed_in(ana.user)
        assert later.get(page).status_code == 404
        assert page not in later.get(reverse("portal:activity", kwargs=activity)).text


def test_two_devices_that_change_a_note_lose_nothing(ana):
    given = give(ana)
    page = reverse("portal:entry", args=[given.pk, noted(given).pk])
    browser = signed_in(ana.user)
    browser.post(page, {"what": "From the phone", "version": 1})
    answer = browser.post(page, {"what": "From the tablet", "version": 1})
    assert answer.status_code == 409
    assert "From the phone" in answer.text
    assert "From the tablet" in answer.text


def test_danger_in_a_changed_note_opens_a_flag(ana):
    given = give(ana)
    page = reverse("portal:entry", args=[given.pk, noted(given).pk])
    signed_in(ana.user).post(page, {"what": "I want to kill myself", "version": 1})
    assert SafetyFlag.objects.filter(person_id=ana.pk, subject_kind="homework.log").exists()


def wanting(ana):
    """A program whose second step opens only on the client's wish."""
    load_shipped_programs()
    data = deepcopy(ProgramVersion.objects.get(program__slug="steady-yourself").data)
    data |= {"slug": "on-wish"}
    data["steps"][1]["unlock"] = {"all": [{"type": "client_opt_in"}]}
    import_program(source=to_yaml(data), actor=None, publish=True)
    given = give(ana, "on-wish")
    return given, data["steps"][1]["key"]


def test_a_step_on_wish_opens_when_the_client_wants_it(ana):
    given, key = wanting(ana)
    browser = signed_in(ana.user)
    want = reverse("portal:want", args=[given.pk, key])
    path = reverse("portal:path")
    assert want in browser.get(path).text
    for _ in range(2):
        browser.post(want)
    assert StepEvent.objects.filter(kind="opted_in").count() == 1
    assert reverse("portal:step", args=[given.pk, key]) in browser.get(path).text


def test_a_step_that_waits_for_something_else_cannot_be_wanted(ana):
    given, key = wanting(ana)
    browser = signed_in(ana.user)
    other = given.version.data["steps"][2]["key"]
    assert browser.post(reverse("portal:want", args=[given.pk, other])).status_code == 404
    flag = {"subject_kind": "screening", "subject_id": ana.pk, "person_id": ana.pk}
    open_flag(**flag, codes=["suicide_risk"], urgent=True)  # pauses the program
    browser.post(reverse("portal:want", args=[given.pk, key]))
    assert not StepEvent.objects.exists()


def test_the_coach_reads_the_pages_that_are_shared_and_no_other(ana):
    for text, shared in (("A page to show", True), ("A page of my own", False)):
        save_journal(
            client=ana, entry_id=uuid.uuid4(), text=text, shared=shared, version=0, actor=ana.user
        )
    page = signed_in(ana.cases.get().owner).get(reverse("homework:client", args=[ana.pk])).text
    assert "A page to show" in page
    assert "A page of my own" not in page
