"""The demo practice and a browser for each kind of person in it."""

from __future__ import annotations

import base64
import json
from pathlib import Path

from django.core.management import call_command
from django.test import Client

from coachdesk.lib import sealed
from coachdesk.users.models import User, alias_for
from sessions.demo.people import TEAM
from tests.factories import signed_in, with_fresh_proof


def load_demo(folder: Path) -> dict[str, Client]:
    """Load the demo; browsers of the team, the clients, a reader and a stranger."""
    file = folder / "logins.json"
    call_command("loaddemo", logins_file=file, verbosity=0)
    logins = json.loads(file.read_text())
    browsers = {"stranger": Client()}
    for person in logins["logins"]:
        user = User.objects.get(login_alias=alias_for(person["email"]))
        browsers[person["email"].split("@")[0]] = with_fresh_proof(signed_in(user))
    for number, letter in enumerate(logins["reading_codes"][:4]):
        reader = Client()
        reader.post("/letter/", {"code": letter["code"]})
        browsers[f"reader{number}"] = reader
    assert {member.key for member in TEAM} < set(browsers)
    return browsers


STARTS = {
    "stranger": ["/", "/answers/", "/ask/", "/letter/", "/search/?q=talk", "/accounts/login/"],
    "reader": ["/letter/read/", "/letter/"],
    "client": ["/my/", "/my/me/", "/my/journal/", "/my/words/", "/my/data/", "/my/messages/"],
    "staff": ["/desk/", "/in/", "/desk/questions/", "/desk/clients/", "/desk/articles/"],
}


def starts_of(name: str) -> list[str]:
    """Where a person's links begin."""
    if name in {member.key for member in TEAM}:
        return STARTS["staff"]
    kind = name if name == "stranger" else "reader" if name.startswith("reader") else "client"
    return STARTS[kind]


def lose_the_key(settings) -> None:
    """From now on nothing that was sealed before opens."""
    settings.FIELD_KEYS = (("k1", base64.b64decode("B" * 42 + "E=")),)
    sealed._cipher.cache_clear()
