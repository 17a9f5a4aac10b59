"""Plain makers of the rows that tests need, from the cellar up. Each floor has a module of its own."""

from __future__ import annotations

import itertools
import time

from allauth.mfa.models import Authenticator
from django.test import Client

from coachdesk.users.models import Kind, Role, User
from coachdesk.users.services import create_user

PASSWORD = "a long enough sentence"
_numbers = itertools.count(1)


def make_staff(*roles: str, name: str = "Robin Vale", with_factor: bool = True) -> User:
    """A member of the team with the roles given (a coach where none is), second factor enrolled."""
    user = create_user(
        address=f"staff{next(_numbers)}@example.org",
        kind=Kind.STAFF,
        display_name=name,
        password=PASSWORD,
        roles=roles or (Role.COACH,),
    )
    if with_factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "-"})
    return user


def make_client_user(name: str = "Ana") -> User:
    """A client's log-in."""
    return create_user(
        address=f"client{next(_numbers)}@example.org",
        kind=Kind.CLIENT,
        display_name=name,
        password=PASSWORD,
    )


def signed_in(user: User) -> Client:
    """A browser in which the person has just signed in with password and factor."""
    client = Client()
    client.force_login(user, backend="coachdesk.users.backends.AddressBackend")
    session = client.session
    session["factor_seen"] = str(user.pk)
    session.save()
    return client


def with_fresh_proof(client: Client) -> Client:
    """Let the session count as freshly proven (SEC-22)."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    return client
