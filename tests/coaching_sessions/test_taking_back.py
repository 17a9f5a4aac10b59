"""A slip taken back: a client's own cancellation, and "Didn't come"."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_settings
from sessions.billing.services import sell_package
from sessions.calendar import booking
from sessions.models import Attendance, CreditUse, SessionState
from tests.coaching_sessions.makers import make_meeting, make_signed
from tests.factories import make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
S = SessionState


def cancelled():
    """A client who has cancelled tomorrow's appointment a moment ago, and that appointment."""
    client = make_client(make_staff())
    browser = signed_in(client.user)
    meeting = make_meeting(client, hours=72)
    assert browser.post(reverse("sessions:own_cancel", args=[meeting.pk])).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == S.CANCELLED
    return browser, meeting


def waiting_mail() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(mail_kind="staff.appointment")
    return list(rows.values_list("mail_kind", "state"))


def test_a_cancellation_is_taken_back_within_the_minute_and_nobody_hears_of_it():
    browser, meeting = cancelled()
    page = browser.get(reverse("sessions:mine")).content.decode()
    assert "You can take it back for 60 seconds." in page
    assert waiting_mail() == [("staff.appointment", MessageState.WAITING)]
    browser.post(reverse("sessions:own_cancel_undo", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_by_id) == (S.SCHEDULED, None)
    assert waiting_mail() == [("staff.appointment", MessageState.CANCELLED)]


def test_after_the_minute_it_stays_cancelled():
    browser, meeting = cancelled()
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        assert "Take it back" not in browser.get(reverse("sessions:mine")).content.decode()
        answer = browser.post(reverse("sessions:own_cancel_undo", args=[meeting.pk]))
    assert answer.status_code == 409
    assert "The time to take it back is over." in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.state == S.CANCELLED


def test_a_time_that_was_given_away_meanwhile_is_not_taken_back():
    browser, meeting = cancelled()
    other = make_client(meeting.coach)
    taken = make_meeting(other, hours=72.5)
    taken.starts_at, taken.ends_at = meeting.starts_at, meeting.ends_at
    taken.busy_from, taken.busy_until = meeting.busy_from, meeting.busy_until
    taken.save()
    answer = browser.post(reverse("sessions:own_cancel_undo", args=[meeting.pk]))
    assert answer.status_code == 409
    meeting.refresh_from_db()
    assert meeting.state == S.CANCELLED


def test_what_the_coach_cancelled_the_client_does_not_take_back():
    coach = make_staff()
    client = make_client(coach)
    meeting = make_meeting(client, hours=72)
    booking.cancel(coaching_session=meeting, actor=coach)
    meeting.refresh_from_db()
    assert meeting.state == S.CANCELLED
    browser = signed_in(client.user)
    answer = browser.post(reverse("sessions:own_cancel_undo", args=[meeting.pk]))
    assert answer.status_code == 409


def test_a_second_cancellation_tells_the_coach_again():
    browser, meeting = cancelled()
    browser.post(reverse("sessions:own_cancel_undo", args=[meeting.pk]))
    browser.post(reverse("sessions:own_cancel", args=[meeting.pk]))
    assert sorted(waiting_mail()) == [
        ("staff.appointment", MessageState.CANCELLED),
        ("staff.appointment", MessageState.WAITING),
    ]


def not_come():
    """A coach who said "Didn't come" of a session an hour ago that used up a credit."""
    change_settings(actor=make_staff(Role.OWNER), no_show_uses_credit=True)
    client = make_client(make_staff())
    sell_package(
        client=client, name="Five", credits=5, price=100, currency="USD", actor=make_staff()
    )
    meeting = make_meeting(client, hours=-1)
    browser = signed_in(meeting.coach)
    browser.post(reverse("sessions:no_show", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == S.NO_SHOW
    assert CreditUse.objects.count() == 1
    return browser, meeting


def test_did_not_come_is_taken_back_the_same_day_with_its_credit():
    browser, meeting = not_come()
    page = browser.get(reverse("sessions:detail", args=[meeting.pk])).content.decode()
    assert "take “Didn’t come” back" in page
    browser.post(reverse("sessions:no_show_undo", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == S.SCHEDULED
    assert (CreditUse.objects.count(), Attendance.objects.count()) == (0, 0)


def test_did_not_come_stays_after_midnight():
    browser, meeting = not_come()
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        browser = signed_in(meeting.coach)
        browser.post(reverse("sessions:no_show_undo", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == S.NO_SHOW


def test_did_not_come_stays_once_a_note_is_signed():
    browser, meeting = not_come()
    make_signed(meeting)
    browser.post(reverse("sessions:no_show_undo", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == S.NO_SHOW
