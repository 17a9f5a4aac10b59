"""A code or link that has run out while its mail waited is never sent, and the page says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import cancel, enqueue_mail
from coachdesk.users.models import Kind, Role
from coachdesk.users.services import create_invitation
from tests.factories import make_staff, signed_in
from tests.outbox.mail_server import closed_port, running_mail_server, send_through

START = datetime(2026, 6, 5, 18, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def written(kind: str, **details) -> OutboxMessage:
    with time_machine.travel(START, tick=False), transaction.atomic():
        return enqueue_mail(kind, **details)


def an_invitation():
    with time_machine.travel(START, tick=False):
        return create_invitation(
            kind=Kind.STAFF, address="new@example.org", actor=None, roles=[Role.EDITOR]
        )


def carried_out(message: OutboxMessage, after: timedelta) -> tuple[str, int]:
    """What a worker makes of the message so much later, and how many mails have left by then."""
    with time_machine.travel(START + after, tick=False):
        run_due()
    message.refresh_from_db()
    return message.state, len(mail.outbox)


@pytest.mark.parametrize(
    ("kind", "life"),
    [
        ("account.login_code", timedelta(minutes=10)),
        ("account.password_reset_code", timedelta(minutes=10)),
        ("invitation.staff", timedelta(hours=72)),
    ],
)
@pytest.mark.proves("REL-18", "SEC-04")
def test_a_code_or_link_leaves_in_its_life_and_never_after_it(kind, life):
    details = {"secret": "123456"}
    if kind == "invitation.staff":
        details["invitation"] = an_invitation()[0]
    else:
        details["user"] = make_staff()
    late = written(kind, **details)
    assert carried_out(late, life) == (MessageState.EXPIRED, 0)
    assert late.secret == ""
    if kind == "invitation.staff":
        details["invitation"] = an_invitation()[0]
    in_time = written(kind, **details)
    assert carried_out(in_time, life - timedelta(seconds=1)) == (MessageState.DONE, 1)


def test_a_reminder_of_a_time_that_is_over_and_news_of_any_age():
    coach = make_staff()
    reminder = written("session.reminder", user=coach, good_until=START + timedelta(hours=1))
    assert carried_out(reminder, timedelta(hours=2)) == (MessageState.EXPIRED, 0)
    news = written("staff.flag", user=coach)
    assert carried_out(news, timedelta(days=30)) == (MessageState.DONE, 1)


def test_a_kind_with_an_end_of_its_own_is_not_written_without_it():
    with (
        transaction.atomic(),
        pytest.raises(ValueError, match=r"session\.reminder says until when"),
    ):
        enqueue_mail("session.reminder", user=make_staff())


def test_a_code_that_waits_for_a_server_is_given_up_at_its_end_not_hours_later(settings):
    send_through(settings, closed_port())
    code = written("account.login_code", user=make_staff(), secret="123456")
    for minute in (0, 2, 9):
        carried_out(code, timedelta(minutes=minute))
    assert (code.attempts, code.available_at) == (3, START + timedelta(minutes=10))
    with running_mail_server(settings) as back:
        assert carried_out(code, timedelta(minutes=10))[0] == MessageState.EXPIRED
        assert back.taken == []


def test_the_page_says_in_words_that_it_was_not_sent():
    code = written("account.login_code", user=make_staff(), secret="918273")
    carried_out(code, timedelta(hours=1))
    browser = signed_in(make_staff(Role.OWNER))
    words = "What it carries had run out before it could leave."
    for address in ("/desk/outbox/?state=expired", f"/desk/outbox/{code.pk}/"):
        page = browser.get(address).content.decode()
        assert words in page
        assert "918273" not in page


def test_a_mail_that_is_taken_back_forgets_its_secret():
    message = written("account.login_code", user=make_staff(), secret="918273", dedupe_key="one")
    assert cancel(dedupe_key="one")
    message.refresh_from_db()
    assert (message.state, message.secret) == (MessageState.CANCELLED, "")
