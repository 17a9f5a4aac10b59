"""What the team's page tells of the mail of its invitations, and what an owner can do about it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from coachdesk.outbox.models import OutboxMessage
from coachdesk.outbox.relay import run_due
from coachdesk.users.models import Invitation, Kind, Role
from coachdesk.users.services import create_invitation
from coachdesk.users.team import invite_member
from tests.factories import (
    PASSWORD,
    make_client_user,
    make_staff,
    signed_in,
    signed_in_earlier,
    with_fresh_proof,
)
from tests.outbox.mail_server import closed_port, running_mail_server, send_through

pytestmark = pytest.mark.django_db
TEAM = "/desk/team/"


@pytest.fixture
def owner():
    return make_staff(Role.OWNER)


@pytest.fixture
def browser(owner):
    return with_fresh_proof(signed_in(owner))


def invited(owner, address="new@example.org") -> Invitation:
    return invite_member(address=address, roles=["editor"], actor=owner)


def page(browser) -> str:
    return " ".join(browser.get(TEAM).content.decode().split())


def accept(link: str, invitation: Invitation):
    form = {"spoken_code": invitation.spoken_code, "display_name": "Noa", "password": PASSWORD}
    return Browser().post(link, form)


def act(browser, invitation: Invitation, name: str):
    return browser.post(f"{TEAM}invitations/{invitation.pk}/{name}/")


def test_beside_each_invitation_stands_what_became_of_its_mail(owner, browser, settings):
    now = timezone.now()
    invited(owner)
    assert "Mail: waits to be sent." in page(browser)
    send_through(settings, closed_port())
    run_due()
    assert re.search(r"Mail: tried since .+, again .+\. The mail server does not", page(browser))
    with running_mail_server(settings) as server:
        OutboxMessage.objects.update(available_at=now)
        run_due()
        assert re.search(r"Mail: sent \d", page(browser))
        server.answers["RCPT"] = "550 no"
        other = invited(owner, "gone@example.org")
        run_due()
        assert re.search(r"Mail: failed since .+\. The mail was refused for good", page(browser))
        server.answers["RCPT"] = "250 fine"
        act(browser, other, "again")
        run_due()
    assert page(browser).count("Mail: sent") == 2


def test_an_invitation_whose_mail_ran_out_stays_there_and_gets_a_new_link(owner, browser):
    invitation = invited(owner)
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        run_due()
        late = with_fresh_proof(signed_in(owner))
        assert "Mail: not sent. What it carries had run out" in page(late)
        assert "ran out" in page(late)
        assert act(late, invitation, "again")["Location"] == TEAM
        link = f"/invitation/{OutboxMessage.objects.get(state='waiting').secret}/"
        assert accept(link, invitation)["Location"] == "/in/"
    with time_machine.travel(timezone.now() + timedelta(days=18)):
        assert "new@example.org" not in page(with_fresh_proof(signed_in(owner)))


@pytest.mark.proves("SEC-04")
def test_a_link_given_by_hand_is_shown_once_and_no_other_opens(owner, browser):
    invitation = invited(owner)
    old = OutboxMessage.objects.get().secret
    shown = act(browser, invitation, "by-hand").content.decode()
    link = re.search(r"/invitation/\S+?/", shown)[0]
    assert invitation.spoken_code in shown
    assert "No mail: the link was given by hand." in page(browser)
    assert run_due() == 0
    assert accept(f"/invitation/{old}/", invitation).status_code == 404
    assert accept(link, invitation)["Location"] == "/in/"
    refused = act(browser, invitation, "by-hand")
    assert refused.status_code == 409
    assert "This invitation was used or taken back." in refused.content.decode()


def test_a_mail_that_left_before_the_link_was_given_by_hand_is_not_called_sent(owner, browser):
    invitation = invited(owner)
    run_due()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        browser = with_fresh_proof(signed_in(owner))
        act(browser, invitation, "by-hand")
        assert "No mail: the link was given by hand." in page(browser)


@pytest.mark.proves("SEC-22")
def test_a_new_link_takes_a_fresh_proof(owner):
    invitation = invited(owner)
    for name in ("again", "by-hand"):
        assert act(signed_in_earlier(owner), invitation, name).status_code == 401
    assert OutboxMessage.objects.count() == 1


def test_the_invitation_of_a_client_is_not_reached_through_the_team(owner, browser):
    invitation, _token = create_invitation(
        kind=Kind.CLIENT, address="ana@example.org", actor=owner, subject_id=owner.pk
    )
    for name in ("again", "by-hand"):
        assert act(browser, invitation, name).status_code == 404


@pytest.mark.parametrize("closed", [False, True])
def test_who_has_an_account_is_not_invited_into_a_dead_end(owner, browser, closed):
    person = make_client_user() if not closed else make_staff()
    person.is_active = not closed
    person.save()
    form = {"invite-address": person.address, "invite-roles": ["coach"]}
    refused = browser.post(f"{TEAM}invite/", form)
    said = "An account with this address was closed." if closed else "There is an account with this"
    assert refused.status_code == 409
    assert said in refused.content.decode()
    assert person.address in refused.content.decode()
    assert not Invitation.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_the_page_asks_as_often_for_ten_invitations_as_for_one(
    owner, browser, django_assert_max_num_queries
):
    invited(owner)
    page(browser)
    with django_assert_max_num_queries(100) as one:
        browser.get(TEAM)
    for number in range(9):
        invited(owner, f"person{number}@example.org")
    with django_assert_max_num_queries(100) as ten:
        browser.get(TEAM)
    assert len(one) == len(ten)


def test_without_a_mail_server_the_page_says_so_before_one_invites(
    owner, browser, settings, tmp_path
):
    assert "No mail server is set" not in page(browser)
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    assert "No mail server is set: mail is kept in the data folder" in page(browser)
    invited(owner)
    run_due()
    assert "Mail: not sent. No mail server was set" in page(browser)
