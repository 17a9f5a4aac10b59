"""Today: each role sees its own parts, at a constant cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coachdesk.users.models import Role
from tests.coaching_sessions.makers import make_draft, make_meeting, meeting_at, weekday_at
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db


def queries_of(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("role", list(Role))
def test_everybody_of_the_team_has_a_home(role):
    page = signed_in(make_staff(role)).get("/desk/")
    assert page.status_code == 200
    assert ("Your day" in page.content.decode()) == (role in (Role.COACH, Role.COUNSELOR))


def test_today_costs_the_same_for_one_and_for_many():
    coach = make_staff(Role.COUNSELOR, Role.SUPERVISOR)
    meeting = make_meeting(make_client(coach), hours=-1)
    make_draft(meeting)
    browser = signed_in(coach)
    one = queries_of(browser, "/desk/")
    for number in range(12):
        meeting = make_meeting(make_client(coach), hours=-1 + number / 10)
        if number % 2:
            make_draft(meeting)
    assert queries_of(browser, "/desk/") == one
    assert one <= 26


def test_a_day_far_away_or_unreadable_is_today():
    browser = signed_in(make_staff())
    for day in ("x", "2026-02-31", "9999-12-31", "0001-01-01"):
        assert browser.get("/desk/", {"day": day}).status_code == 200


def test_notes_list_costs_the_same_for_one_and_for_many():
    coach = make_staff()
    make_draft(make_meeting(make_client(coach)))
    browser = signed_in(coach)
    one = queries_of(browser, "/desk/waiting/notes/")
    for _number in range(15):
        make_draft(make_meeting(make_client(coach)))
    assert queries_of(browser, "/desk/waiting/notes/") == one <= 12


def test_a_day_without_sessions_is_one_calm_line_and_what_else_waits():
    coach = make_staff()
    browser = signed_in(coach)
    page = browser.get("/desk/").content.decode()
    assert "Nothing is booked on this day, and nothing waits." in page
    assert 'class="hour' not in page
    make_draft(make_meeting(make_client(coach), hours=-24 * 8))
    page = browser.get("/desk/").content.decode()
    assert "and nothing waits" not in page
    assert "Say how it went" in page


def test_a_day_without_sessions_names_the_next_one_of_the_week():
    coach = make_staff()
    tuesday = weekday_at(10, weeks=2)
    meeting_at(make_client(coach, name="Zelda Quince"), tuesday)
    browser = signed_in(coach)

    def page(days: int) -> str:
        day = tuesday.date() + timedelta(days=days)
        return browser.get("/desk/", {"day": f"{day}"}).content.decode()

    assert "Next is Zelda Quince, Tuesday, 10:00" in page(-1)
    assert "Next is" not in page(1)
    assert 'class="hour' in page(0)
