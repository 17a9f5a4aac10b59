"""What becomes of the appointments ahead when a case is handed over: each is asked about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from clients.models import CaseTaking
from clients.people.handover import hand_over
from clients.people.what_hangs import InTheWay
from clients.record import taking
from coachdesk.outbox.models import OutboxMessage
from coachdesk.users.models import Role
from sessions.calendar.calendar_file import calendar_file
from sessions.calendar.waiting_list import wait_for_earlier
from sessions.models import CoachingSession, WaitEntry
from tests.coaching_sessions.makers import make_meeting
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import agree

pytestmark = pytest.mark.django_db
WHY = "She moves to another town."


@pytest.fixture
def luis(tomas):
    client = make_client(tomas, name="Luis Vega")
    agree(client)
    return client


def over(case, to, **chosen):
    typed = {f"over-{key}": value for key, value in chosen.items()}
    return {
        "over-person": str(to.pk), "over-reason": WHY, "over-shown": str(case.owner_id),
    } | typed  # fmt: skip


def stands(*rows):
    """Whose each appointment is, its state, and its number in the calendar file."""
    found = {row.pk: row for row in CoachingSession.objects.select_related("coach")}
    return [
        (found[row.pk].coach.display_name, found[row.pk].state, found[row.pk].sequence)
        for row in rows
    ]


def mails(**which):
    return list(OutboxMessage.objects.filter(**which).values_list("mail_kind", flat=True))


def test_each_one_is_asked_about_and_goes_where_it_was_chosen(luis, tomas, priya):
    case = luis.cases.get()
    one, two, three, four = (make_meeting(luis, hours=24 * day) for day in (1, 2, 3, 4))
    over_already = make_meeting(luis, hours=-5)
    file_before = Calendar.from_ical(calendar_file([one])).walk("VEVENT")[0]
    browser = signed_in(tomas)
    page = browser.get(f"/desk/clients/{luis.pk}/record/").content.decode()
    assert [f'name="over-{row.pk}"' in page for row in (one, two, three, four, over_already)] == [
        True, True, True, True, False,
    ]  # fmt: skip
    address = f"/desk/clients/cases/{case.pk}/hand-over/"
    chosen = {str(one.pk): "move", str(two.pk): "cancel", str(three.pk): "cancel"}
    answer = browser.post(address, over(case, priya, **chosen, **{str(four.pk): "move"}))
    assert answer.status_code == 302
    assert stands(one, two, three, four, over_already) == [
        ("Priya Nair", "scheduled", 1),
        ("Tomas Lind", "cancelled", 1),
        ("Tomas Lind", "cancelled", 1),
        ("Priya Nair", "scheduled", 1),
        ("Tomas Lind", "scheduled", 0),
    ]
    # The client is told once of each, the new coach once; the words are the neutral ones.
    assert sorted(mails(person_id=luis.pk)) == ["session.cancelled", "session.moved"]
    assert mails(user=priya) == ["staff.appointment"]
    # Everywhere the old coach was named the new one is.
    mine = signed_in(luis.user).get("/my/appointments/").content.decode()
    assert ("With Priya Nair" in mine, "With Tomas Lind" in mine) == (True, False)
    desk = signed_in(priya)
    week = f"{timezone.localtime(one.starts_at):%Y-%m-%d}"
    assert str(one.pk) in desk.get(f"/desk/calendar/?view=list&day={week}").content.decode()
    one.refresh_from_db()
    file_now = Calendar.from_ical(calendar_file([one])).walk("VEVENT")[0]
    assert (file_now["UID"], file_now["SEQUENCE"], file_now["STATUS"]) == (
        file_before["UID"], file_before["SEQUENCE"] + 1, "CONFIRMED",
    )  # fmt: skip


def test_a_time_the_new_coach_has_taken_is_named_and_nothing_happens(luis, tomas, priya):
    case = luis.cases.get()
    free, taken = make_meeting(luis, hours=24), make_meeting(luis, hours=48)
    make_meeting(make_client(priya), hours=48.5)
    browser = signed_in(tomas)
    page = browser.get(f"/desk/clients/{luis.pk}/record/").content.decode()
    assert page.count("Not free then: Priya Nair") == 1
    address = f"/desk/clients/cases/{case.pk}/hand-over/"
    form = over(case, priya, **{str(free.pk): "move", str(taken.pk): "move"})
    answer = browser.post(address, form)
    text = answer.content.decode()
    assert (answer.status_code, luis.cases.get().owner) == (409, tomas)
    assert ("There is another appointment from" in text, WHY in text) == (True, True)
    assert stands(free, taken) == [("Tomas Lind", "scheduled", 0)] * 2
    assert mails(person_id=luis.pk) == []

    form[f"over-{taken.pk}"] = "cancel"
    assert browser.post(address, form).status_code == 302
    assert stands(free, taken) == [("Priya Nair", "scheduled", 1), ("Tomas Lind", "cancelled", 1)]


def test_what_is_kept_stays_with_the_old_coach_who_works_on_until_its_note_is_due(
    luis, tomas, priya
):
    case, last = luis.cases.get(), make_meeting(luis, hours=24)
    browser = signed_in(tomas)
    address = f"/desk/clients/cases/{case.pk}/hand-over/"
    assert browser.post(address, over(case, priya, **{str(last.pk): "keep"})).status_code == 302
    assert stands(last) == [("Tomas Lind", "scheduled", 0)]
    assert browser.get(f"/desk/sessions/{last.pk}/").status_code == 200
    row = case.assignments.get(user=tomas, role="cover")
    assert row.until == last.ends_at + timedelta(hours=72)


def test_without_a_form_what_is_free_moves_and_a_clash_stops_the_hand_over(luis, tomas, priya):
    case, one = luis.cases.get(), make_meeting(luis, hours=24)
    clash = make_meeting(make_client(priya), hours=24)
    with pytest.raises(InTheWay) as refusal:
        hand_over(case=case, to=priya, actor=tomas, reason=WHY)
    assert list(refusal.value.at) == [str(one.pk)]
    assert luis.cases.get().owner == tomas
    clash.delete()
    hand_over(case=case, to=priya, actor=tomas, reason=WHY)
    assert stands(one) == [("Priya Nair", "scheduled", 1)]


def test_who_gives_by_the_code_alone_is_asked_too(luis, tomas, priya):
    case, one = luis.cases.get(), make_meeting(luis, hours=24)
    browser = signed_in(make_staff(Role.OWNER))
    page = browser.get(f"/desk/clients/cases/{case.pk}/staffing/").content.decode()
    assert (f'name="over-{one.pk}"' in page, "Luis" in page) == (True, False)
    address = f"/desk/clients/cases/{case.pk}/assign/"
    refused = browser.post(address, over(case, priya))
    assert (refused.status_code, luis.cases.get().owner) == (400, tomas)
    answer = browser.post(address, over(case, priya, **{str(one.pk): "move"}))
    assert (answer.status_code, stands(one)) == (302, [("Priya Nair", "scheduled", 1)])


def test_who_waits_for_an_earlier_time_waits_for_one_of_the_new_coach(luis, tomas, priya):
    wait_for_earlier(client=luis, coach=tomas, actor=tomas)
    hand_over(case=luis.cases.get(), to=priya, actor=tomas, reason=WHY)
    assert list(WaitEntry.objects.values_list("coach", "state")) == [(priya.pk, "waiting")]


def test_the_page_asks_no_more_of_the_database_for_many_appointments(
    luis, tomas, django_assert_max_num_queries
):
    browser, page = signed_in(tomas), f"/desk/clients/{luis.pk}/record/"
    make_meeting(luis, hours=24)
    browser.get(page)
    with django_assert_max_num_queries(200) as few:
        browser.get(page)
    for day in range(2, 12):
        make_meeting(luis, hours=24 * day)
    with django_assert_max_num_queries(len(few)):
        browser.get(page)


def test_a_yes_to_a_taking_says_which_appointment_is_in_the_way(luis, priya):
    lead = make_staff(Role.OWNER, Role.COACH, name="June Ward")
    case = luis.cases.get()
    make_meeting(luis, hours=24)
    clash = make_meeting(make_client(lead), hours=24)
    taking.ask_to_take(case=case, actor=lead, reason=WHY)
    browser = signed_in(make_staff(Role.OWNER))
    address = f"/desk/clients/takings/{CaseTaking.objects.get().pk}/approve/"
    answer = browser.post(address, follow=True).content.decode()
    assert "There is another appointment from" in answer
    assert luis.cases.get().owner != lead
    clash.delete()
    browser.post(address)
    assert luis.cases.get().owner == lead
