"""The first person of an empty practice: a link from the terminal, used once, makes its owner."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from coachdesk.lib.errors import Closed
from coachdesk.lib.ids import new_token, token_hash
from coachdesk.users.models import Invitation, InvitationState, Kind, Role, User
from coachdesk.users.services import create_user
from coachdesk.users.signals import happened

LIFE = timedelta(hours=24)


def owner_exists() -> bool:
    """Whether the practice has somebody who can invite the others."""
    return User.objects.with_role(Role.OWNER).exists()


def _open_links() -> QuerySet[Invitation]:
    """Set-up links are invitations without an address that nobody has used."""
    waiting = (InvitationState.CREATED, InvitationState.SENT)
    return Invitation.objects.filter(kind=Kind.STAFF, address_hash="", state__in=waiting)


def _hash(token: str) -> str:
    """Set-up links and invitations have hashes of their own: neither opens the other's page."""
    return token_hash(f"set-up:{token}") if token else "-"


@transaction.atomic
def make_link() -> str:
    """The token of a new link, good for 24 hours; an earlier one dies. Raises Closed when the
    practice has an owner."""
    if owner_exists():
        raise Closed
    _open_links().update(state=InvitationState.REVOKED)
    token = new_token()
    link = Invitation.objects.create(
        kind=Kind.STAFF,
        roles=[Role.OWNER],
        address="",
        address_hash="",
        token_hash=_hash(token),
        spoken_code="",
        expires_at=timezone.now() + LIFE,
    )
    happened.send(
        sender=Invitation,
        action="setup.link_made",
        actor=None,
        object_type="invitation",
        object_id=link.pk,
    )
    return token


def is_open(token: str) -> bool:
    """Whether the link still makes an owner."""
    link = _open_links().filter(token_hash=_hash(token)).first()
    return link is not None and link.is_open and not owner_exists()


@transaction.atomic
def set_up(
    *,
    token: str,
    address: str,
    display_name: str,
    password: str,
    roles: Iterable[str],
    time_zone: str,
) -> User:
    """Use the link up and make the owner, with whatever other roles the person wants to hold.

    One person may hold every role. The second factor is asked for as of everybody. Raises Closed
    when the link is used, over or replaced, or the practice has an owner; IntegrityError for an
    address that has an account.
    """
    link = _open_links().select_for_update().filter(token_hash=_hash(token)).first()
    if link is None or not link.is_open or owner_exists():
        raise Closed
    held = {role.value for role in Role} & set(roles) | {Role.OWNER.value}
    user = create_user(
        address=address,
        kind=Kind.STAFF,
        display_name=display_name,
        password=password,
        roles=held,
    )
    user.time_zone = time_zone
    user.save(update_fields=["time_zone"])
    link.state, link.accepted_by, link.roles = InvitationState.ACCEPTED, user, sorted(held)
    link.save(update_fields=["state", "accepted_by", "roles"])
    happened.send(
        sender=Invitation,
        action="setup.done",
        actor=user,
        object_type="invitation",
        object_id=link.pk,
    )
    return user
