"""Who is told of mail that did not reach somebody: the coach, who answers a letter, the owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from coachdesk.outbox.models import Channel, OutboxMessage, Permission
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import enqueue_mail, set_safe_contact
from coachdesk.outbox.stuck_mail import stuck_mail
from coachdesk.questions.models import Question
from coachdesk.users.models import Role
from coachdesk.users.team import invite_member
from tests.factories import make_client, make_staff, signed_in
from tests.letters import make_letter
from tests.outbox.mail_server import running_mail_server

pytestmark = pytest.mark.django_db
REFUSED = "The mail was refused for good: the address may be wrong. (550)"


@pytest.fixture
def server(settings):
    with running_mail_server(settings) as running:
        running.answers["RCPT"] = "550 no such user"
        yield running


def contact(person_id, permission=Permission.SAFE) -> None:
    set_safe_contact(
        person_id=person_id,
        channel=Channel.MAIL,
        address="somebody@example.org",
        permission=permission,
        actor=None,
        read_only_by_person=True,
    )


def tried(kind: str, **to) -> OutboxMessage:
    """A mail of this kind that the server was asked to take."""
    with transaction.atomic():
        message = enqueue_mail(kind, **to)
    run_due()
    return message


def lines(user) -> list[tuple[str, str, str]]:
    return [(one.kind, one.why, one.url) for one in stuck_mail(user)]


def test_a_coach_is_told_of_own_clients_and_nobody_elses(server):
    coach, other = make_staff(), make_staff()
    client = make_client(coach)
    contact(client.pk)
    tried("client.message", person_id=client.pk)
    page = f"/desk/clients/{client.pk}/contact/"
    assert lines(coach) == [("A message in the portal", REFUSED, page)]
    for user in (other, make_staff(Role.OWNER), make_staff(Role.EDITOR), client.user):
        assert lines(user) == []


def test_who_answers_a_letter_is_told_and_triage_where_nobody_does(server):
    coach, supervisor = make_staff(), make_staff(Role.SUPERVISOR)
    question, _code = make_letter()
    contact(question.pk)
    tried("letter.news", person_id=question.pk)
    told = [("News about a letter", REFUSED, f"/desk/questions/{question.pk}/")]
    assert (lines(coach), lines(supervisor)) == ([], told)
    Question.objects.update(assignee=coach)
    assert (lines(coach), lines(supervisor)) == (told, [])


def test_an_owner_is_told_of_the_teams_mail(server):
    owner, coach = make_staff(Role.OWNER), make_staff()
    message = tried("staff.flag", user=coach)
    invite_member(address="new@example.org", roles=["editor"], actor=owner)
    run_due()
    assert lines(owner) == [
        ("An invitation to the team", REFUSED, "/desk/team/"),
        ("For the team: a safety flag", REFUSED, f"/desk/outbox/{message.pk}/"),
    ]
    assert lines(coach) == []


@pytest.mark.parametrize(
    ("permission", "told"),
    [
        (Permission.UNSET, ["This channel is not marked safe."]),
        (Permission.NEVER, []),
        (Permission.RECEIVE_ONLY, []),
    ],
)
def test_what_a_person_decided_is_no_trouble_and_what_is_missing_is(permission, told):
    coach = make_staff()
    client = make_client(coach)
    contact(client.pk, permission)
    tried("client.message", person_id=client.pk)
    assert [why for _kind, why, _page in lines(coach)] == told


def test_a_code_that_ran_out_is_not_told_and_a_reminder_is():
    coach = make_staff()
    client = make_client(coach)
    contact(client.pk)
    soon = timezone.now() + timedelta(minutes=5)
    with transaction.atomic():
        enqueue_mail("session.reminder", person_id=client.pk, good_until=soon)
        enqueue_mail("account.login_code", person_id=client.pk, secret="123456")
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        run_due()
        assert [kind for kind, _why, _page in lines(coach)] == ["A reminder of a time"]


def test_a_later_mail_that_left_ends_it_and_so_do_two_weeks(server):
    coach = make_staff()
    client, other = make_client(coach), make_client(coach)
    for person in (client, other):
        contact(person.pk)
        tried("letter.news", person_id=person.pk)
    tried("client.message", person_id=client.pk)
    assert [kind for kind, _why, _page in lines(coach)] == [
        "A message in the portal",
        "News about a letter",
    ]
    server.answers["RCPT"] = "250 fine"
    tried("client.reply", person_id=client.pk)
    assert [kind for kind, _why, _page in lines(coach)] == ["News about a letter"]
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert lines(coach) == []


def test_it_asks_as_often_for_many_people_as_for_one(server, django_assert_num_queries):
    lead = make_staff(Role.OWNER, Role.COACH, Role.SUPERVISOR)
    assert lead.roles
    for _ in range(4):
        client = make_client(lead)
        contact(client.pk)
        tried("client.message", person_id=client.pk)
        tried("staff.flag", user=make_staff())
    with django_assert_num_queries(3):
        assert len(stuck_mail(lead)) == 8


def test_today_says_that_mail_did_not_reach_somebody(server):
    coach = make_staff()
    client = make_client(coach)
    contact(client.pk)
    tried("client.message", person_id=client.pk)
    page = signed_in(coach).get("/desk/").content.decode()
    assert "1 mail did not reach its person" in page
    assert REFUSED in page
