"""Periodic work comes once a period: with two workers, with beat, and after the machine was off."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from coachdesk.outbox.models import MessageState, OutboxMessage, PeriodicRun
from coachdesk.outbox.periodic import ScheduledWork, enqueue_due, scheduled_work
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.tasks import enqueue_periodic

pytestmark = pytest.mark.django_db
NIGHT = "clients.daily"  # at 04:10
MONDAY = datetime(2026, 6, 1, 12, 0, 30, tzinfo=UTC)


def asked_at(*moments: datetime) -> list[list[str]]:
    """What a worker that asks at these moments writes."""
    written = []
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            written.append(enqueue_due())
    return written


def rows() -> Counter[str]:
    return Counter(OutboxMessage.objects.values_list("task", flat=True))


def test_a_new_installation_waits_for_the_next_time():
    before, after = MONDAY.replace(hour=4, minute=9), MONDAY.replace(hour=4, minute=10)
    first, second = asked_at(before, after)
    assert first == []
    assert NIGHT in second


def test_each_entry_comes_as_often_as_its_schedule_says():
    asked_at(*(MONDAY + timedelta(minutes=n) for n in range(24 * 60 + 1)))
    assert rows() == {
        "users.clear_expired": 24,
        "safety.escalate": 144,
        "publishing.advance": 288,
        "questions.remind": 24,
        "clients.daily": 1,
        "questions.keep": 1,
        "publishing.keep": 1,
        "operation.back_up": 1,
        "operation.watch": 24,
        "outbox.tell_news": 144,
        "coaching_sessions.remind": 96,
        "homework.nudge": 24,
    }


def test_what_fell_due_while_the_machine_was_off_is_made_up_once():
    start, days_later = MONDAY, MONDAY + timedelta(days=3, hours=-2)
    _none, made_up, again = asked_at(start, days_later, days_later + timedelta(seconds=30))
    assert NIGHT in made_up
    assert again == []
    assert set(rows().values()) == {1}
    next_night = (days_later + timedelta(days=1)).replace(hour=4, minute=10)
    assert NIGHT in asked_at(next_night)[0]


def test_beat_and_worker_write_one_row():
    asked_at(MONDAY)
    with time_machine.travel(MONDAY + timedelta(days=1), tick=False):
        enqueue_periodic(NIGHT)
        enqueue_periodic(NIGHT)
        assert NIGHT not in enqueue_due()
    assert rows()[NIGHT] == 1


def test_a_clock_that_was_ahead_stops_nothing_for_long():
    asked_at(MONDAY + timedelta(days=900))
    now, next_night = MONDAY, (MONDAY + timedelta(days=1)).replace(hour=4, minute=10)
    first, second = asked_at(now, next_night)
    assert first == []
    assert NIGHT in second


def test_two_workers_that_read_the_same_last_run_write_one_row():
    asked_at(MONDAY)
    others: list[str] = []

    def another_worker_first(execute, sql, params, many, context):
        """Lets another worker do the whole of it between our reading and our first write."""
        if sql.startswith("UPDATE") and "outbox_periodicrun" in sql and not others:
            others.append("begun")
            others.extend(enqueue_due())
        return execute(sql, params, many, context)

    tomorrow = time_machine.travel(MONDAY + timedelta(days=1), tick=False)
    with tomorrow, connection.execute_wrapper(another_worker_first):
        ours = enqueue_due()
    assert NIGHT in others
    assert ours == []
    assert set(rows().values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_the_worker_makes_up_at_its_start_what_was_missed(settings):
    settings.TASKS = "local"
    asked_at(MONDAY - timedelta(days=2))
    PeriodicRun.objects.exclude(name="users.clear_expired").update(last_at=MONDAY)
    with time_machine.travel(MONDAY, tick=True):
        call_command("outbox_worker", until_empty=True)
    made_up = OutboxMessage.objects.get()
    assert (made_up.task, made_up.state) == ("users.clear_expired", MessageState.DONE)


def work_at(moment: datetime) -> dict[str, ScheduledWork]:
    with time_machine.travel(moment, tick=False):
        return {one.name: one for one in scheduled_work()}


def test_the_list_of_scheduled_work_says_when_each_last_ran_and_is_due_next(settings):
    minute, name = timedelta(minutes=1), "users.clear_expired"  # at minute 17 of each hour
    started, due = MONDAY.replace(second=0), MONDAY.replace(minute=17, second=0)
    assert set(work_at(started)) == set(settings.CELERY_BEAT_SCHEDULE)
    assert work_at(started)[name] == ScheduledWork(name, None, None, due, "")
    asked_at(started)
    assert work_at(due + minute)[name] == ScheduledWork(name, started, None, due + minute, "")
    asked_at(due + minute)
    with time_machine.travel(due + 2 * minute, tick=False):
        run_due(100)
    ended = ScheduledWork(name, due + minute, due + 2 * minute, due + timedelta(hours=1), "")
    assert work_at(due + 3 * minute)[name] == ended


def test_the_list_of_scheduled_work_names_what_fails_until_it_has_ended(monkeypatch):
    def fail() -> None:
        raise RuntimeError

    minute, name = timedelta(minutes=1), "users.clear_expired"
    asked_at(MONDAY)
    with monkeypatch.context() as broken:
        broken.setattr("coachdesk.users.tasks.clear_expired", fail)
        for hour in range(2):
            asked_at(MONDAY + timedelta(minutes=20, hours=hour))
            with time_machine.travel(MONDAY + timedelta(minutes=21, hours=hour), tick=False):
                run_due(100)
    later = MONDAY + timedelta(minutes=22, hours=1)
    assert (work_at(later)[name].trouble, work_at(later)[name].done_at) == ("RuntimeError", None)
    with time_machine.travel(later, tick=False):
        run_due(100)
    assert (work_at(later + minute)[name].trouble, work_at(later + minute)[name].done_at) == (
        "",
        later,
    )


def test_the_list_of_scheduled_work_takes_two_queries(django_assert_num_queries):
    asked_at(MONDAY)
    with django_assert_num_queries(2):
        scheduled_work()
