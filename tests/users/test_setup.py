"""The first person of an empty practice comes in by a link from the terminal, with every role she needs."""

from __future__ import annotations

from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coachdesk.audit.models import AuditEvent
from coachdesk.lib.errors import Closed
from coachdesk.users import setup, team
from coachdesk.users.models import Invitation, Role, User
from coachdesk.users.services import create_invitation
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
FORM = {
    "display_name": "Robin Vale",
    "address": "robin@example.org",
    "time_zone": "America/New_York",
    "clients": "counselor",
    "roles": ["supervisor", "editor", "front_desk"],
    "password": PASSWORD,
}


def page(token: str) -> str:
    return reverse("users:set_up", args=[token])


def printed(command: str, *words: str) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def test_the_link_makes_an_owner_who_holds_every_role_she_chose(settings):
    settings.SITE_URL = "http://localhost:8123"
    link = printed("setup_link").strip()
    assert link.startswith("http://localhost:8123/set-up/")
    browser = Client()
    address = link.removeprefix(settings.SITE_URL)
    shown = browser.get(address)
    assert shown.status_code == 200
    assert "Do you see clients yourself?" in shown.text
    assert "safety flags and held letters" in shown.text
    answer = browser.post(address, FORM)
    assert answer["Location"] == settings.LOGIN_REDIRECT_URL
    owner = User.objects.get()
    assert owner.roles == {"owner", "counselor", "supervisor", "editor", "front_desk"}
    assert (owner.display_name, owner.address, owner.time_zone, owner.is_demo) == (
        "Robin Vale",
        "robin@example.org",
        "America/New_York",
        False,
    )
    assert browser.get("/desk/")["Location"] == reverse("mfa_activate_totp")
    done = AuditEvent.objects.get(action="setup.done")
    assert done.actor_id == owner.pk


def test_who_sees_no_clients_is_the_owner_all_the_same():
    token = setup.make_link()
    Client().post(page(token), {**FORM, "clients": "", "roles": []})
    assert User.objects.get().roles == {"owner"}


@pytest.mark.proves("SEC-04")
def test_the_link_works_once():
    token = setup.make_link()
    assert Client().post(page(token), FORM).status_code == 302
    again = Client().post(page(token), {**FORM, "address": "other@example.org"})
    assert again.status_code == 404
    assert "This link no longer works" in again.text
    assert User.objects.count() == 1


@pytest.mark.proves("SEC-04")
def test_the_link_is_over_after_a_day():
    with time_machine.travel(timezone.now(), tick=False) as clock:
        token = setup.make_link()
        clock.shift(setup.LIFE)
        assert Client().get(page(token)).status_code == 404
        with pytest.raises(Closed):
            setup.set_up(token=token, **_data())


def test_each_start_prints_a_new_link_and_the_last_one_dies():
    first, second = setup.make_link(), setup.make_link()
    assert (setup.is_open(first), setup.is_open(second)) == (False, True)


def _data() -> dict[str, object]:
    return {
        "address": "x@example.org",
        "display_name": "X",
        "password": PASSWORD,
        "roles": [],
        "time_zone": "UTC",
    }


def test_where_an_owner_is_there_is_no_link_and_an_old_one_opens_nothing():
    token = setup.make_link()
    make_staff(Role.OWNER)
    assert printed("setup_link") == ""
    assert Client().get(page(token)).status_code == 404
    with pytest.raises(Closed):
        setup.set_up(token=token, **_data())


def test_people_without_an_owner_do_not_close_the_door():
    make_staff(Role.COACH)
    assert printed("setup_link") != ""


def test_set_up_links_and_invitations_do_not_open_each_other():
    _row, invited = create_invitation(
        kind="staff", address="x@example.org", actor=None, roles=["owner"]
    )
    token = setup.make_link()
    assert Client().get(page(invited)).status_code == 404
    assert Client().get(reverse("users:invitation", args=[token])).status_code == 404
    assert [row.address for row in team.waiting_invitations()] == ["x@example.org"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"address": "nobody"},
        {"roles": ["owner"]},
        {"clients": "editor"},
        {"time_zone": "Mars/Olympus"},
        {"display_name": ""},
    ],
)
def test_a_mistake_comes_back_with_what_was_written_and_uses_nothing_up(wrong):
    token = setup.make_link()
    answer = Client().post(page(token), {**FORM, **wrong})
    assert answer.status_code == 400
    assert "Nothing you wrote is lost" in answer.text
    assert not User.objects.exists()
    assert setup.is_open(token)


def test_an_address_that_has_an_account_is_told():
    coach = make_staff(Role.COACH)
    answer = Client().post(page(setup.make_link()), {**FORM, "address": coach.address})
    assert answer.status_code == 400
    assert "An account has this address already." in answer.text


def test_the_terminal_invites_an_owner_with_roles():
    printed("invite_owner", "robin@example.org", "--roles", "counselor", "editor")
    assert Invitation.objects.get().roles == ["counselor", "editor", "owner"]
    printed("invite_owner", "kim@example.org")
    assert Invitation.objects.latest("created_at").roles == ["owner", "supervisor"]


def test_the_terminal_says_what_is_wrong_with_an_address():
    with pytest.raises(CommandError, match="no email address"):
        call_command("invite_owner", "robin")
    with pytest.raises(CommandError, match="There is an account with this address already"):
        call_command("invite_owner", make_staff().address)
