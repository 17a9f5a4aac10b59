"""Writes about people: making accounts, roles, invitations."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.lib.errors import Closed, NotAllowed, NotPossible, Refused
from coachdesk.lib.ids import new_token, token_hash
from coachdesk.lib.sealed import keyed_hash
from coachdesk.lib.text import normalise_address
from coachdesk.lib.zones import practice_zone
from coachdesk.users.leaving import in_hand
from coachdesk.users.models import (
    Invitation,
    InvitationState,
    Kind,
    Role,
    RoleGrant,
    User,
    alias_for,
)
from coachdesk.users.signals import happened, invitation_accepted, invitation_renewed

INVITATION_LIFE = timedelta(hours=72)  # SEC-04
_CODE_TRIES = 5


@transaction.atomic
def create_user(
    *,
    address: str,
    kind: str,
    display_name: str,
    password: str | None,
    roles: Iterable[str] = (),
    granted_by: User | None = None,
    is_demo: bool = False,
) -> User:
    """Make an account with a proven address. Raises IntegrityError when the address has one.

    In a demo everybody is of the demo, also who is invited there: their log-ins end with it.
    """
    user = User(
        kind=kind,
        login_alias=alias_for(address),
        address=address.strip(),
        display_name=display_name,
        is_demo=is_demo or settings.DEMO,
    )
    user.set_password(password)
    user.save(force_insert=True)
    EmailAddress.objects.create(user=user, email=user.login_alias, verified=True, primary=True)
    RoleGrant.objects.bulk_create(
        [RoleGrant(user=user, role=role, granted_by=granted_by) for role in sorted(set(roles))]
    )
    happened.send(
        sender=User, action="user.created", actor=granted_by, object_type="user", object_id=user.pk
    )
    return user


@transaction.atomic
def set_roles(*, user: User, roles: Iterable[str], actor: User) -> None:
    """Give and end roles so that exactly ``roles`` are held.

    Raises NotAllowed when the actor is the person (SEC-17) or no owner.
    """
    if actor.pk == user.pk or not actor.has_role(Role.OWNER):
        raise NotAllowed
    wanted = set(roles)
    held = RoleGrant.objects.select_for_update().filter(user=user, ended_at=None)
    have = {grant.role for grant in held}
    held.exclude(role__in=wanted).update(ended_at=timezone.now())
    RoleGrant.objects.bulk_create(
        [RoleGrant(user=user, role=role, granted_by=actor) for role in sorted(wanted - have)]
    )
    user.__dict__.pop("roles", None)
    happened.send(
        sender=User, action="roles.changed", actor=actor, object_type="user", object_id=user.pk
    )


@transaction.atomic
def end_membership(*, user: User, actor: User) -> None:
    """Close an account: roles end, sessions end, the person cannot sign in (SEC-16).

    Raises NotAllowed for oneself and for anybody but an owner; NotPossible while the person has
    anything in hand (see ``leaving``), with a sentence for each kind of thing.
    """
    if actor.pk == user.pk or not actor.has_role(Role.OWNER):
        raise NotAllowed
    User.objects.select_for_update().get(pk=user.pk)  # nothing is handed to them meanwhile
    still = in_hand(user)
    if still:
        raise NotPossible(*(row.words for row in still))
    RoleGrant.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())
    User.objects.filter(pk=user.pk).update(is_active=False)
    end_sessions(user=user)
    happened.send(
        sender=User, action="membership.ended", actor=actor, object_type="user", object_id=user.pk
    )


def end_sessions(*, user: User, keep: str = "") -> int:
    """End every browser session of a person but the one with the key ``keep``; gives how many
    there were (SEC-23)."""
    listed = UserSession.objects.filter(user=user).exclude(session_key=keep)
    keys = list(listed.values_list("session_key", flat=True))
    listed.delete()
    return Session.objects.filter(session_key__in=keys).delete()[0]


@transaction.atomic
def create_invitation(
    *,
    kind: str,
    address: str,
    actor: User | None,
    roles: Iterable[str] = (),
    subject_id: uuid.UUID | None = None,
) -> tuple[Invitation, str]:
    """Make an invitation; gives it and the token for its link, which is stored only as a hash.

    Earlier open invitations for the same subject and address are revoked. The spoken code is six
    digits, told on another channel (SEC-02). The caller sends the link through the outbox.
    """
    hashed = keyed_hash("address", normalise_address(address))
    earlier = Invitation.objects.filter(
        address_hash=hashed, subject_id=subject_id, state__in=["created", "sent"]
    )
    earlier.update(state=InvitationState.REVOKED)
    token = new_token()
    invitation = Invitation.objects.create(
        kind=kind,
        roles=sorted(set(roles)),
        subject_id=subject_id,
        address=address.strip(),
        address_hash=hashed,
        token_hash=token_hash(token),
        spoken_code=f"{secrets.randbelow(1_000_000):06d}",
        created_by=actor,
        expires_at=timezone.now() + INVITATION_LIFE,
    )
    happened.send(
        sender=Invitation,
        action="invitation.created",
        actor=actor,
        object_type="invitation",
        object_id=invitation.pk,
    )
    return invitation, token


def refuse_known_address(address: str) -> None:
    """Whoever has an account cannot use an invitation: say so before one is sent.

    For staff only: the doors tell nobody (SEC-05). Raises NotPossible about ``address``.
    """
    user = User.objects.filter(login_alias=alias_for(address)).only("is_active").first()
    if user is None:
        return
    if user.is_active:
        why = _("There is an account with this address already; an invitation would not open.")
    else:
        why = _("An account with this address was closed. Please invite at another address.")
    raise NotPossible(why, about="address")


@transaction.atomic
def renew_invitation(*, invitation: Invitation, actor: User) -> tuple[Invitation, str]:
    """A new link for an invitation that nobody has used; gives it and the link's token.

    The old link dies and the time begins anew. The spoken code stays, because it may have been told
    already, and so do the wrong tries. The caller sends the link or shows it once. Raises
    NotPossible when the invitation was used or taken back, when its address has an account by now,
    or as a receiver of ``invitation_renewed`` says.
    """
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.state not in (InvitationState.CREATED, InvitationState.SENT):
        raise NotPossible(_("This invitation was used or taken back. Please make a new one."))
    refuse_known_address(row.address)
    invitation_renewed.send(sender=Invitation, invitation=row, actor=actor)
    token = new_token()
    row.token_hash, row.state = token_hash(token), InvitationState.CREATED
    row.expires_at = timezone.now() + INVITATION_LIFE
    row.save(update_fields=["token_hash", "state", "expires_at"])
    happened.send(
        sender=Invitation,
        action="invitation.renewed",
        actor=actor,
        object_type="invitation",
        object_id=row.pk,
    )
    return row, token


def accept_invitation(
    *,
    token: str,
    spoken_code: str,
    display_name: str,
    password: str,
    time_zone: str = "",
    on_team_page: bool = False,
) -> User:
    """Use an invitation up and make the account; one of many parallel tries wins (SEC-04).
    Without a ``time_zone`` the practice's counts; ``on_team_page`` is the person's own choice.

    Raises Closed or Refused. Five wrong codes revoke the invitation.
    """
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update().filter(token_hash=token_hash(token)).first()
        )
        if invitation is None or not invitation.is_open:
            raise Closed
        typed = "".join(ch for ch in spoken_code if ch.isdigit())
        right = secrets.compare_digest(typed, invitation.spoken_code)
        if right:
            user = _use_up(invitation, display_name, password, time_zone or practice_zone())
            if on_team_page:
                show_on_team_page(user=user, shown=True)
            return user
        invitation.failed_codes += 1
        if invitation.failed_codes >= _CODE_TRIES:
            invitation.state = InvitationState.REVOKED
        invitation.save(update_fields=["failed_codes", "state"])
    raise Refused


@transaction.atomic
def show_on_team_page(*, user: User, shown: bool) -> None:
    """Name a member of the team on the public team page, or no longer: the person's own choice."""
    if user.on_team_page == shown:
        return
    user.on_team_page = shown
    user.save(update_fields=["on_team_page"])
    happened.send(
        sender=User,
        action="team_page.shown" if shown else "team_page.hidden",
        actor=user,
        object_type="user",
        object_id=user.pk,
    )


def _use_up(invitation: Invitation, display_name: str, password: str, time_zone: str) -> User:
    user = User.objects.filter(login_alias=alias_for(invitation.address)).first()
    if user is not None:
        raise Closed  # the address has an account: nothing is told about it (SEC-05)
    user = create_user(
        address=invitation.address,
        kind=invitation.kind,
        display_name=display_name,
        password=password,
        roles=invitation.roles if invitation.kind == Kind.STAFF else (),
        granted_by=invitation.created_by,
    )
    user.time_zone = time_zone
    user.save(update_fields=["time_zone"])
    invitation.state, invitation.accepted_by = InvitationState.ACCEPTED, user
    invitation.save(update_fields=["state", "accepted_by"])
    invitation_accepted.send(sender=Invitation, invitation=invitation, user=user)
    happened.send(
        sender=Invitation,
        action="invitation.accepted",
        actor=user,
        object_type="invitation",
        object_id=invitation.pk,
    )
    return user
