"""What came since yesterday: on Today in words, by mail without any."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from clients.measures.models import CheckIn
from clients.messaging.models import Message
from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.news import tell_news
from coachdesk.outbox.relay import run_due
from coachdesk.questions.models import Question, WriterMessage
from coachdesk.questions.tasks import remind_late
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import NewsMail, Role, User
from coachdesk.users.news import news_since, yesterday
from tests.factories import make_client, make_staff, signed_in
from tests.letters import make_letter

pytestmark = pytest.mark.django_db
SEVEN = datetime(2026, 11, 18, 7, 5, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(SEVEN, tick=False) as travelled:
        yield travelled


def told(user: User, since: datetime | None = None) -> list[tuple[str, str]]:
    user = User.objects.get(pk=user.pk)
    return [(line.who, line.words) for line in news_since(user, since or yesterday(user))]


def message(client, at: datetime) -> Message:
    return Message.objects.create(
        client=client, author=client.user, from_client=True, text="Secret", at=at, due_at=at
    )


def test_today_tells_what_came_overnight_newest_first(clock):
    coach = make_staff(Role.COACH)
    ana, _letter = make_client(coach, name="Ana Reyes"), make_letter()
    now = timezone.now()
    Question.objects.update(received_at=now - timedelta(hours=5))
    message(ana, now - timedelta(hours=2))
    CheckIn.objects.create(
        client=ana, on=now.date(), values={}, created_at=now - timedelta(hours=3)
    )
    assert told(coach) == [
        ("Ana Reyes", "wrote a message"),
        ("Ana Reyes", "checked in"),
        ("", "1 letter came"),
    ]
    page = signed_in(coach).get("/desk/").text
    assert "Since yesterday" in page
    assert "Secret" not in page


def test_what_is_older_than_yesterday_and_what_is_others_is_left_out(clock):
    coach, other = make_staff(Role.COACH), make_staff(Role.COACH)
    ana = make_client(coach)
    midnight = SEVEN.replace(hour=0, minute=0) - timedelta(days=1)
    message(ana, midnight - timedelta(seconds=1))
    message(ana, midnight)
    assert told(coach) == [("Ana Reyes", "wrote a message")]
    assert told(other) == []
    assert told(make_staff(Role.FRONT_DESK)) == []


def test_yesterday_begins_where_the_person_is(clock):
    person = make_staff()
    person.time_zone = "America/New_York"
    assert yesterday(person).isoformat() == "2026-11-17T00:00:00-05:00"


def test_a_writer_who_asks_back_is_told_to_who_answered(clock):
    coach, other = make_staff(Role.COACH), make_staff(Role.COACH)
    question, _code = make_letter()
    Question.objects.update(assignee=coach, received_at=SEVEN - timedelta(days=9))
    WriterMessage.objects.create(question=question, kind="follow_up", body="And now?")
    assert told(coach) == [(question.pseudonym, "asked back")]
    assert told(other) == []


def test_flags_are_told_to_who_may_open_them(clock):
    SafetyFlag.objects.create(
        subject_kind="message",
        subject_id="0" * 32,
        person_id="0" * 32,
        urgent=False,
        codes=["x"],
        acknowledge_by=SEVEN,
    )
    assert told(make_staff(Role.SUPERVISOR)) == [("", "1 safety flag was raised")]
    assert told(make_staff(Role.EDITOR)) == []


def mails() -> list[list[str]]:
    while run_due():
        pass
    return [sent.to for sent in mail.outbox]


@pytest.mark.proves("SEC-56")
def test_the_morning_mail_comes_once_and_names_nobody(clock):
    coach = make_staff(Role.COACH)
    message(make_client(coach), SEVEN - timedelta(hours=9))
    assert (tell_news(), tell_news()) == (1, 0)
    assert mails() == [[coach.address]]
    assert (mail.outbox[0].subject, "Ana" in mail.outbox[0].body) == ("Your note", False)
    clock.shift(timedelta(hours=1))
    message(make_client(coach), timezone.now())
    assert tell_news() == 0


def test_before_seven_and_after_noon_nobody_is_woken(clock):
    coach = make_staff(Role.COACH)
    message(make_client(coach), SEVEN - timedelta(hours=9))
    clock.move_to(SEVEN - timedelta(minutes=6))
    assert tell_news() == 0
    clock.move_to(SEVEN.replace(hour=12, minute=0))
    assert tell_news() == 0
    clock.move_to(SEVEN.replace(hour=11, minute=59))
    assert tell_news() == 1


def test_no_mail_where_nothing_came(clock):
    make_staff(Role.COACH)
    assert tell_news() == 0


def test_at_once_means_each_new_thing_and_nothing_twice(clock):
    coach = make_staff(Role.COACH)
    User.objects.update(news_mail=NewsMail.AT_ONCE)
    ana = make_client(coach)
    clock.move_to(SEVEN.replace(hour=22))
    message(ana, timezone.now())
    assert tell_news() == 1
    clock.shift(timedelta(minutes=10))
    assert tell_news() == 0
    message(ana, timezone.now())
    assert tell_news() == 1
    assert OutboxMessage.objects.filter(mail_kind="staff.news").count() == 2


def test_never_means_never_and_each_chooses_for_oneself(clock):
    coach = make_staff(Role.COACH)
    desk = signed_in(coach)
    message(make_client(coach), SEVEN - timedelta(hours=9))
    assert desk.post("/accounts/news-mail/", {"news_mail": "never"}).status_code == 302
    assert tell_news() == 0
    assert desk.post("/accounts/news-mail/", {"news_mail": "hourly"}).status_code == 400
    assert User.objects.get(pk=coach.pk).news_mail == "never"


def test_late_letters_that_nobody_took_are_told_to_the_supervisors(clock):
    make_letter()
    make_staff(Role.COACH)
    editor = make_staff(Role.EDITOR)
    Question.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    remind_late()
    assert mails() == [[editor.address]]
    mail.outbox.clear()
    supervisor = make_staff(Role.SUPERVISOR)
    remind_late()
    remind_late()
    assert mails() == [[supervisor.address]]


def test_the_list_costs_the_same_however_much_came(clock, django_assert_max_num_queries):
    person = make_staff(Role.COACH, Role.EDITOR, Role.SUPERVISOR, Role.OWNER)
    _ = person.roles
    for _n in range(2):
        message(make_client(person), SEVEN)
    with django_assert_max_num_queries(14) as two:
        news_since(person, yesterday(person))
    for _n in range(4):
        message(make_client(person), SEVEN)
        make_letter()
    with django_assert_max_num_queries(len(two)):
        assert len(news_since(person, yesterday(person))) == 7


def test_mail_that_got_stuck_is_in_the_mail_and_stands_once_on_today(clock):
    owner = make_staff(Role.OWNER)
    OutboxMessage.objects.create(
        dedupe_key="x", task="outbox.mail", mail_kind="staff.test", user=owner, state="dead"
    )
    assert told(owner) == [("", "1 mail did not reach its person")]
    page = signed_in(owner).get("/desk/")
    assert page.context["since_yesterday"] == []
    assert page.text.count("1 mail did not reach its person") == 1
