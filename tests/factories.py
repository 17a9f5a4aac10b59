"""Plain makers of the rows that tests need, from the cellar up. Each floor has a module of its own."""

from __future__ import annotations

import itertools
import time

from allauth.mfa.models import Authenticator
from django.test import Client

from clients.models import Case, CaseAssignment, CaseStatus, ClientStatus
from clients.models import Client as ClientRecord
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
    """A browser in which the person has just signed in with password and factor (a client: with
    the password), which counts as a proof of presence for five minutes (SEC-22)."""
    client = Client()
    client.force_login(user, backend="coachdesk.users.backends.AddressBackend")
    session = client.session
    session["factor_seen"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def signed_in_earlier(user: User) -> Client:
    """A browser in which the person signed in, longer ago than a proof of presence counts."""
    client = signed_in(user)
    session = client.session
    del session["account_authentication_methods"]
    session.save()
    return client


def with_fresh_proof(client: Client) -> Client:
    """Let the session count as freshly proven (SEC-22)."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def make_client(
    coach: User | None = None, *, name: str = "Ana Reyes", with_login: bool = True
) -> ClientRecord:
    """An active client with a one-partner case that ``coach`` owns; use ``client.cases.get()``."""
    number = next(_numbers)
    coach = coach or make_staff(Role.COACH)
    client = ClientRecord.objects.create(
        code=f"T-{number}",
        name=name,
        status=ClientStatus.ACTIVE,
        user=make_client_user(name.split()[0]) if with_login else None,
    )
    case = Case.objects.create(
        client=client, owner=coach, status=CaseStatus.ACTIVE, partner_label="my husband"
    )
    CaseAssignment.objects.create(case=case, user=coach)
    return client
