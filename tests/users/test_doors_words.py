"""What the doors say: never the alias of an address, whose device it is, why one was signed out;
and what a person ends or keeps of the own account."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import set_safe_contact
from coachdesk.users.models import User
from tests.factories import PASSWORD, make_client, make_client_user, make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def sent_code():
    """The code of the newest mail, as the person reads it."""
    run_due()
    return re.search(r"Your code is ([\w-]+)\.", mail.outbox[-1].body)[1]


def heading(answer):
    return re.search(r"<h1>(.*?)</h1>", answer.content.decode(), re.DOTALL)[1].strip()


@pytest.mark.parametrize("door", ["account_request_login_code", "account_reset_password"])
@pytest.mark.parametrize("known", [True, False])
def test_the_page_for_the_code_is_the_same_for_everybody_and_names_no_alias(door, known):
    address = make_client_user().address if known else "nobody@example.org"
    browser = Client()
    answer = browser.post(reverse(door), {"email": address}, follow=True)
    text = answer.content.decode()
    assert (answer.status_code, heading(answer)) == (200, "Your code")
    assert [word in text for word in ("alias.invalid", "mailto:", address)] == [False] * 3


def test_a_code_on_a_shared_device_ends_the_session_sooner():
    user = make_client().user
    set_safe_contact(
        person_id=user.client_record.pk, channel="mail", address=user.address, permission="safe",
        actor=None, read_only_by_person=True,
    )  # fmt: skip
    browser = Client()
    browser.post(reverse("account_request_login_code"), {"email": user.address})
    code = sent_code()
    answer = browser.post(reverse("account_confirm_login_code"), {"code": code, "shared": "on"})
    assert (answer.status_code, browser.session["shared_device"]) == (302, True)
    assert browser.get("/in/").headers["Location"] == "/my/"


def test_a_wrong_code_says_nothing_about_the_device():
    user = make_client_user()
    browser = Client()
    browser.post(reverse("account_request_login_code"), {"email": user.address})
    answer = browser.post(reverse("account_confirm_login_code"), {"code": "000000", "shared": "on"})
    assert (answer.status_code, "shared_device" in browser.session) == (200, False)


def test_who_was_signed_out_by_the_clock_reads_why():
    page = Client().get(reverse("account_login"), {"expired": "1"}).content.decode()
    assert "You were signed out." in page
    assert "You were signed out." not in Client().get(reverse("account_login")).content.decode()


def test_the_password_changes_and_only_the_other_devices_are_signed_out():
    user = make_client_user()
    here, there = signed_in(user), signed_in(user)
    new = "a calm evening by the lake"
    answer = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert answer.status_code == 302
    assert (here.get("/in/").headers["Location"], there.get("/in/").status_code) == ("/my/", 302)
    assert there.get("/in/").headers["Location"].startswith(reverse("account_login"))
    assert User.objects.get(pk=user.pk).check_password(new)


def test_one_device_is_signed_out_and_the_others_stay():
    user = make_client_user()
    browsers = []
    for _device in range(3):
        browser = Client()
        browser.post(reverse("account_login"), {"login": user.address, "password": PASSWORD})
        browser.get("/in/")
        browsers.append(browser)
    here, lost, other = browsers
    row = UserSession.objects.get(session_key=lost.session.session_key)
    answer = here.post(reverse("users:session_end", args=[row.pk]))
    assert answer.headers["Location"] == reverse("usersessions_list")
    landed = [browser.get("/in/").headers["Location"] for browser in browsers]
    assert landed == ["/my/", f"{reverse('account_login')}?next=%2Fin%2F", "/my/"]
    assert other.get("/in/").status_code == 302


def test_nobody_ends_a_session_of_somebody_else():
    mine, theirs = make_client_user(), make_client_user("Ben")
    browser = Client()
    browser.post(reverse("account_login"), {"login": theirs.address, "password": PASSWORD})
    browser.get("/in/")
    row = UserSession.objects.get(user=theirs)
    answer = signed_in(mine).post(reverse("users:session_end", args=[row.pk]))
    assert (answer.status_code, UserSession.objects.filter(pk=row.pk).exists()) == (404, True)


def keys_of(user):
    return [
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
        for _key in range(2)
    ]


def test_the_only_second_step_of_the_team_stays():
    person = make_staff(with_factor=False)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    answer = signed_in(person).post(reverse("mfa_deactivate_totp"))
    assert "This is your only second step." in answer.content.decode()
    assert Authenticator.objects.filter(user=person, type="totp").count() == 1


def test_an_app_goes_when_a_key_stays_and_the_last_key_stays():
    person = make_staff(with_factor=False)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    first, last = keys_of(person)
    assert signed_in(person).post(reverse("mfa_deactivate_totp")).status_code == 302
    for key in (first, last):
        signed_in(person).post(reverse("mfa_remove_webauthn", args=[key.pk]))
    left = Authenticator.objects.filter(user=person).exclude(type="recovery_codes")
    assert list(left) == [last]


def test_a_client_may_go_back_to_the_password_alone():
    user = make_client_user()
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert signed_in(user).post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=user, type="totp").exists()
