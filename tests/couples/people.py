"""What the tests of work with both share: screenings, flags and addresses."""

from __future__ import annotations

import re
import uuid

from django.core import mail
from django.test import Client as Browser

from clients.cases.screening import ITEMS, take_screening
from clients.models import PartnerInvitation
from coachdesk.outbox.relay import run_due
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Invitation
from tests.factories import PASSWORD, signed_in

COUPLE = {"couple-policy": "no_secrets", "couple-summary": "The work so far, in my words."}
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
