"""From a yes to the portal: invitation, safe contact, signature."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone

from clients.agreements.signing import first_texts, shown_hash, sign_first_texts
from clients.agreements.texts import text_for
from clients.cases.screening import ITEMS, take_screening
from clients.models import Client, ClientStatus
from clients.people import services
from coachdesk.audit.models import AuditEvent
from coachdesk.consents.models import ConsentGrant, ConsentKind
from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.models import Channel, OutboxMessage, Permission, SafeContact
from coachdesk.outbox.relay import run_due
from coachdesk.outbox.services import set_safe_contact
from coachdesk.questions.models import Question
from coachdesk.users.models import Invitation
from tests.factories import make_client_user, make_staff, signed_in
from tests.outbox.mail_server import closed_port, send_through

pytestmark = pytest.mark.django_db
WORDS = "a long enough sentence"


def prospect(coach, *, permission=Permission.SAFE, address="tariq@example.org") -> Client:
    client = services.add_prospect(actor=coach, name="Tariq Haddad")
    set_safe_contact(
        person_id=client.pk,
        channel=Channel.MAIL,
        address=address,
        permission=permission,
        actor=coach,
        read_only_by_person=True,
    )
    return client


def invited(coach) -> tuple[Client, str]:
    """A prospect whose invitation has left; gives the client and the link's path."""
    client = prospect(coach)
    signed_in(coach).post(f"/desk/clients/{client.pk}/invite/", {"by": "mail"})
    run_due()
    return client, re.search(r"/invitation/\S+/", mail.outbox[-1].body).group()


def come_in(client: Client, path: str) -> Browser:
    browser = Browser()
    code = Invitation.objects.get(subject_id=client.pk).spoken_code
    answer = browser.post(path, {"spoken_code": code, "display_name": "Tariq", "password": WORDS})
    assert answer["Location"] == "/my/welcome/"
    return browser


@pytest.mark.proves("SEC-02", "SEC-56")
def test_an_invited_client_confirms_safe_contact_signs_and_is_in_the_portal():
    coach = make_staff()
    client, path = invited(coach)
    assert mail.outbox[-1].subject == "Your note"
    browser = come_in(client, path)
    client.refresh_from_db()
    assert client.status == ClientStatus.INTAKE
    # Safe contact comes first, with nothing chosen beforehand.
    page = browser.get("/my/welcome/")
    assert b"checked" not in page.content
    answer = browser.post(
        "/my/welcome/", {"permission": "safe", "read_only_by_person": "on", "wording": "neutral"}
    )
    assert answer.status_code == 302
    # Then agreement and privacy.
    page = browser.get("/my/welcome/")
    shown = page.context["form"]["shown"].value()
    signing = {"agreement": "on", "privacy": "on", "typed_name": "Tariq H.", "shown": shown}
    assert browser.post("/my/welcome/", signing)["Location"] == "/my/"
    grants = ConsentGrant.objects.filter(person_id=client.pk, state="granted")
    assert {g.kind for g in grants} == {ConsentKind.SERVICE, ConsentKind.PRIVACY}
    assert grants[0].proof["typed_name"] == "Tariq H."
    assert grants[0].proof["text_hash"] == grants[0].text.hash
    assert browser.get("/my/welcome/")["Location"] == "/my/"


@pytest.mark.proves("SEC-73")
def test_a_signature_to_an_older_text_is_asked_for_again():
    coach = make_staff()
    client, path = invited(coach)
    browser = come_in(client, path)
    browser.post("/my/welcome/", {"permission": "never"})
    signing = {"agreement": "on", "privacy": "on", "typed_name": "T", "shown": "another"}
    assert browser.post("/my/welcome/", signing).status_code == 409
    assert not ConsentGrant.objects.filter(person_id=client.pk).exists()


@pytest.mark.proves("SEC-71")
def test_a_mailbox_others_read_is_never_written_to():
    coach = make_staff()
    client, path = invited(coach)
    browser = come_in(client, path)
    refused = browser.post("/my/welcome/", {"permission": "safe"})
    assert refused.status_code == 400
    assert browser.post("/my/welcome/", {"permission": "never"}).status_code == 302
    assert SafeContact.objects.get(person_id=client.pk).permission == Permission.NEVER


def test_an_unsafe_mailbox_gets_no_invitation_and_the_page_says_why():
    coach = make_staff()
    client = prospect(coach, permission=Permission.NEVER)
    browser = signed_in(coach)
    browser.post(f"/desk/clients/{client.pk}/invite/", {"by": "mail"})
    run_due()
    assert mail.outbox == []
    assert (
        b"The person said: never on this channel."
        in browser.get(f"/desk/clients/{client.pk}/contact/").content
    )
    by_hand = browser.post(f"/desk/clients/{client.pk}/invite/", {"by": "hand"})
    assert b"/invitation/" in by_hand.content
    assert OutboxMessage.objects.filter(mail_kind="invitation.client").count() == 1


def test_the_clients_page_says_what_became_of_the_invitations_mail(settings):
    coach = make_staff()
    client = prospect(coach)
    send_through(settings, closed_port())
    browser = signed_in(coach)
    browser.post(f"/desk/clients/{client.pk}/invite/", {"by": "mail"})
    run_due()
    page = " ".join(browser.get(f"/desk/clients/{client.pk}/").content.decode().split())
    assert "Mail: tried since" in page
    assert "No mail has left since" in page
    browser.post(f"/desk/clients/{client.pk}/invite/", {"by": "hand"})
    assert (
        "No mail: the link was given by hand."
        in browser.get(f"/desk/clients/{client.pk}/").content.decode()
    )


def test_a_client_whose_address_has_an_account_is_not_invited_into_a_dead_end():
    coach = make_staff()
    client = prospect(coach, address=make_client_user().address)
    browser = signed_in(coach)
    for way in ("mail", "hand"):
        told = browser.post(f"/desk/clients/{client.pk}/invite/", {"by": way}, follow=True)
        assert "There is an account with this address already" in told.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("permission", "offered", "said"),
    [
        (None, (), "first note an email address under safe contact"),
        (Permission.NEVER, ("hand",), "The person said: never on this channel."),
        (Permission.SAFE, ("mail", "hand"), ""),
    ],
)
def test_only_the_ways_to_invite_that_work_are_offered_and_why_the_rest_is_not(
    permission, offered, said
):
    coach = make_staff()
    client = prospect(coach, permission=permission or Permission.SAFE)
    if permission is None:
        SafeContact.objects.filter(person_id=client.pk).delete()
    page = signed_in(coach).get(f"/desk/clients/{client.pk}/").content.decode()
    found = tuple(way for way in ("mail", "hand") if f'name="by" value="{way}"' in page)
    assert found == offered
    assert said in page
    assert ("A link can be given by hand." in page) == (offered == ("hand",))


def test_no_work_starts_before_agreement_privacy_safe_contact_and_screening():
    coach = make_staff()
    client = prospect(coach)
    browser = signed_in(coach)
    address = f"/desk/clients/{client.pk}/status/"
    assert browser.post(address, {"to": "active"}).status_code == 409
    browser.post(address, {"to": "intake"})
    refused = browser.post(address, {"to": "active"})
    assert refused.status_code == 409
    assert "the agreement, the privacy notice" in refused.content.decode()
    shown = shown_hash([text_for(kind) for kind in first_texts(client)])
    sign_first_texts(client=client, actor=coach, typed_name="T", shown=shown, supervision=False)
    answers = {item.key: "no" for item in ITEMS}
    take_screening(client=client, actor=coach, answers=answers, how="voice")
    assert browser.post(address, {"to": "active"}).status_code == 302
    client.refresh_from_db()
    assert client.status == ClientStatus.ACTIVE
    assert client.cases.get().status == "active"


@pytest.mark.proves("REL-05")
def test_the_same_form_sent_twice_makes_one_client():
    coach = make_staff()
    browser = signed_in(coach)
    form = {
        "form_key": "11111111-1111-4111-8111-111111111111",
        "name": "Vera",
        "source": "hand",
        "kind": "one_partner",
    }
    first, second = (browser.post("/desk/clients/add/", form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Client.objects.count() == 1


@pytest.mark.proves("SEC-54")
def test_opening_a_record_is_noted_for_the_client():
    coach = make_staff()
    client = prospect(coach)
    signed_in(coach).get(f"/desk/clients/{client.pk}/")
    seen = AuditEvent.objects.get(action="view", person_id=client.pk)
    assert seen.actor == coach


def make_letter(*, agreed: bool = True, address: str = "ilse@example.org"):
    """A letter whose writer may have agreed to become a client."""
    question = Question.objects.create(
        pseudonym="Ilse",
        country="DE",
        asks="Is it too late?",
        letter="words",
        agreed_to_contact_at=timezone.now() if agreed else None,
    )
    set_safe_contact(
        person_id=question.pk,
        channel=Channel.MAIL,
        address=address,
        permission=Permission.SAFE,
        actor=None,
        read_only_by_person=True,
    )
    return question


def test_a_writer_who_agreed_becomes_a_client_with_only_what_was_ticked():
    question = make_letter()
    coach = make_staff()
    browser = signed_in(coach)
    address = f"/desk/questions/{question.pk}/client/"
    sent = [browser.post(address, {"items": ["pseudonym", "contact"]}) for _ in range(2)]
    client = Client.objects.get()
    assert {r["Location"] for r in sent} == {f"/desk/clients/{client.pk}/"}
    case = client.cases.get()
    assert (client.name, client.country, case.presenting_concern) == ("Ilse", "", "")
    assert case.assignments.get().user == coach
    run_due()
    assert [m.to for m in mail.outbox] == [["ilse@example.org"]]


def test_a_writer_who_has_not_agreed_does_not_become_a_client():
    question = make_letter(agreed=False)
    coach = make_staff()
    answer = signed_in(coach).post(f"/desk/questions/{question.pk}/client/", {"items": []})
    assert answer.status_code == 409
    with pytest.raises(NotPossible), transaction.atomic():
        services.open_case_from_question(actor=coach, question=question, items=[])
    assert not Client.objects.exists()
