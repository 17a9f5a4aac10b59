"""What the floors below tell this one."""

from __future__ import annotations

import uuid
from typing import Any

from django.dispatch import receiver

from clients.cases.joint import close_offer_for_safety, end_with
from clients.cases.partner import close_for_safety, may_send_again, partner_came_in
from clients.contact.services import set_time_zone
from clients.models import Case, Client, PartnerInvitation
from clients.people.services import attach_login, may_invite_again
from clients.signals import case_closed
from coachdesk.safety.models import SafetyFlag
from coachdesk.safety.services import flag_opened
from coachdesk.users.models import Invitation, Kind, User
from coachdesk.users.signals import invitation_accepted, invitation_renewed


@receiver(invitation_accepted)
def welcome_client(sender: Any, *, invitation: Invitation, user: User, **kwargs: Any) -> None:
    """A client came in: the log-in belongs to the record the invitation names."""
    if invitation.kind != Kind.CLIENT or invitation.subject_id is None:
        return
    client = Client.objects.filter(pk=invitation.subject_id).first()
    if client is not None:
        attach_login(client=client, user=user)
        client.refresh_from_db()
        set_time_zone(client=client, time_zone=user.time_zone, actor=user)
        return
    wishes = PartnerInvitation.objects.select_related("case__owner")
    wish = wishes.filter(pk=invitation.subject_id).first()
    if wish is not None:
        partner_came_in(wish=wish, user=user)


@receiver(invitation_renewed)
def look_before_a_new_link(sender: Any, *, invitation: Invitation, **kwargs: Any) -> None:
    """What stands against inviting this person stands against a new link too."""
    client = Client.objects.filter(pk=invitation.subject_id).first()
    if client is not None:
        may_invite_again(client=client, invitation=invitation)
        return
    wishes = PartnerInvitation.objects.select_related("case__client")
    wish = wishes.filter(pk=invitation.subject_id).first()
    if wish is not None:
        may_send_again(wish)


@receiver(flag_opened)
def close_invitations(sender: Any, *, flag: SafetyFlag, **kwargs: Any) -> None:
    """A partner who was invited before the flag does not come in after it."""
    close_for_safety(flag.person_id, flag.codes)
    close_offer_for_safety(flag.person_id, flag.codes)


@receiver(case_closed)
def end_work_with_both(sender: Any, *, case: Case, actor: User, **kwargs: Any) -> None:
    """With either couple case the work with both is over."""
    end_with(case, actor)


def person_id_of(user: User) -> uuid.UUID | None:
    """The client's record of a log-in, whose safe contact the gate asks."""
    return Client.objects.filter(user=user).values_list("pk", flat=True).first()
