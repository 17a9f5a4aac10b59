from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from clients.messaging.models import Away, Message
from clients.messaging.services import send_message
from coachdesk.outbox.models import Channel, OutboxMessage, Permission
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import set_safe_contact
from coachdesk.safety.models import SafetyFlag
from coachdesk.users.models import Role
from tests.factories import make_staff, signed_in

pytestmark = pytest.mark.django_db


def write(browser, text, key=None):
    return browser.post(
        reverse("portal:messages"), {"text": text, "form_key": str(key or uuid.uuid4())}
    )


def make_time_pass():
    OutboxMessage.objects.update(available_at=timezone.now() - timedelta(seconds=1))
    run_due()
    run_due()


def test_a_message_reaches_the_coach_as_a_to_do_and_its_answer_settles_it(ana):
    coach = ana.cases.get().owner
    write(signed_in(ana.user), "May I ask something?")
    desk = signed_in(coach)
    assert ana.code in desk.get(reverse("messaging:pile")).text
    page = reverse("messaging:client", args=[ana.pk])
    assert "May I ask something?" in desk.get(page).text
    answer = reverse("messaging:message_send", args=[ana.pk])
    desk.post(answer, {"text": "Of course.", "form_key": str(uuid.uuid4())})
    assert ana.code not in desk.get(reverse("messaging:pile")).text
    assert "Of course." in signed_in(ana.user).get(reverse("portal:messages")).text


def test_a_message_sent_twice_is_one(ana):
    browser, key = signed_in(ana.user), uuid.uuid4()
    assert write(browser, "Once", key).status_code == 302
    assert write(browser, "Once", key).status_code == 302
    assert write(browser, "Other words", key).status_code == 409
    assert [m.text for m in Message.objects.all()] == ["Once"]


def test_danger_in_a_message_opens_a_flag_in_the_same_act(ana):
    write(signed_in(ana.user), "I want to kill myself")
    assert SafetyFlag.objects.get().person_id == ana.pk


def test_a_notice_leaves_only_when_unread_and_safe_and_says_nothing(ana):
    set_safe_contact(
        person_id=ana.pk,
        channel=Channel.MAIL,
        address="ana@example.org",
        permission=Permission.SAFE,
        actor=None,
        read_only_by_person=True,
    )
    send_message(client=ana, author=ana.cases.get().owner, text="Private words")
    make_time_pass()
    assert [m.subject for m in mail.outbox] == ["Your note"]
    assert "Private" not in mail.outbox[0].body


def test_no_notice_leaves_for_a_message_that_was_read(ana):
    send_message(client=ana, author=ana.cases.get().owner, text="Hello")
    signed_in(ana.user).post(reverse("portal:messages_read"))
    make_time_pass()
    assert not OutboxMessage.objects.filter(mail_kind="client.message").exists()


def test_days_away_are_said_before_the_writing(ana):
    Away.objects.create(
        user=ana.cases.get().owner, until=timezone.localdate() + timedelta(days=3), note="At sea."
    )
    assert "At sea." in signed_in(ana.user).get(reverse("portal:messages")).text


@pytest.mark.proves("SEC-12")
@pytest.mark.parametrize("role", [Role.COACH, Role.COUNSELOR])
def test_another_coach_finds_no_thread(ana, role):
    stranger = signed_in(make_staff(role))
    assert stranger.get(reverse("messaging:client", args=[ana.pk])).status_code == 404
    write(signed_in(ana.user), "Only for my coach")
    sent = {"text": "Taken over", "form_key": str(uuid.uuid4())}
    for name in ("message_send", "messages_settle"):
        assert stranger.post(reverse(f"messaging:{name}", args=[ana.pk]), sent).status_code == 404
    (message,) = Message.objects.all()
    assert (message.text, message.settled_at) == ("Only for my coach", None)


def test_the_page_of_a_thread_takes_no_act(ana):
    write(signed_in(ana.user), "May I ask something?")
    desk = signed_in(ana.cases.get().owner)
    page = reverse("messaging:client", args=[ana.pk])
    sent = {"text": "Of course.", "settle": "1", "form_key": str(uuid.uuid4())}
    assert desk.post(page, sent).status_code == 405
    assert [m.settled_at for m in Message.objects.all()] == [None]


def test_what_needs_no_answer_is_settled_from_the_thread(ana):
    write(signed_in(ana.user), "Thank you.")
    desk = signed_in(ana.cases.get().owner)
    page = reverse("messaging:client", args=[ana.pk])
    settle = reverse("messaging:messages_settle", args=[ana.pk])
    assert settle in desk.get(page).text
    assert desk.post(settle).url == page
    assert settle not in desk.get(page).text


def test_words_that_are_not_taken_come_back_with_the_thread(ana):
    desk = signed_in(ana.cases.get().owner)
    send = reverse("messaging:message_send", args=[ana.pk])
    sent = {"text": "Of course.", "form_key": str(uuid.uuid4())}
    assert desk.post(send, {**sent, "text": ""}).status_code == 400
    assert desk.post(send, sent).status_code == 302
    other = desk.post(send, {**sent, "text": "Of course, on Monday."})
    assert (other.status_code, "Of course, on Monday." in other.text) == (409, True)


@pytest.mark.parametrize("count", [1, 40])
def test_a_thread_costs_the_same_for_one_message_and_for_many(
    ana, count, django_assert_max_num_queries
):
    for n in range(count):
        send_message(client=ana, author=ana.user, text=f"Message {n}")
    browser = signed_in(ana.user)
    with django_assert_max_num_queries(12):
        assert browser.get(reverse("portal:messages")).status_code == 200
