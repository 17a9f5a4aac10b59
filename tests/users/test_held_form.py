"""A form that was interrupted to ask who is there comes back with every field (SEC-22, REL-09)."""

from __future__ import annotations

import html
import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from coachdesk.users.models import Invitation, Role, RoleChange
from tests.factories import PASSWORD, make_client, make_staff, signed_in_earlier, with_fresh_proof

pytestmark = pytest.mark.django_db
GO_ON = "/in/again/"


def hidden_fields(page: str) -> dict[str, list[str]]:
    """What the form on the page would send."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page):
        found.setdefault(html.unescape(name), []).append(html.unescape(value))
    found.pop("csrfmiddlewaretoken", None)
    return found


@pytest.mark.proves("SEC-22", "REL-09")
def test_after_the_proof_the_form_is_sent_with_each_of_several_ticks():
    owner, coach = make_staff(Role.OWNER), make_staff(Role.COACH)
    browser = signed_in_earlier(owner)
    address = f"/desk/team/{coach.pk}/roles/"
    sent = {"roles": ["editor", "supervisor"], "csrfmiddlewaretoken": "x", "password": "y"}
    page_of_form = "http://testserver/desk/team/"
    asked = browser.post(address, sent, headers={"referer": page_of_form})
    assert asked.status_code == 401
    assert "it waits for you, with every field" in asked.text
    proof = re.search(r'href="(/accounts/reauthenticate/[^"]*)"', asked.text)
    assert proof is not None
    assert html.unescape(proof[1]) == "/accounts/reauthenticate/?next=%2Fin%2Fagain%2F"
    owner.authenticator_set.all().delete()
    done = browser.post(html.unescape(proof[1]), {"password": PASSWORD, "next": GO_ON})
    assert (done.status_code, done["Location"]) == (302, GO_ON)
    page = browser.get(GO_ON).text
    assert hidden_fields(page) == {"roles": ["editor", "supervisor"]}
    assert f'action="{address}"' in page
    assert 'href="/desk/team/"' in page
    assert not RoleChange.objects.exists()
    assert browser.post(address, hidden_fields(page)).status_code == 302
    assert RoleChange.objects.get().roles == ["editor", "supervisor"]
    assert browser.get(GO_ON).url == "/in/"


@pytest.mark.proves("SEC-22", "REL-09")
def test_lines_of_a_text_and_marks_in_it_come_back_as_they_were():
    owner = make_staff(Role.OWNER)
    browser = signed_in_earlier(owner)
    body = 'First "line" & more\r\nSecond <b>line</b>'
    sent = {"kind": "video", "title": "Video", "body": body}
    assert browser.post("/desk/texts/publish/?from=list", sent).status_code == 401
    with_fresh_proof(browser)
    page = browser.get(GO_ON).text
    assert hidden_fields(page) == {"kind": ["video"], "title": ["Video"], "body": [body]}
    assert 'action="/desk/texts/publish/?from=list"' in page


@pytest.mark.proves("SEC-49")
def test_what_waits_lies_sealed_in_the_session_and_passwords_do_not_wait():
    browser = signed_in_earlier(make_staff(Role.OWNER))
    sent = {"invite-address": "new@example.org", "invite-roles": ["coach"], "password": "secret"}
    browser.post("/desk/team/invite/", sent)
    stored = [row.get_decoded() for row in Session.objects.all()]
    assert "new@example.org" not in str(stored)
    assert hidden_fields(with_fresh_proof(browser).get(GO_ON).text) == {
        "invite-address": ["new@example.org"],
        "invite-roles": ["coach"],
    }
    assert not Invitation.objects.exists()


def test_nothing_waits_for_somebody_else_or_after_a_quarter_of_an_hour(monkeypatch):
    first, second = make_staff(Role.OWNER), make_staff(Role.OWNER)
    browser = signed_in_earlier(first)
    browser.post("/desk/team/invite/", {"invite-address": "new@example.org"})
    held = browser.session["held_form"]
    other = signed_in_earlier(second)
    session = other.session
    session["held_form"] = held
    session.save()
    assert other.get(GO_ON).url == "/in/"
    portal = signed_in_earlier(make_client().user)
    assert portal.post("/my/me/address/", {"address": "new@example.org"}).status_code == 401
    assert hidden_fields(portal.get(GO_ON).text) == {"address": ["new@example.org"]}
    now = time.time
    monkeypatch.setattr("coachdesk.users.presence.time.time", lambda: now() + 901)
    assert portal.get(GO_ON).url == "/in/"


@pytest.mark.parametrize("referer", ["https://elsewhere.example/desk/", ""])
def test_a_page_elsewhere_is_not_led_back_to(referer):
    browser = signed_in_earlier(make_staff(Role.OWNER))
    browser.post("/desk/team/invite/", {"invite-address": "a"}, headers={"referer": referer})
    assert "elsewhere" not in with_fresh_proof(browser).get(GO_ON).text


@pytest.mark.proves("SEC-22")
def test_a_fresh_log_in_opens_the_library_s_pages_too_and_an_older_one_is_asked():
    for browser, status in ((signed_in_earlier, 302), (fresh, 200)):
        page = browser(make_client().user).get("/accounts/2fa/totp/activate/")
        assert page.status_code == status


def fresh(user) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": user.address, "password": PASSWORD})
    return client
