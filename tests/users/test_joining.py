"""Who is invited into the team is told by whom, into what, as what; joining publishes nobody."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from coachdesk.audit.models import AuditEvent
from coachdesk.outbox.relay import run_due
from coachdesk.users.models import Invitation, Kind, PracticeSetting, Role, User
from coachdesk.users.practice_settings import forget_kept_settings
from coachdesk.users.services import create_invitation
from coachdesk.users.signals import mail_requested
from coachdesk.users.team import invite_member
from tests.factories import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db
SWITCH = "/accounts/team-page/"


@pytest.fixture
def owner():
    PracticeSetting.objects.create(name="practice_name", value="Talk & Walk")
    forget_kept_settings()
    return make_staff(Role.OWNER, name="Kim Osei")


def sent_link() -> str:
    run_due()
    link = next(line for line in mail.outbox[-1].body.splitlines() if "/invitation/" in line)
    return link.removeprefix("http://testserver")


def test_the_mail_says_who_invites_to_what_and_why_it_is_no_trick(owner):
    invitation = invite_member(address="new@example.org", roles=["editor", "coach"], actor=owner)
    link = sent_link()
    message = mail.outbox[0]
    assert message.from_email == "Talk & Walk <notes@localhost>"
    assert message.subject == "Invitation to the team of Talk & Walk"
    assert "Kim Osei invites you to the team of Talk & Walk." in message.body
    assert "- Coach: answers letters" in message.body
    assert "- Editor: gives letters out" in message.body
    assert "tells it to you by voice; it stands in no mail" in message.body
    assert invitation.spoken_code not in message.body
    assert message.body.count("http") == 1
    page = Client().get(link).text
    assert "Join the team of Talk &amp; Walk" in page
    assert "Kim Osei invites you and tells you a code of six digits by voice." in page
    assert "Editor: gives letters out" in page
    for words in ("A first name or an initial", "your contact", "What shall we call you?"):
        assert words not in page


@pytest.mark.proves("SEC-56")
def test_a_clients_invitation_stays_neutral(owner):
    invitation, token = create_invitation(kind=Kind.CLIENT, address="ana@example.org", actor=owner)
    mail_requested.send(
        sender=Invitation,
        kind="invitation.client",
        user=None,
        invitation=invitation,
        secret=token,
    )
    page = Client().get(sent_link()).text
    message = mail.outbox[0]
    assert (message.subject, message.from_email) == ("Your note", '"M. Notes" <notes@localhost>')
    for words in ("Kim", "Talk", "team"):
        assert words not in f"{message.subject}{message.body}{page}"


@pytest.mark.parametrize(("ticked", "named"), [({}, False), ({"on_team_page": "on"}, True)])
def test_joining_shows_only_who_wants_to_be_shown(owner, client, ticked, named):
    invitation = invite_member(address="new@example.org", roles=["coach"], actor=owner)
    form = {
        "spoken_code": invitation.spoken_code,
        "display_name": "Noa Weiss",
        "password": PASSWORD,
    }
    assert Client().post(sent_link(), form | ticked).status_code == 302
    assert ("Noa Weiss" in client.get("/team/").text) is named


def test_who_answers_no_letters_is_not_asked(owner):
    invite_member(address="new@example.org", roles=["front_desk"], actor=owner)
    assert "on_team_page" not in Client().get(sent_link()).text


def test_a_wrong_code_leaves_the_page_as_it_was(owner):
    invitation = invite_member(address="new@example.org", roles=["coach"], actor=owner)
    wrong = "000000" if invitation.spoken_code != "000000" else "111111"
    form = {"spoken_code": wrong, "display_name": "Noa", "password": PASSWORD}
    answer = Client().post(sent_link(), form | {"time_zone": "Asia/Kolkata"})
    assert answer.status_code == 400
    assert "Kim Osei invites you" in answer.text
    assert '<option value="Asia/Kolkata" selected>' in answer.text


def test_each_person_switches_it_on_and_off(client):
    coach = make_staff(name="Noa Weiss")
    desk = signed_in(coach)
    assert SWITCH in desk.get(reverse("mfa_index")).text
    assert desk.post(SWITCH, {"on_team_page": "on"}).status_code == 302
    assert "Noa Weiss" in client.get("/team/").text
    assert "checked" in desk.get(SWITCH).text
    desk.post(SWITCH, {})
    assert "Noa Weiss" not in client.get("/team/").text
    noted = AuditEvent.objects.filter(action__startswith="team_page.").order_by("at")
    assert [(row.action, row.actor_id) for row in noted] == [
        ("team_page.shown", coach.pk),
        ("team_page.hidden", coach.pk),
    ]


def test_the_demo_team_is_shown(settings, tmp_path, client):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    call_command("loaddemo")
    shown = client.get("/team/").text
    assert all(person.display_name in shown for person in User.objects.filter(kind=Kind.STAFF))
