"""Time is hers: asked when she comes in, changeable by her and by the coach, the same everywhere."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.html import escape

from clients.contact.services import set_time_zone
from coachdesk.lib.zones import practice_zone, time_there, zone_choices
from coachdesk.outbox.models import Channel, Permission, SafeContact
from coachdesk.outbox.services import set_safe_contact
from coachdesk.users.models import Kind, Role, User
from coachdesk.users.services import create_invitation
from tests.factories import PASSWORD, make_client, make_staff, signed_in

pytestmark = pytest.mark.django_db
NEW_YORK = "America/New_York"


def test_a_person_without_a_word_has_the_practices_zone(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    client = make_client()
    assert (client.time_zone, client.user.time_zone) == ("Europe/Berlin", "Europe/Berlin")
    assert make_staff(Role.COACH).time_zone == practice_zone() == "Europe/Berlin"


@pytest.mark.parametrize(("chosen", "kept"), [(NEW_YORK, NEW_YORK), ("", "UTC")])
def test_the_invitation_asks_for_the_zone_and_says_the_time_there(chosen, kept):
    owner = make_staff(Role.OWNER)
    invitation, token = create_invitation(
        kind=Kind.STAFF, address="new@example.org", actor=owner, roles=[Role.COACH]
    )
    browser = Client()
    page = browser.get(f"/invitation/{token}/").text
    assert f"It is {time_there('UTC'):%H}:" in page
    browser.post(
        f"/invitation/{token}/",
        {
            "spoken_code": invitation.spoken_code,
            "display_name": "Lena",
            "password": PASSWORD,
            "time_zone": chosen,
        },
    )
    lena = next(user for user in User.objects.all() if user.display_name == "Lena")
    assert lena.time_zone == kept


def zones_of(client) -> tuple[str, str, str]:
    client.refresh_from_db()
    contact = SafeContact.objects.get(person_id=client.pk)
    return client.time_zone, User.objects.get(pk=client.user_id).time_zone, contact.time_zone


@pytest.mark.parametrize("by", ["client", "coach"])
def test_the_client_and_the_coach_change_it_for_everything_at_once(by):
    coach = make_staff(Role.COACH)
    client = make_client(coach)
    set_safe_contact(
        person_id=client.pk,
        channel=Channel.MAIL,
        address="ana@example.org",
        permission=Permission.SAFE,
        actor=coach,
    )
    if by == "client":
        answer = signed_in(client.user).post("/my/me/time-zone/", {"time_zone": NEW_YORK})
    else:
        answer = signed_in(coach).post(
            f"/desk/clients/{client.pk}/contact/zone/", {"time_zone": NEW_YORK}
        )
    assert answer.status_code == 302
    assert zones_of(client) == (NEW_YORK, NEW_YORK, NEW_YORK)


def test_a_zone_that_does_not_exist_is_refused_in_words():
    client = make_client()
    page = signed_in(client.user).post("/my/me/time-zone/", {"time_zone": "Mars/Olympus"})
    assert page.status_code == 400
    assert escape("Select a valid choice") in page.text or "valid" in page.text
    client.refresh_from_db()
    assert client.time_zone == practice_zone()


def test_the_settings_say_the_time_there():
    client = make_client()
    set_time_zone(client=client, time_zone="Asia/Kolkata", actor=client.user)
    page = signed_in(client.user).get("/my/me/").text
    assert f"It is {time_there('Asia/Kolkata'):%H}:" in page
    assert '<option value="Asia/Kolkata" selected>Kolkata</option>' in page


def test_all_usual_zones_can_be_chosen():
    names = {
        name for _area, rows in zone_choices() if isinstance(rows, list) for name, _place in rows
    }
    assert {NEW_YORK, "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney"} <= names
