"""Writes about the team: invitations, roles by two persons, supervision pairs (SEC-16, SEC-17)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from coachdesk.lib.errors import NotAllowed
from coachdesk.users.models import (
    Invitation,
    InvitationState,
    Kind,
    Role,
    RoleChange,
    Supervision,
    User,
)
from coachdesk.users.services import (
    create_invitation,
    refuse_known_address,
    renew_invitation,
    set_roles,
)
from coachdesk.users.signals import happened, mail_requested

COOLING_OFF = timedelta(hours=24)
SHOWN_AFTER_ITS_END = timedelta(days=14)


def _owner(actor: User) -> None:
    if not actor.has_role(Role.OWNER):
        raise NotAllowed


def waiting_invitations() -> list[Invitation]:
    """Invitations to the team that nobody has used, also those that ran out in the last weeks."""
    rows = Invitation.objects.filter(
        kind=Kind.STAFF,
        state__in=[InvitationState.CREATED, InvitationState.SENT],
        expires_at__gt=timezone.now() - SHOWN_AFTER_ITS_END,
    ).exclude(address_hash="")  # a link for setting up is nobody's invitation
    return list(rows.order_by("-created_at"))


@transaction.atomic
def invite_member(*, address: str, roles: Iterable[str], actor: User) -> Invitation:
    """Invite somebody to the team. The spoken code is told by voice; the mail names practice and inviter.

    Raises NotAllowed for anybody but an owner, and for no roles at all; NotPossible with a sentence
    when the address has an account, because the link would not open.
    """
    _owner(actor)
    wanted = set(roles) & {role.value for role in Role}
    if not wanted:
        raise NotAllowed
    refuse_known_address(address)
    invitation, token = create_invitation(
        kind=Kind.STAFF, address=address, actor=actor, roles=wanted
    )
    _send_link(invitation, token)
    return invitation


@transaction.atomic
def invite_again(
    *, invitation: Invitation, actor: User, by_hand: bool = False
) -> tuple[Invitation, str]:
    """A new link for an invitation that nobody has used; the spoken code stays. Gives the
    invitation and the link's token.

    ``by_hand``: nothing is sent, the caller shows the link once. Raises NotAllowed for anybody but
    an owner, NotPossible with a sentence when it would not open.
    """
    _owner(actor)
    invitation, token = renew_invitation(invitation=invitation, actor=actor)
    if not by_hand:
        _send_link(invitation, token)
    return invitation, token


def _send_link(invitation: Invitation, token: str) -> None:
    mail_requested.send(
        sender=Invitation,
        kind="invitation.staff",
        user=None,
        invitation=invitation,
        secret=token,
    )


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User) -> None:
    """Close an open invitation."""
    _owner(actor)
    invitation.state = InvitationState.REVOKED
    invitation.save(update_fields=["state"])
    happened.send(
        sender=Invitation,
        action="invitation.revoked",
        actor=actor,
        object_type="invitation",
        object_id=invitation.pk,
    )


def _other_owners(actor: User) -> bool:
    return User.objects.with_role(Role.OWNER).exclude(pk=actor.pk).exists()


@transaction.atomic
def ask_for_roles(*, user: User, roles: Iterable[str], actor: User) -> RoleChange:
    """Propose another set of roles: another owner confirms it; a practice with one owner waits a
    day instead (SEC-17). Raises NotAllowed for oneself or anybody but an owner."""
    _owner(actor)
    if actor.pk == user.pk:
        raise NotAllowed
    RoleChange.objects.filter(user=user, done_at=None).delete()
    change = RoleChange.objects.create(
        user=user,
        roles=sorted(set(roles) & {role.value for role in Role}),
        asked_by=actor,
        not_before=timezone.now() + (timedelta(0) if _other_owners(actor) else COOLING_OFF),
    )
    happened.send(
        sender=User,
        action="roles.asked",
        actor=actor,
        object_type="user",
        object_id=user.pk,
    )
    return change


def may_confirm(change: RoleChange, actor: User) -> bool:
    """Whether this person may carry the change out now."""
    if not actor.has_role(Role.OWNER) or actor.pk == change.user_id or change.done_at:
        return False
    if actor.pk != change.asked_by_id:
        return True
    return not _other_owners(actor) and change.not_before <= timezone.now()


def role_changes_for_nav(user: User) -> QuerySet[RoleChange] | None:
    """Changes of roles that this owner may confirm now; None for everybody else."""
    if user.is_client or not user.has_role(Role.OWNER):
        return None
    ripe = Q(not_before__lte=timezone.now())
    return RoleChange.objects.filter(ripe, done_at=None).exclude(user=user)


@transaction.atomic
def confirm_roles(*, change: RoleChange, actor: User) -> None:
    """Carry a change of roles out. Raises NotAllowed when this person may not, or not yet."""
    change = RoleChange.objects.select_for_update().select_related("user").get(pk=change.pk)
    if not may_confirm(change, actor):
        raise NotAllowed
    set_roles(user=change.user, roles=change.roles, actor=actor)
    change.done_at, change.confirmed_by = timezone.now(), actor
    change.save(update_fields=["done_at", "confirmed_by"])


@transaction.atomic
def start_supervision(*, supervisor: User, coach: User, actor: User) -> Supervision:
    """Pair a supervisor with a coach. What the supervisor reads also needs each client's yes.

    Raises NotAllowed for anybody but an owner, a wrong role, or a pair of one.
    """
    _owner(actor)
    if (
        supervisor.pk == coach.pk
        or not supervisor.has_role(Role.SUPERVISOR)
        or not coach.has_role(Role.COACH)
    ):
        raise NotAllowed
    pair, _new = Supervision.objects.get_or_create(
        supervisor=supervisor, coach=coach, ended_at=None
    )
    happened.send(
        sender=User,
        action="supervision.started",
        actor=actor,
        object_type="user",
        object_id=coach.pk,
    )
    return pair


@transaction.atomic
def end_supervision(*, pair: Supervision, actor: User) -> None:
    """End a pair; the supervisor's reading ends with the next request."""
    _owner(actor)
    pair.ended_at = timezone.now()
    pair.save(update_fields=["ended_at"])
    happened.send(
        sender=User,
        action="supervision.ended",
        actor=actor,
        object_type="user",
        object_id=pair.coach_id,
    )
