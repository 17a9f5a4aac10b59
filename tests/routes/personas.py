"""The people of the route matrix, and what each may expect of a route (TP-01)."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from coachdesk.users.models import Role
from coachdesk.users.services import end_membership
from tests.factories import make_client_user, make_staff, signed_in, with_fresh_proof

PERSONAS = (
    "anonymous",
    "reader",
    "client",
    "coach",
    "counselor",
    "supervisor",
    "editor",
    "front_desk",
    "owner",
    "no_factor",
    "ended",
)
STAFF = ("coach", "counselor", "supervisor", "editor", "front_desk", "owner")
LETTERS = ("coach", "counselor", "supervisor", "editor")
TRIAGE = ("supervisor", "editor")
CASES = ("coach", "counselor", "supervisor")
SIGNED_IN = ("client", *STAFF)
ALL = PERSONAS


@dataclass(frozen=True)
class Route:
    """One route: its name, methods, who gets past the door, and sample arguments.

    ``kwargs`` are ids of nothing, so that "past the door" may still be a 404 for a missing object.
    ``get`` names what a GET may answer to those inside beside the usual answers.
    """

    name: str
    methods: tuple[str, ...]
    who: tuple[str, ...]
    kwargs: dict[str, str] | None = None


def make_browsers() -> dict[str, Client]:
    """A signed-in browser for each persona."""
    owner = make_staff(Role.OWNER)
    browsers = {"anonymous": Client(), "reader": Client(), "client": signed_in(make_client_user())}
    for role in Role:
        browsers[role.value] = with_fresh_proof(signed_in(make_staff(role)))
    with_fresh_proof(browsers["client"])
    session = browsers["reader"].session
    session["letter_id"] = "00000000-0000-4000-8000-000000000000"
    session.save()
    bare = make_staff(Role.COACH, with_factor=False)
    without = Client()
    without.force_login(bare, backend="coachdesk.users.backends.AddressBackend")
    browsers["no_factor"] = with_fresh_proof(without)
    gone = make_staff(Role.COACH)
    browsers["ended"] = signed_in(gone)
    end_membership(user=gone, actor=owner)
    return browsers
