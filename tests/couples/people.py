"""What the tests of work with both share: screenings, flags and addresses."""

from __future__ import annotations

import uuid

from clients.cases.screening import ITEMS, take_screening
from coachdesk.safety.services import open_flag

COUPLE = {"couple-policy": "no_secrets", "couple-summary": "The work so far, in my words."}


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
