"""What the tests of work with both share: screenings, flags and addresses."""

from __future__ import annotations

import re
import uuid

from django.core import mail
from django.test import Client as Browser

from clients.agreements.joint_texts import TEXT_OF
from clients.agreements.signing import shown_hash, sign_text
from clients.agreements.texts import text_for
from clients.cases.joint import begin_joint, offer_joint
from clients.cases.screening import ITEMS, take_screening
from clients.models import Client, PartnerInvitation
from coachdesk.outbox.relay import run_due
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Invitation
from tests.factories import PASSWORD, make_client, signed_in

JOINT = {"joint-policy": "no_secrets", "joint-summary": "The work so far, in my words."}
CHECK = {
    "check-alone": "yes",
    "check-afraid": "no",
    "check-pressured": "no",
    "check-no_is_feared": "no",
    "check-changed": "no",
    "check-if_no": "Then I come alone, as now.",
}


def screened(client, *yes):
    """A screening taken now; ``yes`` names the questions answered so."""
    answers = {item.key: "no" for item in ITEMS} | dict.fromkeys(yes, "yes")
    return take_screening(client=client, actor=None, answers=answers, how="voice")


def flagged(client, *codes):
    """An open flag about the client that did not come from a screening."""
    return open_flag(
        subject_kind="log",
        subject_id=uuid.uuid4(),
        person_id=client.pk,
        codes=codes or ("fear_of_partner",),
        urgent=True,
    )


def at(case, act):
    """The address of an act on a case."""
    return f"/desk/clients/cases/{case.pk}/{act}/"


def invited(client, address="jo@example.org"):
    """The client's wish, checked and sent; gives the path of the partner's link."""
    case, portal = client.cases.get(), signed_in(client.user)
    desk = signed_in(case.owner)
    screened(client)
    portal.post("/my/partner/ask/")
    assert desk.post(at(case, "partner/check"), CHECK).status_code == 302
    portal.post("/my/partner/invite/", {"address": address, "knows": "on"})
    assert PartnerInvitation.objects.get(case=case).state == "sent"
    run_due()
    return re.search(r"/invitation/\S+/", mail.outbox[-1].body).group()


def come_in(link):
    """The partner's answer to the link, with the right code."""
    form = {"spoken_code": Invitation.objects.get().spoken_code}
    return Browser().post(link, form | {"display_name": "Jo", "password": PASSWORD})


def partner_of(client, *, name="Jo Vega"):
    """The client's partner, who has come in and is an active client of the same coach, screened
    alone as the client is."""
    case = client.cases.get()
    partner = make_client(case.owner, name=name)
    Client.objects.filter(pk=partner.pk).update(source="partner")
    partner.cases.update(kind="couple", status="inquiry")
    PartnerInvitation.objects.create(case=case, state="accepted", accepted_client=partner)
    screened(client)
    screened(partner)
    partner.refresh_from_db()
    return partner


def sign(client, policy="no_secrets"):
    """The client's yes to the text for work with both."""
    kind = TEXT_OF[policy]
    text = shown_hash([text_for(kind)])
    return sign_text(client=client, actor=client.user, kind=kind, typed_name="Me", shown=text)


def together(client, *, carry=(), policy="no_secrets"):
    """The couple case of a client whose partner came in, after both signed."""
    case = client.cases.get()
    partner = partner_of(client)
    joint = offer_joint(
        case=case, carry=carry, policy=policy, summary="It went well.", actor=case.owner
    )
    for one in (client, partner):
        sign(one, policy)
    return begin_joint(joint=joint, actor=case.owner)
