"""Failed and run-out mail: another try with what it needs, or a sentence that says why not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone

from clients.cases.screening import ITEMS, take_screening
from clients.models import Client, PartnerInvitation
from clients.people import services as people
from coachdesk.audit.models import AuditEvent
from coachdesk.outbox.models import Channel, MessageState, OutboxMessage, Permission
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import enqueue_mail, set_safe_contact
from coachdesk.publishing import subscriptions
from coachdesk.publishing.models import Subscription
from coachdesk.users.models import Invitation, Role
from tests.couples.people import CHECK
from tests.factories import PASSWORD, make_client, make_staff, signed_in
from tests.outbox.mail_server import running_mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with running_mail_server(settings) as running:
        yield running


@pytest.fixture
def desk():
    return signed_in(make_staff(Role.OWNER))


def failed(server, kind: str) -> OutboxMessage:
    """The newest mail of this kind, refused for good; the next one will be taken."""
    server.answers["RCPT"] = "550 no such user"
    run_due()
    server.answers["RCPT"] = "250 fine"
    message = OutboxMessage.objects.filter(mail_kind=kind).latest("created_at")
    assert message.state == MessageState.DEAD
    return message


def try_again(desk, message: OutboxMessage):
    return desk.post(f"/desk/outbox/{message.pk}/again/")


def waiting() -> OutboxMessage:
    return OutboxMessage.objects.get(task="outbox.mail", state=MessageState.WAITING)


def states(kind: str) -> list[str]:
    rows = OutboxMessage.objects.filter(mail_kind=kind).order_by("created_at")
    return list(rows.values_list("state", flat=True))


def invited_client(coach) -> Client:
    client = people.add_prospect(actor=coach, name="Tariq Haddad")
    set_safe_contact(
        person_id=client.pk,
        channel=Channel.MAIL,
        address="tariq@example.org",
        permission=Permission.SAFE,
        actor=coach,
        read_only_by_person=True,
    )
    people.invite_client(client=client, actor=coach)
    return client


def come_in(token: str, code: str):
    form = {"spoken_code": code, "display_name": "Tariq", "password": PASSWORD}
    return Browser().post(f"/invitation/{token}/", form)


@pytest.mark.proves("REL-11")
def test_a_failed_notice_is_tried_again_as_it_was(server, desk):
    with transaction.atomic():
        enqueue_mail("staff.flag", user=make_staff())
    message = failed(server, "staff.flag")
    assert try_again(desk, message)["Location"] == f"/desk/outbox/{message.pk}/"
    assert waiting().failing_since is None
    run_due()
    assert states("staff.flag") == ["done"]
    acts = AuditEvent.objects.filter(action="message.retried")
    assert list(acts.values_list("object_id", flat=True)) == [message.pk]


@pytest.mark.proves("REL-11", "SEC-04")
def test_a_clients_invitation_gets_a_new_link_and_keeps_its_spoken_code(server, desk):
    client = invited_client(make_staff())
    old, code = waiting().secret, Invitation.objects.get().spoken_code
    message = failed(server, "invitation.client")
    assert message.secret == ""
    try_again(desk, message)
    new = waiting().secret
    run_due()
    assert states("invitation.client") == ["cancelled", "done"]
    assert server.taken == ["tariq@example.org"]
    assert come_in(old, code).status_code == 404
    assert come_in(new, code)["Location"] == "/my/welcome/"
    client.refresh_from_db()
    assert client.user.display_name == "Tariq"


def test_an_invitation_that_ran_out_in_the_queue_gets_a_new_link_and_time(desk):
    invited_client(make_staff())
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        run_due()
        message = OutboxMessage.objects.get()
        assert message.state == MessageState.EXPIRED
        try_again(signed_in(make_staff(Role.SUPERVISOR)), message)
        assert waiting().expires_at > timezone.now() + timedelta(hours=71)


def test_an_invitation_that_leads_nowhere_is_not_sent_again_and_the_page_says_why(server, desk):
    client = invited_client(make_staff())
    message = failed(server, "invitation.client")
    set_safe_contact(
        person_id=client.pk,
        channel=Channel.MAIL,
        address="other@example.org",
        permission=Permission.SAFE,
        actor=None,
        read_only_by_person=True,
    )
    refused = try_again(desk, message)
    assert refused.status_code == 409
    assert "The address on record is another one by now." in refused.content.decode()
    Invitation.objects.update(state="revoked")
    assert "This invitation was used or taken back." in try_again(desk, message).content.decode()
    assert states("invitation.client") == ["dead"]


@pytest.mark.proves("SEC-13b")
def test_a_partners_invitation_is_sent_again_only_while_nothing_stands_against_it(server, desk):
    coach = make_staff()
    client = make_client(coach)

    def screened(**yes) -> None:
        answers = {item.key: yes.get(item.key, "no") for item in ITEMS}
        take_screening(client=client, actor=coach, answers=answers, how="voice")

    browser = signed_in(client.user)
    browser.post("/my/partner/ask/")
    screened()
    signed_in(coach).post(f"/desk/clients/cases/{client.cases.get().pk}/partner/check/", CHECK)
    browser.post("/my/partner/invite/", {"address": "jo@example.org", "knows": "on"})
    assert PartnerInvitation.objects.get().state == "sent"
    try_again(desk, failed(server, "invitation.partner"))
    message = failed(server, "invitation.partner")
    screened(substances="yes")
    refused = try_again(desk, message)
    assert (refused.status_code, states("invitation.partner")) == (409, ["cancelled", "dead"])
    assert "Something stands against this invitation." in refused.content.decode()


def test_a_subscriber_gets_a_new_link_to_confirm(server, desk):
    subscriptions.ask(address="reader@example.org")
    try_again(desk, failed(server, "subscription.confirm"))
    token = waiting().secret
    run_due()
    assert states("subscription.confirm") == ["cancelled", "done"]
    Browser().post(f"/subscribe/confirm/{token}/")
    assert Subscription.objects.get().state == "active"


def test_news_tried_again_keep_their_way_out(server, desk):
    subscriptions.ask(address="reader@example.org")
    row = Subscription.objects.get()
    with transaction.atomic():
        enqueue_mail("subscription.news", person_id=row.pk, secret=row.leave_token)
    message = failed(server, "subscription.news")
    try_again(desk, message)
    assert waiting().secret == row.leave_token


@pytest.mark.proves("SEC-05")
def test_a_code_is_never_made_for_somebody_else(server, desk):
    user = make_staff()
    Browser().post("/accounts/login/code/", {"email": user.address})
    message = failed(server, "account.login_code")
    refused = try_again(desk, message)
    assert refused.status_code == 409
    assert re.search(r"the person asks for a\s+new one at sign-in", refused.content.decode())
    assert states("account.login_code") == ["dead"]
