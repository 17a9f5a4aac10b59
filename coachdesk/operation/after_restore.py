"""What the floors below the journal do again after a restore. All of it only makes things stricter."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from coachdesk.audit.models import AuditEvent
from coachdesk.consents.services import has_consent, withdraw
from coachdesk.operation.journal import NIL, SENT, Line, register_act
from coachdesk.outbox.models import (
    MAIL,
    MessageState,
    OutboxMessage,
    Permission,
    SafeContact,
)
from coachdesk.outbox.services import freeze_contact
from coachdesk.users.models import Invitation, InvitationState, RoleGrant, User
from coachdesk.users.services import end_sessions

_CLOSED = (Permission.NEVER, Permission.RECEIVE_ONLY)


def register() -> None:
    """The acts of people and doors, consents, safe contact and mail."""
    register_act(SENT, _left)
    register_act("consent.withdrawn", _withdraw)
    register_act("consent.declined", _withdraw, facts=_what_is_refused)
    register_act("contact.frozen", _freeze)
    register_act("safe_contact.set", _contact, facts=_contact_facts)
    register_act("membership.ended", _close_account)
    register_act("roles.changed", _end_roles, facts=_roles_now)
    for act in ("password.changed", "factor.changed"):
        register_act(act, _forget_password)
    register_act("team_page.hidden", _hide_from_team_page)
    for act in ("invitation.accepted", "invitation.revoked", "invitation.renewed"):
        register_act(act, _use_up_invitation)


def _left(line: Line) -> None:
    """A mail that left never leaves again: its own row is done, or one with its key stands there, so
    that the scheduled work that wrote it writes none anew."""
    kind, key = line.facts
    gone: dict[str, Any] = {"state": MessageState.DONE, "done_at": line.at}
    found = OutboxMessage.objects.filter(Q(pk=line.object_id) | Q(dedupe_key=key))
    if (
        not found.exclude(state=MessageState.DONE).update(**gone, secret="", lease_until=None)
        and not found.exists()
    ):
        OutboxMessage(
            pk=line.object_id, task=MAIL, mail_kind=kind, dedupe_key=key, created_at=line.at, **gone
        ).save(force_insert=True)


def _withdraw(line: Line) -> None:
    for kind in line.facts:
        withdraw(person_id=line.person_id, kind=str(kind))


def _what_is_refused(event: AuditEvent) -> list[Any]:
    """A no to a newer text leaves the yes to the earlier one as it was: nothing is withdrawn then."""
    person = event.person_id
    return [kind for kind in event.fields if person is None or not has_consent(person, kind)]


def _freeze(line: Line) -> None:
    freeze_contact(person_id=line.person_id, actor=None)


def _contact_facts(event: AuditEvent) -> list[Any]:
    contact = SafeContact.objects.filter(pk=event.object_id or NIL).first()
    if contact is None:
        return []
    return [contact.channel, contact.permission, contact.address_hash]


def _contact(line: Line) -> None:
    """What was said is lost with the address: the channel is to be asked for anew, and until then
    nothing goes there. A "never" stays a "never"."""
    if not line.facts:
        return
    channel, permission, address_hash = line.facts
    found = SafeContact.objects.filter(person_id=line.person_id, channel=channel)
    if permission in _CLOSED:
        found.update(permission=permission)
    else:
        found.exclude(permission__in=_CLOSED).exclude(
            permission=permission, address_hash=address_hash
        ).update(permission=Permission.UNSET)


def _close_account(line: Line) -> None:
    for user in User.objects.filter(pk=line.object_id):
        RoleGrant.objects.filter(user=user, ended_at=None).update(ended_at=line.at)
        User.objects.filter(pk=user.pk).update(is_active=False)
        end_sessions(user=user)


def _roles_now(event: AuditEvent) -> list[Any]:
    held = RoleGrant.objects.filter(user_id=event.object_id or NIL, ended_at=None)
    return sorted(held.values_list("role", flat=True))


def _end_roles(line: Line) -> None:
    """Roles that were taken away go again; new ones are for an owner to give."""
    held = RoleGrant.objects.filter(user_id=line.object_id, ended_at=None)
    held.exclude(role__in=line.facts).update(ended_at=line.at)


def _forget_password(line: Line) -> None:
    """The password, or the second step, that came back may be the one that was lost or known to
    somebody: a new password is set by mail before anybody comes in with either."""
    for user in User.objects.filter(pk=line.object_id):
        user.set_unusable_password()
        user.save(update_fields=["password"])


def _hide_from_team_page(line: Line) -> None:
    User.objects.filter(pk=line.object_id).update(on_team_page=False)


def _use_up_invitation(line: Line) -> None:
    open_ones = (InvitationState.CREATED, InvitationState.SENT)
    Invitation.objects.filter(pk=line.object_id, state__in=open_ones).update(
        state=InvitationState.REVOKED
    )
