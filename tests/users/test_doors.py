from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from coachdesk.lib.errors import NotAllowed
from coachdesk.outbox.relay import run_due
from coachdesk.users.models import Invitation, Kind, Role, User
from coachdesk.users.services import create_invitation, set_roles
from tests.factories import PASSWORD, make_client_user, make_staff, signed_in

pytestmark = pytest.mark.django_db


def log_in(client: Client, address: str, password: str = PASSWORD):
    return client.post(reverse("account_login"), {"login": address, "password": password})


@pytest.mark.proves("SEC-49")
def test_a_person_signs_in_with_the_address_that_the_tables_hold_only_as_a_hash(client):
    user = make_client_user()
    assert log_in(client, user.address.upper()).status_code == 302
    assert client.get(reverse("users:landing"))["Location"] == "/my/"


@pytest.mark.proves("SEC-05")
def test_a_wrong_password_and_an_unknown_address_get_the_same_page():
    user = make_client_user()
    pages = [
        re.sub(r'(value|data-csrf)="[^"]*"', "", log_in(Client(), address, "wrong words here").text)
        for address in (user.address, "nobody@example.org")
    ]
    assert pages[0] == pages[1]


@pytest.mark.proves("SEC-01")
def test_staff_without_a_second_factor_reach_only_its_enrolment(client):
    coach = make_staff(with_factor=False)
    log_in(client, coach.address)
    assert client.get("/desk/clients/")["Location"] == reverse("mfa_activate_totp")


def test_demo_people_need_no_factor_and_are_worth_nothing_elsewhere(client):
    coach = make_staff(with_factor=False)
    User.objects.filter(pk=coach.pk).update(is_demo=True)
    with override_settings(DEMO=True):
        assert log_in(client, coach.address).status_code == 302
        assert client.get("/desk/clients/").status_code == 200
    assert client.get("/desk/clients/")["Location"].startswith(reverse("account_login"))
    assert log_in(Client(), coach.address).status_code == 200


@pytest.mark.proves("SEC-21")
@pytest.mark.parametrize(("kind", "minutes"), [("staff", 16), ("client", 31)])
def test_an_idle_session_ends_by_the_servers_clock(kind, minutes):
    user = make_staff() if kind == "staff" else make_client_user()
    browser = signed_in(user)
    session = browser.session
    session["started"] = session["seen"] = int(time.time()) - minutes * 60
    session.save()
    assert browser.get(reverse("users:landing"))["Location"].startswith(reverse("account_login"))


@pytest.mark.proves("REL-09")
def test_words_sent_after_the_session_ended_come_back_on_the_page():
    browser = Client()
    response = browser.post("/my/messages/", {"text": "Words I took an hour to find"})
    assert response.status_code == 401
    assert "Words I took an hour to find" in response.text


def invite(kind=Kind.CLIENT, **more) -> tuple[Invitation, str]:
    return create_invitation(kind=kind, address="new@example.org", actor=None, **more)


def accept(token: str, code: str, client: Client | None = None):
    sent = {"spoken_code": code, "display_name": "Noor", "password": "rain on a tin roof"}
    return (client or Client()).post(reverse("users:invitation", args=[token]), sent)


@pytest.mark.proves("SEC-02", "SEC-04")
def test_an_invitation_works_once_and_looking_at_it_uses_nothing_up():
    invitation, token = invite()
    assert Client().get(reverse("users:invitation", args=[token])).status_code == 200
    assert accept(token, invitation.spoken_code).status_code == 302
    assert accept(token, invitation.spoken_code).status_code == 404
    assert User.objects.filter(kind=Kind.CLIENT).count() == 1


@pytest.mark.proves("SEC-04")
def test_a_wrong_code_is_refused_and_the_fifth_ends_the_invitation():
    invitation, token = invite()
    wrong = "000000" if invitation.spoken_code != "000000" else "111111"
    for _ in range(5):
        assert accept(token, wrong).status_code == 400
    assert accept(token, invitation.spoken_code).status_code == 404


@pytest.mark.proves("SEC-04")
def test_an_expired_invitation_is_closed():
    invitation, token = invite()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert accept(token, invitation.spoken_code).status_code == 404


@pytest.mark.proves("SEC-17")
def test_nobody_changes_the_own_roles_and_only_an_owner_changes_others():
    owner, coach = make_staff(Role.OWNER), make_staff()
    for actor, target in ((owner, owner), (coach, owner)):
        with pytest.raises(NotAllowed):
            set_roles(user=target, roles=[Role.EDITOR], actor=actor)
    set_roles(user=coach, roles=[Role.EDITOR], actor=owner)
    assert User.objects.get(pk=coach.pk).roles == {Role.EDITOR}


@pytest.mark.proves("SEC-16")
def test_a_role_that_ends_acts_on_the_next_request():
    owner, coach = make_staff(Role.OWNER), make_staff()
    browser = signed_in(coach)
    assert browser.get("/desk/clients/").status_code == 200
    set_roles(user=coach, roles=[Role.EDITOR], actor=owner)
    assert browser.get("/desk/clients/").status_code == 403


@pytest.mark.proves("SEC-68")
def test_the_way_out_ends_the_session_and_sends_on():
    browser = signed_in(make_client_user())
    response = browser.post(reverse("users:exit"))
    assert response.status_code == 303
    assert "storage" in response["Clear-Site-Data"]
    assert browser.get(reverse("users:landing"))["Location"].startswith(reverse("account_login"))


def test_the_first_owner_comes_in_by_a_printed_invitation(capsys):
    call_command("invite_owner", "first@example.org")
    said = capsys.readouterr().out
    token = re.search(r"/invitation/([\w-]+)/", said).group(1)
    code = re.search(r"Code: (\d{6})", said).group(1)
    assert accept(token, code).status_code == 302
    assert User.objects.get().roles == {Role.OWNER, Role.SUPERVISOR}


@pytest.mark.proves("SEC-05", "SEC-06")
def test_a_sign_in_code_is_queued_and_never_sent_inside_the_request(mailoutbox):
    coach = make_staff()
    Client().post(reverse("account_request_login_code"), {"email": coach.address})
    assert mailoutbox == []
    run_due()
    assert [m.to for m in mailoutbox] == [[coach.address]]
    assert re.search(r"Your code is \S+\.", mailoutbox[0].body)


@pytest.mark.proves("SEC-04")
@pytest.mark.parametrize(
    ("minutes", "lands"), [(9, "account_complete_password_reset"), (11, "account_login")]
)
def test_a_reset_code_works_for_the_ten_minutes_that_its_mail_says(client, minutes, lands):
    user = make_staff()
    client.post(reverse("account_reset_password"), {"email": user.address})
    run_due()
    code = re.search(r"Your code is ([\w-]+)\.", mail.outbox[0].body)[1]
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        answer = client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    assert answer["Location"] == reverse(lands)
