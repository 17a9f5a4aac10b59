"""The calendar: constant cost, who sees which names, files that another reader understands."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coachdesk.users.models import Role
from sessions import feeds
from sessions.ics import calendar_file
from sessions.models import CoachingSession
from tests.coaching_sessions.makers import make_meeting
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db

NAMES = ("UID", "DTSTART", "DTEND", "SUMMARY", "CLASS", "STATUS", "SEQUENCE")


def many(client, count: int, *, days: float = 0) -> None:
    template = make_meeting(client, hours=days * 24)
    rows = []
    for _number in range(count):
        rows.append(
            CoachingSession(
                client=client, case=template.case, coach=template.coach, zone="UTC",
                on=template.on, at=template.at, starts_at=template.starts_at,
                ends_at=template.ends_at, busy_from=template.busy_from,
                busy_until=template.busy_until,
            )
        )  # fmt: skip
    CoachingSession.objects.bulk_create(rows)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.SUPERVISOR, Role.OWNER])
def test_the_week_of_twenty_coaches_costs_ten_queries_at_most_whatever_else_is_there(role):
    browser = signed_in(make_staff(role))
    clients = [make_client(make_staff(), with_login=False) for _n in range(20)]
    for client in clients:
        many(client, 24)
    address = "/desk/calendar/?view=week"

    def count() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    few = count()
    assert few <= 10
    for client in clients:
        many(client, 250, days=60)
    assert count() == few


def test_names_go_to_the_front_desk_and_busy_to_those_who_may_not_open_the_record():
    coach = make_staff()
    client = make_client(coach, name="Zelda Quince")
    make_meeting(client, hours=0.1)
    pages = {
        role: signed_in(make_staff(role)).get("/desk/calendar/").content.decode()
        for role in (Role.FRONT_DESK, Role.SUPERVISOR, Role.OWNER, Role.COACH)
    }
    assert "Zelda" in signed_in(coach).get("/desk/calendar/").content.decode()
    assert "Zelda" in pages[Role.FRONT_DESK]
    assert "Busy" in pages[Role.SUPERVISOR]
    assert "Busy" in pages[Role.OWNER]
    assert "Busy" not in pages[Role.COACH]
    for role in (Role.SUPERVISOR, Role.OWNER, Role.COACH):
        assert "Zelda" not in pages[role]


def read_calendar(body: bytes) -> list[dict[str, Any]]:
    """The events of a file as vobject reads them, the parser of several calendar servers."""
    calendar = vobject.readOne(body.decode())
    return [
        {name: getattr(event, name.lower()).value for name in NAMES}
        for event in calendar.contents.get("vevent", [])
    ]


def test_a_calendar_file_is_neutral_private_and_read_by_another_reader():
    client = make_client(name="Zelda Quince")
    booked = make_meeting(client, hours=30)
    gone = make_meeting(client, hours=50, state="cancelled", sequence=1)
    body = calendar_file([booked, gone])
    assert b"Zelda" not in body
    first, second = read_calendar(body)
    assert (first["SUMMARY"], first["CLASS"], first["STATUS"]) == (
        "Appointment",
        "PRIVATE",
        "CONFIRMED",
    )
    assert first["DTSTART"] == booked.starts_at.replace(microsecond=0)
    assert first["DTEND"] == booked.ends_at.replace(microsecond=0)
    assert (second["STATUS"], second["SEQUENCE"]) == ("CANCELLED", "1")
    assert first["UID"] != second["UID"]


def test_a_personal_address_shows_no_names_unless_chosen_and_can_be_revoked():
    coach = make_staff()
    make_meeting(make_client(coach, name="Zelda Quince"), hours=30)
    make_meeting(make_client(), hours=30)
    browser = signed_in(coach)
    page = browser.post("/desk/calendar/hours/", {"act": "feed"}).content.decode()
    path = re.search(r"(/calendar/[\w-]+\.ics)", page)[1]
    stranger = signed_in(make_staff())
    answer = stranger.get(path)
    assert len(read_calendar(answer.content)) == 1
    assert b"Zelda" not in answer.content
    token = feeds.make_address(user=coach, with_names=True)
    assert stranger.get(path).status_code == 404
    assert b"Zelda" in stranger.get(f"/calendar/{token}.ics").content
    browser.post("/desk/calendar/hours/", {"act": "revoke"})
    assert stranger.get(f"/calendar/{token}.ics").status_code == 404


def test_hours_leave_and_rules_are_kept_and_bad_input_comes_back():
    coach = make_staff()
    browser = signed_in(coach)
    address = "/desk/calendar/hours/"
    good = {"act": "opening", "weekday": "1", "opens": "09:00", "closes": "12:00"}
    assert browser.post(address, good).status_code == 302
    assert browser.post(address, good | {"closes": "08:00"}).status_code == 400
    today = timezone.localdate()
    leave = {"act": "exception", "first_day": f"{today}", "last_day": f"{today + timedelta(3)}"}
    assert browser.post(address, leave).status_code == 302
    assert "is away" in browser.get("/desk/calendar/").content.decode()
    numbers = {"notice_hours": 1, "most_a_day": 3, "ahead_days": 30, "free_cancel_hours": 48}
    rules = {"act": "rules", "time_zone": "Europe/Berlin"} | numbers
    assert browser.post(address, rules | {"time_zone": "Mars/One"}).status_code == 400
    assert browser.post(address, rules).status_code == 302
    coach.refresh_from_db()
    assert coach.time_zone == "Europe/Berlin"


@pytest.mark.parametrize("view", ["day", "week", "list", "x"])
def test_every_view_answers_for_any_day(view):
    coach = make_staff()
    make_meeting(make_client(coach), hours=1)
    browser = signed_in(coach)
    for day in ("", "2026-03-08", "nonsense"):
        page = browser.get("/desk/calendar/", {"view": view, "day": day, "coach": "x"})
        assert page.status_code == 200


def test_every_field_of_the_hours_page_has_an_id_of_its_own():
    shown = signed_in(make_staff(Role.COACH)).get("/desk/calendar/hours/").content.decode()
    ids = re.findall(r'\bid="([^"]+)"', shown)
    assert {"opening_opens", "exception_opens"} <= set(ids)
    assert len(ids) == len(set(ids))
