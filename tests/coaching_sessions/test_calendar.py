"""The calendar: constant cost, who sees which names, files that another reader understands."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import vobject
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coachdesk.users.models import Role
from sessions.calendar import feeds, working_hours
from sessions.calendar.agenda import grid_of
from sessions.calendar.calendar_file import calendar_file
from sessions.models import CoachingSession
from tests.coaching_sessions.makers import make_meeting, meeting_at, weekday_at
from tests.factories import make_client, make_staff, signed_in
from tests.pages import seen

pytestmark = pytest.mark.django_db
HOURS = "/desk/calendar/hours/"

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
    meeting = make_meeting(client, hours=0.1)
    week = f"/desk/calendar/?day={meeting.on}"  # late on a Sunday it lies in the next one
    pages = {
        role: signed_in(make_staff(role)).get(week).content.decode()
        for role in (Role.FRONT_DESK, Role.SUPERVISOR, Role.OWNER, Role.COACH)
    }
    assert "Zelda" in signed_in(coach).get(week).content.decode()
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
    page = browser.post(f"{HOURS}feed/").content.decode()
    path = re.search(r"(/calendar/[\w-]+\.ics)", page)[1]
    stranger = signed_in(make_staff())
    answer = stranger.get(path)
    assert len(read_calendar(answer.content)) == 1
    assert b"Zelda" not in answer.content
    token = feeds.make_address(user=coach, with_names=True)
    assert stranger.get(path).status_code == 404
    assert b"Zelda" in stranger.get(f"/calendar/{token}.ics").content
    browser.post(f"{HOURS}feed/revoke/")
    assert stranger.get(f"/calendar/{token}.ics").status_code == 404


def test_hours_leave_and_rules_are_kept_and_bad_input_comes_back():
    coach = make_staff()
    browser = signed_in(coach)
    good = {"weekday": "1", "opens": "09:00", "closes": "12:00"}
    assert browser.post(f"{HOURS}openings/", good).status_code == 302
    assert browser.post(f"{HOURS}openings/", good | {"closes": "08:00"}).status_code == 400
    today = timezone.localdate()
    leave = {"first_day": f"{today}", "last_day": f"{today + timedelta(3)}"}
    assert browser.post(f"{HOURS}days/", leave).status_code == 302
    assert re.search(r">\s*Away\s*<", browser.get("/desk/calendar/").content.decode())
    numbers = {"notice_hours": 1, "most_a_day": 3, "ahead_days": 30, "free_cancel_hours": 48}
    assert browser.post(f"{HOURS}rules/", numbers | {"time_zone": "UTC"}).status_code == 409
    rules = seen(browser, HOURS, time_zone="Europe/Berlin", **numbers)
    refused = browser.post(f"{HOURS}rules/", rules | {"time_zone": "Mars/One"})
    assert (refused.status_code, "Mars/One" in refused.content.decode()) == (400, True)
    assert browser.post(f"{HOURS}rules/", rules).status_code == 302
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


def make_new_yorker():
    coach = make_staff()
    coach.time_zone = "America/New_York"
    coach.save(update_fields=["time_zone"])
    return coach


def test_a_free_time_leads_to_the_booking_form_filled_with_it():
    coach = make_staff()
    client = make_client(coach)
    tuesday = weekday_at(9)
    working_hours.add_opening(coach=coach, weekday=1, opens=time(9), closes=time(13))
    meeting_at(client, weekday_at(10))
    browser = signed_in(coach)
    page = browser.get("/desk/calendar/", {"day": f"{tuesday:%Y-%m-%d}"}).content.decode()
    links = re.findall(r'href="(/desk/calendar/book/\?day=[^"]+at=[^"]+)"', page)
    times = [re.search(r"day=([\d-]+)&amp;at=([\d:]+)", link).groups() for link in links]
    assert times == [(f"{tuesday:%Y-%m-%d}", at) for at in ("09:00", "11:00", "12:00")]
    form = browser.get(links[1].replace("&amp;", "&")).content.decode()
    assert 'value="11:00"' in form
    assert f'value="{tuesday:%Y-%m-%d}"' in form
    assert re.search(rf'<option value="{coach.pk}" selected', form)


def test_leave_and_closed_hours_offer_nothing_and_past_hours_neither():
    coach = make_staff()
    tuesday = weekday_at(9)
    working_hours.add_opening(coach=coach, weekday=1, opens=time(9), closes=time(13))
    browser = signed_in(coach)
    past = weekday_at(9, weeks=-1)
    assert "&amp;at=" not in browser.get(f"/desk/calendar/?day={past:%Y-%m-%d}").content.decode()
    day = tuesday.date()
    working_hours.add_exception(coach=coach, first_day=day, last_day=day, opens=None, closes=None)
    page = browser.get(f"/desk/calendar/?day={day}").content.decode()
    assert "&amp;at=" not in page
    assert re.search(r">\s*Away\s*<", page)


def test_free_times_are_offered_only_of_those_whom_one_may_book():
    coach, other = make_staff(Role.COUNSELOR, Role.SUPERVISOR), make_staff()
    day = f"{weekday_at(9):%Y-%m-%d}"
    for one in (coach, other):
        working_hours.add_opening(coach=one, weekday=1, opens=time(9), closes=time(10))
    address = f"/desk/calendar/?view=day&day={day}&coach=all"

    def offered(user) -> set[str]:
        page = signed_in(user).get(address).content.decode()
        return set(re.findall(r"at=09:00&amp;coach=([\w-]+)", page))

    assert offered(coach) == {str(coach.pk)}
    assert offered(make_staff(Role.FRONT_DESK)) == {str(coach.pk), str(other.pk)}
    assert offered(make_staff(Role.OWNER)) == set()


def test_a_coach_who_also_supervises_sees_the_own_week_first_and_everybodys_on_request():
    coach, other = make_staff(Role.COUNSELOR, Role.SUPERVISOR), make_staff()
    meeting_at(make_client(coach, name="Zelda Quince"), weekday_at(10))
    meeting_at(make_client(other), weekday_at(10))
    browser = signed_in(coach)
    day = f"{weekday_at(9):%Y-%m-%d}"
    own = browser.get("/desk/calendar/", {"day": day}).content.decode()
    assert ("Zelda" in own, "Busy" in own) == (True, False)
    all_of_them = browser.get("/desk/calendar/", {"day": day, "coach": "all"}).content.decode()
    assert ("Zelda" in all_of_them, "Busy" in all_of_them) == (True, True)
    assert "of-2" in all_of_them
    day_page = browser.get("/desk/calendar/", {"day": day, "coach": "all", "view": "day"})
    assert other.display_name in day_page.content.decode()


def test_more_than_four_at_once_are_counted_and_lead_to_the_day():
    for _number in range(7):
        meeting_at(make_client(make_staff(), with_login=False), weekday_at(10))
    browser = signed_in(make_staff(Role.FRONT_DESK))
    day = f"{weekday_at(9):%Y-%m-%d}"
    page = browser.get("/desk/calendar/", {"day": day}).content.decode()
    assert page.count('class="cal-slot') == 3
    assert "4 more" in page
    page = browser.get("/desk/calendar/", {"day": day, "view": "day"}).content.decode()
    assert page.count('class="cal-slot') == 7


@pytest.mark.parametrize("view", ["day", "week", "list"])
@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2027-03-14", "Clocks go forward at 02:00"),
        ("2027-11-07", "Clocks go back at 02:00"),
    ],
)
def test_a_day_on_which_the_clocks_change_says_so(view, day, said):
    coach = make_new_yorker()
    page = signed_in(coach).get("/desk/calendar/", {"view": view, "day": day}).content.decode()
    assert said in page


def test_both_meetings_of_the_double_hour_stand_one_below_the_other():
    coach = make_new_yorker()
    client = make_client(coach)
    for hour in (5, 6):  # half past one, twice
        meeting_at(client, datetime(2027, 11, 7, hour, 30, tzinfo=UTC))
    page = signed_in(coach).get("/desk/calendar/?day=2027-11-07").content.decode()
    slots = re.findall(r'class="cal-slot (top-h\d+ top-m\d+ len-h\d+ len-m\d+ lane-0 of-1)', page)
    assert slots == [
        "top-h0 top-m30 len-h0 len-m50 lane-0 of-1",
        "top-h1 top-m30 len-h0 len-m50 lane-0 of-1",
    ]
    assert re.search(r"01:00\s*<br>\s*again", page)


def test_today_has_a_line_where_the_clock_stands_and_no_other_day_has_one():
    coach = make_staff()
    now = weekday_at(14, 32)
    monday = now.date() - timedelta(days=1)
    grid = grid_of(coach, monday, monday + timedelta(days=6), [coach], now=now)
    lines = [column.now for column in grid.columns]
    assert [line and line.at for line in lines] == [None, 5 * 60 + 30, *[None] * 5]
