"""Flags on the desk, and help numbers."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coachdesk.lib.shipped import load_shipped
from coachdesk.questions.services import assign
from coachdesk.safety.models import EscalationEntry, FlagState, HelpNumber, SafetyFlag
from coachdesk.safety.queries import help_numbers
from coachdesk.safety.services import open_flag
from coachdesk.safety.triage_reading import read_text
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.letters import URGENT, make_letter
from tests.old_tabs.tabs import press

pytestmark = pytest.mark.django_db


def test_a_flag_is_acknowledged_noted_and_cleared_and_every_act_is_kept():
    lead = make_staff(Role.SUPERVISOR)
    make_letter(URGENT)
    flag = SafetyFlag.objects.get()
    address = f"/desk/flags/{flag.pk}/"
    person = make_staff(Role.COACH)
    coach = signed_in(person)
    assert coach.get(address).status_code == 200
    assert coach.post(f"{address}acknowledge/").status_code == 404  # not her letter yet
    assign(question_id=flag.person_id, to=person, actor=lead)
    press(coach, address, f"{address}acknowledge/")
    coach.post(f"{address}note/", {"act": "contacted", "note": "Left a message."})
    cleared = {"note": "All is well again."}
    assert coach.post(f"{address}clear/", cleared).status_code == 403
    assert signed_in(lead).post(address, {"step": "clear"} | cleared).status_code == 405
    flag.refresh_from_db()
    assert flag.state == FlagState.IN_PROGRESS
    assert signed_in(lead).post(f"{address}clear/", {"note": ""}).status_code == 400
    press(signed_in(lead), address, f"{address}clear/", **cleared)
    flag.refresh_from_db()
    assert flag.state == FlagState.CLEARED
    acts = list(EscalationEntry.objects.order_by("at").values_list("act", flat=True))
    assert acts == ["opened", "assigned", "acknowledged", "contacted", "cleared"]


def test_editors_do_not_see_flags_of_clients():
    flag = open_flag(
        subject_kind="log",
        subject_id=make_letter()[0].pk,
        person_id=make_letter()[0].pk,
        codes=["fear_of_partner"],
        urgent=False,
    )
    editor, coach = signed_in(make_staff(Role.EDITOR)), signed_in(make_staff(Role.COACH))
    assert editor.get(f"/desk/flags/{flag.pk}/").status_code == 404
    assert coach.get(f"/desk/flags/{flag.pk}/").status_code == 200


def test_loading_what_ships_twice_adds_nothing():
    first, second = load_shipped(), load_shipped()
    assert first["help numbers"] > 10
    assert second["help numbers"] == second["consent texts"] == second["topics"] == 0


def test_numbers_of_the_country_come_first_and_unknown_countries_get_those_for_everywhere():
    load_shipped()
    assert help_numbers("GB")[0].number == "999"
    assert {n.country for n in help_numbers("KE")} == {""}
    assert any(n.kind == "children" for n in help_numbers("US", young=True))
    assert not any(n.kind == "children" for n in help_numbers("US"))


def test_no_page_is_without_numbers_before_any_are_loaded():
    assert not HelpNumber.objects.exists()
    assert help_numbers("US")


@pytest.mark.proves("SEC-45")
def test_a_text_that_cannot_be_read_in_time_is_held():
    reading = read_text("We talk calmly. " * 50, max_seconds=0.0)
    assert reading.held
    assert reading.codes == ("triage_failed",)
    assert read_text("Calm words.", locale="xx").held


def test_the_supervisor_verifies_changes_adds_and_removes_help_numbers():
    load_shipped()
    browser = signed_in(make_staff(Role.SUPERVISOR))
    page = browser.get("/desk/flags/numbers/").content.decode()
    assert "Never verified" in page
    row = HelpNumber.objects.get(country="GB", kind="crisis")
    at = "/desk/flags/numbers/"
    assert press(browser, at, f"{at}{row.pk}/verify/").status_code == 302
    row.refresh_from_db()
    assert row.verified_on == timezone.localdate()
    sent = {"country": "ie", "kind": "crisis", "label": "Listening line", "number": "116 123"}
    assert browser.post("/desk/flags/numbers/add/", sent).status_code == 302
    assert "Listening line" in browser.get("/help/").content.decode()
    added = HelpNumber.objects.get(country="IE")
    change = sent | {"label": "Night line"}
    address = f"/desk/flags/numbers/{added.pk}"
    form = f"{at}?change={added.pk}"
    assert press(browser, form, f"{address}/change/", **change).status_code == 302
    assert [n.label for n in help_numbers("IE") if n.country] == ["Night line"]
    press(browser, at, f"{address}/remove/")
    assert not HelpNumber.objects.filter(country="IE").exists()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"country": "Ireland"}, "two letters"),
        ({"number": ""}, "Please fill this in"),
        ({"country": "GB", "number": "116 123"}, "stands there already"),
    ],
)
def test_a_help_number_that_cannot_be_stored_comes_back_in_plain_words(sent, words):
    load_shipped()
    browser = signed_in(make_staff(Role.OWNER))
    data = {"country": "", "kind": "crisis", "label": "A line", "number": "1"} | sent
    answer = browser.post("/desk/flags/numbers/add/", data)
    assert (answer.status_code, "A line" in answer.content.decode()) == (400, True)
    assert words in answer.content.decode()


@pytest.mark.parametrize("wrong", ["", "abc", "99999999999999", "9" * 30, "-1"])
def test_a_help_number_that_is_not_there_is_not_found(wrong):
    browser = signed_in(make_staff(Role.OWNER))
    answer = browser.post(f"/desk/flags/numbers/{wrong}/remove/")
    assert answer.status_code == 404
    assert browser.get(f"/desk/flags/numbers/?change={wrong}x").status_code == 404
