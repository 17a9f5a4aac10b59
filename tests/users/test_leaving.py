"""Leaving, and being signed out elsewhere: exit without script, sign-out, a changed factor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.models import UserSession
from django.test import Client, RequestFactory

from coachdesk.users.models import Role
from coachdesk.users.services import set_roles
from tests.factories import PASSWORD, make_client, make_staff, signed_in
from tests.letters import make_letter, open_letter

pytestmark = pytest.mark.django_db


def first_link(page: str) -> str:
    """The first thing that a keyboard reaches on a page."""
    body = page.split("<body", 1)[1]
    return body[body.index("<a") : body.index("</a>")]


@pytest.mark.proves("SEC-68")
@pytest.mark.parametrize("place", ["/my/", "/letter/read/"])
def test_without_script_the_exit_ends_the_session_and_is_reached_first(place):
    if place == "/my/":
        browser = signed_in(make_client(name="Ana Reyes").user)
    else:
        browser = open_letter(make_letter()[1])
    page = browser.get(place)
    assert page.status_code == 200
    link = first_link(page.text)
    assert ('href="/exit/"' in link, "data-exit=" in link) == (True, True)
    gone = browser.get("/exit/")
    assert (gone.status_code, gone["Clear-Site-Data"]) == (303, '"cookies", "storage"')
    assert browser.get(place).status_code in (302, 401, 403)


@pytest.mark.proves("SEC-24")
def test_signing_out_leaves_nothing_in_the_browser():
    browser = signed_in(make_staff(Role.COACH))
    answer = browser.post("/accounts/logout/")
    assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cookies", "storage"')


def listed(person) -> Client:
    """A browser of ``person`` that stands among the person's sessions."""
    browser = signed_in(person)
    session = browser.session
    UserSession.objects.create(
        user=person, ip="127.0.0.1", user_agent="test", session_key=session.session_key
    )
    return browser


@pytest.mark.proves("SEC-23")
@pytest.mark.parametrize(
    "signal", [authenticator_added, authenticator_removed, authenticator_reset]
)
def test_a_changed_factor_ends_the_other_sessions(signal):
    person = make_staff(Role.COACH)
    here, elsewhere = listed(person), listed(person)
    request = RequestFactory().post("/")
    request.session = here.session
    signal.send(
        sender=Authenticator,
        request=request,
        user=person,
        authenticator=Authenticator.objects.get(),
    )
    assert here.get("/in/").status_code == 302
    assert here.get("/in/")["Location"] == "/desk/"
    assert elsewhere.get("/desk/")["Location"].startswith("/accounts/login/")


@pytest.mark.proves("SEC-20")
def test_a_fresh_proof_gives_the_session_another_key():
    person = make_staff(Role.OWNER)
    Authenticator.objects.all().delete()
    browser = listed(person)
    before = browser.session.session_key
    answer = browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302
    after = browser.session.session_key
    assert after != before
    assert [row.session_key for row in UserSession.objects.filter(user=person)] == [after]


@pytest.mark.proves("SEC-20")
def test_who_is_given_another_role_goes_on_under_another_key_and_the_old_one_opens_nothing():
    owner, person = make_staff(Role.OWNER), make_staff(Role.COACH)
    browser, still = listed(person), listed(person)
    for one in (browser, still):
        assert one.get("/desk/clients/").status_code == 200
    before = browser.session.session_key
    assert browser.get("/desk/clients/").status_code == 200
    assert browser.session.session_key == before
    set_roles(user=person, roles=[Role.COACH, Role.SUPERVISOR], actor=owner)
    old = Client()
    old.cookies.load(browser.cookies.output(header=""))
    old.cookies["sessionid"] = before
    assert browser.get("/desk/clients/").status_code == 200
    after = browser.session.session_key
    assert after != before
    assert old.get("/desk/clients/")["Location"].startswith("/accounts/login/")
    keys = set(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    assert keys == {after, still.session.session_key}


@pytest.mark.proves("SEC-20")
def test_a_role_that_was_lost_gives_another_key_too():
    owner, person = make_staff(Role.OWNER), make_staff(Role.COACH, Role.EDITOR)
    browser = listed(person)
    browser.get("/desk/clients/")
    before = browser.session.session_key
    set_roles(user=person, roles=[Role.EDITOR], actor=owner)
    assert browser.get("/desk/clients/").status_code == 403
    assert browser.session.session_key != before
