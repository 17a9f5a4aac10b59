"""A mail server that is away, busy or says no: what is tried again, when, and for how long."""

from __future__ import annotations

import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import transaction

from coachdesk.outbox import leases
from coachdesk.outbox.faults import fault_words
from coachdesk.outbox.models import Channel, MessageState, OutboxMessage, Permission
from coachdesk.outbox.relay import carry_out, claim_due, claim_one, run_due
from coachdesk.outbox.services import enqueue, enqueue_mail, set_safe_contact
from coachdesk.users import tasks as users_tasks
from tests.factories import make_staff
from tests.outbox.mail_server import closed_port, running_mail_server, send_through

FRIDAY = datetime(2026, 6, 5, 18, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with running_mail_server(settings) as running:
        yield running


def a_mail(person: uuid.UUID | None = None) -> OutboxMessage:
    with transaction.atomic():
        if person:
            return enqueue_mail("letter.news", person_id=person)
        return enqueue_mail("staff.flag", user=make_staff())


def after(message: OutboxMessage) -> OutboxMessage:
    run_due()
    message.refresh_from_db()
    return message


def tries_until_the_end(message: OutboxMessage) -> list[datetime]:
    """Carry the message out whenever it is due, until it waits no more."""
    tries = []
    while message.state == MessageState.WAITING:
        tries.append(message.available_at)
        with time_machine.travel(message.available_at, tick=False):
            after(message)
    return tries


@pytest.mark.proves("REL-18")
def test_a_server_that_is_away_is_tried_for_72_hours(settings):
    send_through(settings, closed_port())
    with time_machine.travel(FRIDAY, tick=False):
        message = a_mail()
    tries = tries_until_the_end(message)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert MINUTE <= pauses[0] <= 1.2 * MINUTE
    assert all(pause <= 1.2 * 6 * HOUR for pause in pauses)
    assert pauses[-3] >= 6 * HOUR
    assert all(b >= a for a, b in pairwise(pauses[:8]))
    assert tries[-1] - tries[0] == timedelta(hours=72)
    assert (message.state, message.last_error) == (MessageState.DEAD, "unreachable")
    assert message.failing_since == FRIDAY


@pytest.mark.proves("REL-18")
def test_a_mail_of_friday_leaves_on_monday_once(settings):
    send_through(settings, closed_port())
    with time_machine.travel(FRIDAY, tick=False):
        message = after(a_mail())
    monday = time_machine.travel(FRIDAY + timedelta(hours=60), tick=False)
    with running_mail_server(settings) as back, monday:
        after(message)
        run_due()
    assert message.state == MessageState.DONE
    assert back.taken == [message.user.address]


@pytest.mark.parametrize(
    ("step", "answer", "state", "error"),
    [
        ("RCPT", "550 5.1.1 no such user", "dead", "refused 550"),
        ("RCPT", "551 moved away", "dead", "refused 551"),
        ("end of data", "554 this is spam", "dead", "refused 554"),
        ("DATA", "554 no", "dead", "refused 554"),
        ("RCPT", "450 4.2.0 greylisted", "waiting", "busy 450"),
        ("RCPT", "421 closing", "waiting", "busy 421"),
        ("end of data", "452 disk full", "waiting", "busy 452"),
        ("MAIL", "451 later", "waiting", "busy 451"),
        ("RCPT", "530 sign in first", "waiting", "sign_in"),
        ("MAIL", "530 sign in first", "waiting", "sign_in"),
        ("AUTH", "535 wrong password", "waiting", "sign_in"),
        ("AUTH", "454 not now", "waiting", "sign_in"),
        ("MAIL", "553 sender not yours", "waiting", "sender"),
        ("greeting", "554 go away", "waiting", "unreachable"),
        ("greeting", "", "waiting", "unreachable"),
        ("EHLO", "", "waiting", "unreachable"),
        ("end of data", "", "waiting", "unreachable"),
    ],
)
@pytest.mark.proves("REL-18")
def test_what_the_server_answers_decides_what_becomes_of_the_mail(
    settings, server, step, answer, state, error
):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "secret"
    server.answers[step] = answer
    message = after(a_mail())
    assert (message.state, message.last_error, message.attempts) == (state, error, 1)
    assert server.taken == []


@pytest.mark.proves("REL-18")
def test_no_mail_leaves_without_the_safe_connection_that_is_asked_for(settings, server):
    settings.EMAIL_USE_TLS = True
    message = after(a_mail())
    assert (message.state, message.last_error) == ("waiting", "insecure")
    assert server.taken == []


def test_one_refused_address_holds_up_nobody(server):
    person = uuid.uuid4()
    set_safe_contact(
        person_id=person,
        channel=Channel.MAIL,
        address="gone@example.org",
        actor=None,
        permission=Permission.SAFE,
        read_only_by_person=True,
    )
    server.answers["RCPT"] = "550 no such user"
    refused = after(a_mail(person))
    server.answers["RCPT"] = "250 fine"
    taken = after(a_mail())
    refused.refresh_from_db()
    assert (refused.state, taken.state) == (MessageState.DEAD, MessageState.DONE)


def test_a_fault_is_told_in_words_without_the_servers():
    assert fault_words("refused 550") == (
        "The mail was refused for good: the address may be wrong. (550)"
    )
    assert fault_words("unreachable") == "The mail server does not answer."
    assert fault_words("LookupError") == "LookupError"


@pytest.mark.proves("REL-10")
def test_a_killed_worker_keeps_a_mail_for_a_minute_and_a_job_for_five():
    with time_machine.travel(FRIDAY, tick=False):
        mail = a_mail()
        with transaction.atomic():
            job = enqueue("users.clear_expired")
        assert set(claim_due()) == {mail.pk, job.pk}
    with time_machine.travel(FRIDAY + timedelta(seconds=61), tick=False):
        assert claim_due() == [mail.pk]
        assert not claim_one(job.pk)
    with time_machine.travel(FRIDAY + timedelta(seconds=301), tick=False):
        assert claim_one(job.pk)


def test_jobs_and_mails_take_turns():
    with time_machine.travel(FRIDAY, tick=False):
        mails = [a_mail() for _ in range(3)]
    with time_machine.travel(FRIDAY + MINUTE, tick=False):
        with transaction.atomic():
            job = enqueue("users.clear_expired")
        assert claim_due(2) == [job.pk, mails[0].pk]
        assert claim_due(2) == [mails[1].pk, mails[2].pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("REL-10")
def test_a_long_job_renews_its_lease(monkeypatch):
    monkeypatch.setattr(leases, "JOB_LEASE", timedelta(seconds=0.3))
    seen: list[object] = []

    def long_job() -> None:
        """Works until its lease is a later one than that it began with."""
        limit = time.monotonic() + 20
        seen.append(OutboxMessage.objects.get().lease_until)
        while time.monotonic() < limit and seen[-1] == seen[0]:
            threading.Event().wait(0.05)
            seen.append(OutboxMessage.objects.get().lease_until)

    monkeypatch.setattr(users_tasks, "long_job", long_job, raising=False)
    with transaction.atomic():
        message = enqueue("users.long_job")
    assert claim_one(message.pk)
    carry_out(message.pk)
    message.refresh_from_db()
    assert seen[-1] > seen[0]
    assert (message.state, message.lease_until) == (MessageState.DONE, None)
