"""Whether mail leaves: no server, a server that works, a server that fails; told on the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.outbox.queries import FAILING, NONE, WORKING, MailState, mail_state
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in
from tests.outbox.mail_server import closed_port, running_mail_server, send_through

FRIDAY = datetime(2026, 6, 5, 18, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def a_mail_at(moment: datetime, user) -> MailState:
    """The state after one more mail was written and tried at this time."""
    with time_machine.travel(moment, tick=False):
        with transaction.atomic():
            enqueue_mail("staff.flag", user=user)
        run_due()
        return mail_state()


@pytest.mark.parametrize("name", ["filebased", "console", "dummy"])
def test_mail_that_is_kept_here_is_not_called_sent(settings, tmp_path, name):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{name}.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert a_mail_at(FRIDAY, make_staff()) == MailState(NONE)
    row = OutboxMessage.objects.get()
    assert (row.state, row.last_error) == (MessageState.DONE, "kept_here")
    page = signed_in(make_staff(Role.OWNER)).get("/desk/outbox/?state=done").content.decode()
    assert "No mail server is set" in page
    assert "it was kept in the data folder and reached nobody" in page


def test_the_server_fails_from_the_first_mail_until_one_leaves(settings):
    user = make_staff()
    assert mail_state() == MailState(WORKING)
    send_through(settings, closed_port())
    assert a_mail_at(FRIDAY, user) == MailState(FAILING, FRIDAY, "unreachable")
    later = FRIDAY + timedelta(seconds=30)
    assert a_mail_at(later, user) == MailState(FAILING, FRIDAY, "unreachable")
    words = "No mail has left since 5 Jun, 18:00. The mail server does not answer."
    assert mail_state().words == f"{words} It is tried again by itself."
    assert words in signed_in(make_staff(Role.SUPERVISOR)).get("/desk/outbox/").content.decode()
    with running_mail_server(settings):
        assert a_mail_at(FRIDAY + timedelta(seconds=50), user) == MailState(WORKING)
    assert OutboxMessage.objects.filter(state=MessageState.WAITING).count() == 2


@pytest.mark.parametrize("answer", ["550 no such user", "450 later"])
def test_a_fault_of_one_mail_says_nothing_about_the_server(settings, answer):
    with running_mail_server(settings) as server:
        server.answers["RCPT"] = answer
        assert a_mail_at(FRIDAY, make_staff()) == MailState(WORKING)


def test_what_died_of_the_server_keeps_it_failing(settings):
    send_through(settings, closed_port())
    user = make_staff()
    a_mail_at(FRIDAY, user)
    OutboxMessage.objects.update(available_at=FRIDAY)
    with time_machine.travel(FRIDAY + timedelta(hours=73), tick=False):
        run_due()
    assert OutboxMessage.objects.get().state == MessageState.DEAD
    assert mail_state() == MailState(FAILING, FRIDAY, "unreachable")


def test_an_owner_sends_a_test_to_nobody_else():
    owner = make_staff(Role.OWNER)
    browser = signed_in(owner)
    told = browser.post("/desk/outbox/test/")
    row = OutboxMessage.objects.get()
    assert told["Location"] == f"/desk/outbox/{row.pk}/"
    run_due()
    assert [(m.to, m.body) for m in mail.outbox] == [
        ([owner.address], "This is the test that you asked for.\n")
    ]
    for _ in range(12):
        browser.post("/desk/outbox/test/")
    assert OutboxMessage.objects.count() == 10
    supervisor = signed_in(make_staff(Role.SUPERVISOR))
    assert "Send a test mail" not in supervisor.get("/desk/outbox/").content.decode()
    assert "Send a test mail" in browser.get("/desk/outbox/").content.decode()
