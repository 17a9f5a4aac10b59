"""Booking: overlaps, breaks, series, moving, cancelling, reminders, and fifty at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.mail_texts import mail_text
from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.users.models import Role
from coachdesk.users.practice_settings import change_setting
from sessions.calendar import availability, booking, client_requests, requests, series, waiting_list
from sessions.calendar.reminders import remind_authors, remind_clients
from sessions.calendar.slots import Refused, Slot
from sessions.log import services
from sessions.models import (
    CoachingSession,
    DayException,
    Opening,
    Series,
    SessionState,
    WaitEntry,
)
from tests.coaching_sessions.makers import make_draft, make_meeting, slot_at
from tests.factories import make_client, make_staff, signed_in
from tests.homework.makers import agree

S = SessionState
ROOT = Path(__file__).resolve().parents[2]


def book(client, slot: Slot, **more) -> CoachingSession:
    case = client.cases.get()
    values = {"kind": "one_partner", "mode": "video", "actor": case.owner} | more
    return booking.book(case=case, coach=case.owner, slot=slot, **values)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shift", "words"),
    [(0, "another appointment"), (-40, "another appointment"), (55, "break is missing")],
)
def test_an_overlap_and_a_missing_break_are_refused_with_the_reason(shift, words):
    client = make_client()
    moment = timezone.now() + timedelta(days=3)
    book(client, slot_at(moment))
    with pytest.raises(Refused, match=words):
        book(client, slot_at(moment + timedelta(minutes=shift)))
    assert book(client, slot_at(moment + timedelta(minutes=60)))
    assert book(make_client(), slot_at(moment))  # another coach


@pytest.mark.django_db
def test_breaks_add_up():
    client = make_client()
    moment = timezone.now() + timedelta(days=3)
    book(client, slot_at(moment, after=10))
    late = slot_at(moment + timedelta(minutes=65))
    needs_quiet = Slot(late.on, late.at, "UTC", 50, 10, 0)
    with pytest.raises(Refused, match="break"):
        book(client, needs_quiet)


def judge(found) -> None:
    assert found["broken"] == []
    assert (found["won"], len(found["told"])) == (1, 49)
    assert set(found["told"]) == {found["told"][0]}


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_book_one_slot_one_gets_it_on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("this run has no PostgreSQL")
    from tests.coaching_sessions.race import race

    judge(race())
    assert CoachingSession.objects.count() == 1


def test_of_fifty_who_book_one_slot_one_gets_it_on_a_sqlite_file(tmp_path):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DATABASE", "COACHDESK"))}
    env |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "COACHDESK_DATA": str(tmp_path),
        "COACHDESK_KEY_FILE": str(tmp_path / "keys.json"),
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.coaching_sessions.race"],
        cwd=ROOT, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    judge(json.loads(done.stdout.strip().splitlines()[-1]))


@pytest.mark.django_db
def test_a_series_keeps_its_wall_time_and_moves_across_a_change_of_summer_time():
    client = make_client()
    case = client.cases.get()
    slot = Slot(date(2027, 3, 1), time(9), "America/New_York", 50)
    with time_machine.travel(datetime(2027, 2, 20, tzinfo=UTC)):
        made = series.book_series(
            case=case, coach=case.owner, slot=slot, kind="one_partner", mode="video",
            actor=case.owner, every_weeks=1, times=4,
        )  # fmt: skip
        assert [m.starts_at.hour for m in made] == [14, 14, 13, 13]
        assert {f"{m.wall_start:%H:%M}" for m in made} == {"09:00"}
        later = Slot(date(2027, 3, 9), time(10), "America/New_York", 50)
        moved = series.move_series(
            coaching_session=made[1], slot=later, actor=case.owner, which="following"
        )
        assert [m.on for m in moved] == [date(2027, 3, 9), date(2027, 3, 16), date(2027, 3, 23)]
        assert {f"{m.wall_start:%H:%M}" for m in moved} == {"10:00"}
        for row in made:
            row.refresh_from_db()
        assert [m.state for m in made] == [S.SCHEDULED, *[S.RESCHEDULED] * 3]
        assert made[1].moved_to == moved[0]
        gone = booking.cancel(coaching_session=moved[1], actor=case.owner, which="all")
        assert len(gone) == 4


@pytest.mark.django_db
def test_a_series_is_all_or_nothing_and_names_the_day():
    client = make_client()
    case = client.cases.get()
    moment = timezone.now() + timedelta(days=3)
    book(client, slot_at(moment + timedelta(weeks=2)))
    with pytest.raises(Refused, match=date_format(moment + timedelta(weeks=2), "j M")):
        series.book_series(
            case=case, coach=case.owner, slot=slot_at(moment), kind="one_partner", mode="video",
            actor=case.owner, every_weeks=1, times=4,
        )  # fmt: skip
    assert CoachingSession.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "state", [S.COMPLETED, S.NO_SHOW, S.CANCELLED, S.LATE_CANCELLED, S.RESCHEDULED]
)
def test_what_has_an_outcome_is_not_moved_cancelled_or_marked_again(state):
    meeting = make_meeting(make_client(), state=state)
    with pytest.raises(Refused):
        booking.move(
            coaching_session=meeting,
            slot=slot_at(timezone.now() + timedelta(days=2)),
            actor=meeting.coach,
        )
    with pytest.raises(Refused):
        booking.cancel(coaching_session=meeting, actor=meeting.coach)
    with pytest.raises(NotPossible):
        services.mark_no_show(coaching_session=meeting, actor=meeting.coach)
    with pytest.raises(NotPossible):
        requests.confirm(coaching_session=meeting, actor=meeting.coach)


@pytest.mark.django_db
def test_nobody_failed_to_come_to_what_has_not_begun():
    meeting = make_meeting(make_client(), hours=2)
    with pytest.raises(NotPossible):
        services.mark_no_show(coaching_session=meeting, actor=meeting.coach)


@pytest.mark.django_db
@pytest.mark.proves("REL-22")
def test_reminders_leave_once_and_never_after_a_cancellation():
    client = make_client()
    week_ago = timezone.now() - timedelta(days=7)
    stays = make_meeting(client, hours=20, created_at=week_ago)
    goes = make_meeting(client, hours=22, created_at=week_ago)
    make_meeting(client, hours=23)  # booked just now: that was told already
    make_meeting(client, hours=40, created_at=week_ago)
    for _again in range(3):
        remind_clients()
    waiting_mails = OutboxMessage.objects.filter(mail_kind="session.reminder")
    assert waiting_mails.count() == 2
    # The practice has changed the hours since the reminder was written.
    change_setting(name="reminder_hours", value=[2], actor=None)
    booking.cancel(coaching_session=goes, actor=goes.coach)
    change_setting(name="reminder_hours", value=[24], actor=None)
    assert waiting_mails.filter(state=MessageState.WAITING).count() == 1
    remind_clients()
    left = waiting_mails.get(state=MessageState.WAITING)
    assert str(stays.pk) in left.dedupe_key


@pytest.mark.django_db
def test_a_reminder_names_day_time_and_zone_and_nothing_else():
    client = make_client()
    client.time_zone = "America/New_York"
    client.save()
    meeting = make_meeting(client, hours=20, created_at=timezone.now() - timedelta(days=7))
    remind_clients()
    text = mail_text(OutboxMessage.objects.get(mail_kind="session.reminder"))
    local = meeting.starts_at.astimezone(ZoneInfo("America/New_York"))
    assert text.subject == "Your note"
    assert f"{local:%H:%M} (America/New York)" in text.body
    assert client.name.split()[0] not in text.body


@pytest.mark.django_db
def test_authors_are_told_of_open_notes_after_24_and_72_hours_once():
    make_draft(make_meeting(make_client(), hours=-26))
    now = timezone.now()
    for at in (now, now, now + timedelta(hours=60), now + timedelta(hours=60)):
        remind_authors(at)
    assert OutboxMessage.objects.filter(mail_kind="staff.note").count() == 2


def open_all_week(coach) -> None:
    for weekday in range(7):
        Opening.objects.create(coach=coach, weekday=weekday, opens=time(8), closes=time(18))


@pytest.mark.django_db
def test_a_client_asks_moves_and_cancels_within_the_rules():
    client = make_client()
    agree(client)
    coach = client.cases.get().owner
    open_all_week(coach)
    browser = signed_in(client.user)
    times = client_requests.slots_for(client, client.cases.get())
    assert min(times) >= timezone.now() + timedelta(hours=24)
    answer = browser.post("/my/appointments/ask/", {"time": times[5].isoformat()})
    assert answer.status_code == 302
    asked = CoachingSession.objects.get()
    assert (asked.state, asked.starts_at) == (S.REQUESTED, times[5])
    assert "Asked for" in browser.get("/my/appointments/").content.decode()
    desk = signed_in(coach)
    assert "asks for a time" in desk.get("/desk/").content.decode()
    desk.post(reverse("sessions:request_accept", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.state == S.SCHEDULED
    wish = {"time": times[20].isoformat()}
    assert browser.post(f"/my/appointments/{asked.pk}/move/", wish).status_code == 302
    new = CoachingSession.objects.get(replaces=asked)
    desk.post(reverse("sessions:request_accept", args=[new.pk]))
    asked.refresh_from_db()
    assert (asked.state, asked.moved_to) == (S.RESCHEDULED, new)
    gone = browser.post(f"/my/appointments/{new.pk}/cancel/")
    assert gone.status_code == 302
    new.refresh_from_db()
    assert new.state == S.CANCELLED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "x", "2026-13-45T00:00:00Z", "2020-01-01T10:00:00Z", "2099-01-01T10:00:00Z"]
)
def test_a_time_that_was_not_offered_is_refused_in_words(text):
    client = make_client()
    agree(client)
    open_all_week(client.cases.get().owner)
    page = signed_in(client.user).post("/my/appointments/ask/", {"time": text})
    assert page.status_code == 409
    assert CoachingSession.objects.count() == 0


@pytest.mark.django_db
def test_a_refused_move_keeps_the_appointment_and_the_chosen_time():
    client = make_client()
    agree(client)
    coach = client.cases.get().owner
    open_all_week(coach)
    late = make_meeting(client, hours=-0.2)
    browser = signed_in(client.user)
    chosen = timezone.localtime(client_requests.slots_for(client, client.cases.get())[5])
    answer = browser.post(f"/my/appointments/{late.pk}/move/", {"time": chosen.isoformat()})
    page = answer.content.decode()
    assert (answer.status_code, "has begun" in page, "instead of" in page) == (409, True, True)
    assert f'value="{chosen.isoformat()}" selected' in page


@pytest.mark.django_db
@pytest.mark.proves("SEC-11")
def test_another_clients_appointment_is_not_there():
    mine, theirs = make_client(), make_client()
    agree(mine)
    meeting = make_meeting(theirs, hours=48)
    browser = signed_in(mine.user)
    for act in ("cancel", "confirm", "move"):
        address = reverse(f"sessions:own_{act}", args=[meeting.pk])
        assert browser.post(address, {"time": ""}).status_code == 404
    assert browser.get(reverse("sessions:file", args=[meeting.pk])).status_code == 404
    meeting.refresh_from_db()
    assert meeting.state == S.SCHEDULED


@pytest.mark.django_db
def test_leave_limits_and_notice_close_times():
    client = make_client()
    coach = client.cases.get().owner
    open_all_week(coach)
    day = (timezone.now() + timedelta(days=4)).date()
    before = client_requests.slots_for(client, client.cases.get())
    assert any(t.date() == day for t in before)
    DayException.objects.create(coach=coach, first_day=day, last_day=day)
    assert not any(t.date() == day for t in client_requests.slots_for(client, client.cases.get()))
    with pytest.raises(Refused, match="does not see people"):
        availability.check_rules(coach, Slot(day, time(10), "UTC", 50))
    other = day + timedelta(days=1)
    for hour in range(8, 14):
        book(client, Slot(other, time(hour), "UTC", 50))
    with pytest.raises(Refused, match="full"):
        availability.check_rules(coach, Slot(other, time(15), "UTC", 50))


@pytest.mark.django_db
def test_a_freed_time_is_offered_to_the_one_who_waits_and_can_be_taken():
    coach = make_staff()
    holder, waiter = make_client(coach), make_client(coach)
    agree(waiter)
    agree(holder)
    meeting = make_meeting(holder, hours=48)
    waiting_list.wait_for_earlier(client=waiter, coach=coach, actor=waiter.user)
    booking.cancel(coaching_session=meeting, actor=coach)
    message = OutboxMessage.objects.get(task="coaching_sessions.offer")
    waiting_list.offer_freed(meeting.pk)
    waiting_list.offer_freed(meeting.pk)
    entry = WaitEntry.objects.get()
    assert (entry.state, str(meeting.pk)) == ("offered", message.args["coaching_session_id"])
    browser = signed_in(waiter.user)
    assert "An earlier time is free" in browser.get("/my/appointments/").content.decode()
    holding = signed_in(holder.user)
    for act in ("take", "leave"):
        assert holding.post(f"/my/appointments/wait/{entry.pk}/{act}/").status_code == 404
    assert browser.post(f"/my/appointments/wait/{entry.pk}/take/").status_code == 302
    taken = CoachingSession.objects.get(client=waiter)
    assert taken.starts_at == meeting.starts_at


@pytest.mark.django_db
def test_who_waits_is_offered_the_own_type_of_session_and_only_where_it_fits():
    coach = make_staff()
    first, second = make_client(coach), make_client(coach)
    for waiter in (first, second):
        waiting_list.wait_for_earlier(client=waiter, coach=coach, actor=coach)
    first.cases.update(kind="couple")  # eighty minutes
    meeting = make_meeting(make_client(coach), hours=48, kind="intake")
    make_meeting(make_client(coach), hours=49)
    booking.cancel(coaching_session=meeting, actor=coach)
    entry = waiting_list.offer_freed(meeting.pk)
    assert (entry.client, entry.offered_kind) == (second, "one_partner")
    assert waiting_list.offered_moment(entry) == meeting.starts_at


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["runs out", "leaves the list"])
def test_an_offer_nobody_takes_goes_on_to_the_next_and_never_twice_to_the_same(how):
    coach = make_staff()
    first, second = make_client(coach), make_client(coach)
    entries = [
        waiting_list.wait_for_earlier(client=c, coach=coach, actor=coach) for c in (first, second)
    ]
    meeting = make_meeting(make_client(coach), hours=72)
    booking.cancel(coaching_session=meeting, actor=coach)
    assert waiting_list.offer_freed(meeting.pk) == entries[0]
    assert waiting_list.offer_freed(meeting.pk) is None  # one person at a time
    if how == "runs out":
        WaitEntry.objects.update(answer_by=timezone.now() - timedelta(minutes=1))
        WaitEntry.objects.filter(state="waiting").update(answer_by=None)
        waiting_list.close_run_out_offers()
    else:
        entries[0].refresh_from_db()
        waiting_list.stop_waiting(entry=entries[0], actor=first.user)
    states = {entry.client_id: entry.state for entry in WaitEntry.objects.all()}
    assert states[second.pk] == "offered"
    assert states[first.pk] == ("waiting" if how == "runs out" else "left")
    WaitEntry.objects.filter(state="offered").update(answer_by=timezone.now())
    waiting_list.close_run_out_offers()
    assert not WaitEntry.objects.filter(state="offered").exists()


@pytest.mark.django_db
def test_a_time_freed_by_a_move_is_offered_too():
    coach = make_staff()
    moved = make_meeting(make_client(coach), hours=48)
    wish = make_meeting(moved.client, hours=96, state=S.REQUESTED, replaces=moved)
    requests.accept(coaching_session=wish, actor=coach)
    rows = [make_meeting(make_client(coach), hours=24 * n) for n in (10, 17)]
    common = Series.objects.create(created_by=coach)
    for row in rows:
        row.series = common
        row.save()
    later = slot_at(rows[0].starts_at + timedelta(hours=3))
    series.move_series(coaching_session=rows[0], slot=later, actor=coach, which="all")
    freed = OutboxMessage.objects.filter(task="coaching_sessions.offer")
    told = {message.args["coaching_session_id"] for message in freed}
    assert told == {str(pk) for pk in (moved.pk, rows[0].pk, rows[1].pk)}


@pytest.mark.django_db
def test_a_series_cancelled_late_is_late_once_and_told_once():
    coach = make_staff()
    client = make_client(coach)
    agree(client)
    made = series.book_series(
        case=client.cases.get(), coach=coach, slot=slot_at(timezone.now() + timedelta(hours=5)),
        kind="one_partner", mode="video", actor=coach, every_weeks=1, times=3,
    )  # fmt: skip
    gone = booking.cancel(coaching_session=made[0], actor=coach, which="following", late=True)
    assert [row.state for row in gone] == [S.LATE_CANCELLED, S.CANCELLED, S.CANCELLED]
    cancelled = OutboxMessage.objects.filter(dedupe_key__startswith="session.cancelled")
    assert cancelled.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("which", ["following", "all"])
def test_a_series_of_which_nothing_lies_ahead_is_not_moved(which):
    meeting = make_meeting(make_client(), hours=48, state=S.COMPLETED)
    meeting.series = Series.objects.create(created_by=meeting.coach)
    meeting.save()
    browser = signed_in(meeting.coach)
    address = reverse("sessions:move", args=[meeting.pk])
    sent = {"on": f"{meeting.on}", "at": "10:00", "which": which}
    assert browser.post(address, sent).status_code == 400
    assert "can’t be moved any more" in browser.get(address).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["9999-12-31", "0001-01-01"])
def test_a_year_that_nobody_means_is_refused_in_words(year):
    meeting = make_meeting(make_client(), hours=48)
    browser = signed_in(meeting.coach)
    for name in ("move", "next"):
        sent = {"on": year, "at": "23:59", "mode": "video"}
        answer = browser.post(reverse(f"sessions:{name}", args=[meeting.pk]), sent)
        assert (answer.status_code, "check the year" in answer.content.decode()) == (400, True)
    key = browser.get("/desk/calendar/book/").context["form"]["form_key"].value()
    sent = {
        "client": str(meeting.client_id), "coach": str(meeting.coach_id), "kind": "one_partner",
        "mode": "video", "on": year, "at": "23:59", "form_key": str(key), "times": "3",
    }  # fmt: skip
    answer = browser.post("/desk/calendar/book/", sent)
    assert (answer.status_code, "check the year" in answer.content.decode()) == (400, True)
    leave = {"first_day": year, "last_day": year}
    assert browser.post(reverse("sessions:exception_add"), leave).status_code == 400


@pytest.mark.django_db
def test_the_move_page_says_the_agreed_time_in_the_zone_it_was_agreed_in():
    meeting = make_meeting(make_client(), hours=48)
    coach = meeting.coach
    coach.time_zone = "America/New_York"
    coach.save(update_fields=["time_zone"])
    page = signed_in(coach).get(reverse("sessions:move", args=[meeting.pk])).content.decode()
    assert f"{meeting.at:%-H:%M} (UTC)" in page
    page = signed_in(coach).get(reverse("sessions:detail", args=[meeting.pk])).content.decode()
    assert f"agreed as {meeting.at:%-H:%M} UTC" in page


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.COACH, Role.FRONT_DESK])
def test_the_desk_books_and_is_told_why_not(role):
    coach = make_staff()
    client = make_client(coach)
    user = coach if role == Role.COACH else make_staff(role)
    browser = signed_in(user)
    page = browser.get("/desk/calendar/book/")
    key = page.context["form"]["form_key"].value()
    day = timezone.localdate() + timedelta(days=4)
    sent = {
        "client": str(client.pk), "coach": str(coach.pk), "kind": "one_partner", "mode": "video",
        "on": f"{day}", "at": "10:00", "form_key": str(key),
    }  # fmt: skip
    assert browser.post("/desk/calendar/book/", sent).status_code == 302
    assert browser.post("/desk/calendar/book/", sent).status_code == 302  # a double send
    assert CoachingSession.objects.count() == 1
    fresh = browser.get("/desk/calendar/book/").context["form"]["form_key"].value()
    page = browser.post("/desk/calendar/book/", sent | {"form_key": str(fresh)})
    assert page.status_code == 400
    assert "There is another appointment from 10:00 to 10:50." in page.content.decode()
