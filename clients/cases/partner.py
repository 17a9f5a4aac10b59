"""Inviting the absent partner: only at the client's wish, once a case, safety-checked, into an own
account that sees nothing of the client's (DOMAIN-3, SEC-13b)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import (
    Case,
    CaseKind,
    CaseStatus,
    Client,
    PartnerInvitation,
    PartnerInvitationState,
)
from clients.page.timeline import note_event
from clients.people.screening_state import COUPLE_BLOCK, clear_for_both, refuse_unless_clear
from clients.people.services import client_for_partner
from coachdesk.audit.services import record
from coachdesk.lib.errors import Closed, NotPossible
from coachdesk.outbox.services import enqueue_mail
from coachdesk.safety.services import open_flag
from coachdesk.users.models import Invitation, InvitationState, Kind, User
from coachdesk.users.services import create_invitation


def cases_to_invite_into(client: Client) -> QuerySet[Case]:
    """The client's cases whose partner may be invited, the newest first."""
    cases = client.cases.filter(kind=CaseKind.ONE_PARTNER, status=CaseStatus.ACTIVE)
    return cases.order_by("-opened_at")


def may_invite(client: Client) -> bool:
    """Whether the client's pages lead to the wish. Safety does not count: a missing link would say
    that something is known."""
    return cases_to_invite_into(client).exists()


@transaction.atomic
def ask_for_partner(*, case: Case, actor: User) -> PartnerInvitation:
    """The client wishes it. Nothing is sent; the coach looks first. A second wish gives the first,
    and wakes one that was taken back before anything was sent.

    Raises NotPossible when the case is not open one-partner work.
    """
    case = Case.objects.select_for_update().select_related("client").get(pk=case.pk)
    if case.kind != CaseKind.ONE_PARTNER or case.status != CaseStatus.ACTIVE:
        raise NotPossible
    wish, new = PartnerInvitation.objects.get_or_create(case=case)
    if wish.state == PartnerInvitationState.TAKEN_BACK and wish.invitation_id is None:
        new, wish.state, wish.requested_at = True, PartnerInvitationState.REQUESTED, timezone.now()
        wish.save(update_fields=["state", "requested_at"])
    if new:
        record(action="partner.asked", actor=actor, target=wish, person_id=case.client_id)
        note_event(
            client=case.client, kind="stance", line=_("Wishes to invite the partner"), actor=actor
        )
    return wish


# What is asked before a partner is invited. A yes to one of DANGERS stands against it.
CHECK_QUESTIONS: dict[str, Promise] = {
    "alone": gettext_lazy("Did you talk with the client alone?"),
    "afraid": gettext_lazy("Is the client afraid of the partner?"),
    "pressured": gettext_lazy("Does somebody press the client to invite?"),
    "no_is_feared": gettext_lazy("Does the client fear what happens if the partner says no?"),
    "changed": gettext_lazy("Has anything changed since the safety screening?"),
}
IF_NO = gettext_lazy("What happens if the partner says no, in the client’s words")
DANGERS = {
    "afraid": ("fear_of_partner",),
    "pressured": ("coercive_control",),
    "no_is_feared": ("coercive_control", "fear_of_partner"),
}


def check_lines(wish: PartnerInvitation | None) -> list[tuple[str, str]]:
    """Question and answer of a check, in words. One of an earlier version was a line of words."""
    if wish is None or not wish.check_note:
        return []
    try:
        answers = json.loads(wish.check_note)
    except ValueError:
        answers = None
    if not isinstance(answers, dict):
        return [("", wish.check_note)]
    words = {"yes": _("Yes"), "no": _("No")}
    lines = [(str(ask), words.get(answers.get(key), "–")) for key, ask in CHECK_QUESTIONS.items()]
    return [*lines, (str(IF_NO), str(answers.get("if_no", "")))]


@transaction.atomic
def check_partner(
    *, wish: PartnerInvitation, answers: Mapping[str, str], if_no: str, actor: User
) -> bool:
    """The coach has talked it through with the client alone; gives whether it may go on.

    A yes to a question about danger is kept and opens a flag, and the wish stays where it was.
    Raises Blocked where safety stands against it already, NotPossible when nobody waits for the
    check, KeyError for an answer that is missing.
    """
    wish = (
        PartnerInvitation.objects.select_for_update().select_related("case__client").get(pk=wish.pk)
    )
    if wish.state != PartnerInvitationState.REQUESTED:
        raise NotPossible
    refuse_unless_clear(wish.case.client)
    said = {key: answers[key] for key in CHECK_QUESTIONS}
    if said["alone"] != "yes" or said["changed"] != "no":
        raise NotPossible
    wish.check_note = json.dumps(said | {"if_no": if_no})
    codes = {code for key, found in DANGERS.items() if said[key] != "no" for code in found}
    if codes:
        wish.save(update_fields=["check_note"])
        record(action="partner.stopped", actor=actor, target=wish, person_id=wish.case.client_id)
        open_flag(
            subject_kind="screening",
            subject_id=wish.pk,
            person_id=wish.case.client_id,
            codes=codes,
            urgent=False,
            actor=actor,
        )
        return False
    wish.state, wish.checked_by, wish.checked_at = (
        PartnerInvitationState.SAFETY_CHECKED,
        actor,
        timezone.now(),
    )
    wish.save(update_fields=["state", "checked_by", "checked_at", "check_note"])
    record(action="partner.checked", actor=actor, target=wish, person_id=wish.case.client_id)
    return True


@transaction.atomic
def send_partner(*, wish: PartnerInvitation, address: str, actor: User) -> Invitation:
    """The client gives an address, which goes into the invitation and nowhere else.

    Raises Blocked when something has come up since the check, NotPossible before it or for a second
    time.
    """
    wish = (
        PartnerInvitation.objects.select_for_update().select_related("case__client").get(pk=wish.pk)
    )
    if wish.state != PartnerInvitationState.SAFETY_CHECKED:
        raise NotPossible
    refuse_unless_clear(wish.case.client)
    invitation, token = create_invitation(
        kind=Kind.CLIENT, address=address, actor=actor, subject_id=wish.pk
    )
    enqueue_mail("invitation.partner", invitation=invitation, secret=token)
    wish.state, wish.invitation = PartnerInvitationState.SENT, invitation
    wish.save(update_fields=["state", "invitation"])
    record(action="partner.sent", actor=actor, target=wish, person_id=wish.case.client_id)
    return invitation


def may_send_again(wish: PartnerInvitation) -> None:
    """Whether a sent invitation may get a new link. Raises Blocked when something has come up since
    the check, NotPossible when it was not sent or is over."""
    if wish.state != PartnerInvitationState.SENT:
        raise NotPossible(_("This invitation is over. The client may wish for it again."))
    refuse_unless_clear(wish.case.client)


def _locked(wish: PartnerInvitation) -> PartnerInvitation:
    """The wish, locked after its invitation: in the order in which a partner comes in."""
    if wish.invitation_id is not None:
        Invitation.objects.select_for_update().filter(pk=wish.invitation_id).first()
    rows = PartnerInvitation.objects.select_for_update(of=("self",))
    return rows.select_related("case__client", "invitation").get(pk=wish.pk)


def _close(wish: PartnerInvitation, actor: User | None) -> None:
    """The wish is over, its link and code open nothing, and mail that waits does not leave."""
    wish.state = PartnerInvitationState.TAKEN_BACK
    wish.save(update_fields=["state"])
    if wish.invitation is not None:
        wish.invitation.state = InvitationState.REVOKED
        wish.invitation.save(update_fields=["state"])
    record(action="partner.taken_back", actor=actor, target=wish, person_id=wish.case.client_id)
    line = _("The partner’s invitation was taken back")
    note_event(client=wish.case.client, kind="stance", line=line, actor=actor)


_MAY_BE_TAKEN_BACK = (
    PartnerInvitationState.REQUESTED,
    PartnerInvitationState.SAFETY_CHECKED,
    PartnerInvitationState.SENT,
)


@transaction.atomic
def take_back_again(wish_id: uuid.UUID) -> None:
    """Take a wish back that had been, and is open again with a backup; nobody is asked anew."""
    open_ones = PartnerInvitation.objects.filter(pk=wish_id, state__in=_MAY_BE_TAKEN_BACK)
    for wish in open_ones:
        _close(_locked(wish), None)


@transaction.atomic
def take_back(*, wish: PartnerInvitation, actor: User) -> None:
    """Client or coach takes the wish back. Raises NotPossible when it is over or was accepted."""
    wish = _locked(wish)
    if wish.state not in _MAY_BE_TAKEN_BACK:
        raise NotPossible
    _close(wish, actor)


@transaction.atomic
def close_for_safety(person_id: uuid.UUID, codes: Iterable[str]) -> None:
    """A flag was opened: under a code against work with both, what was sent opens nothing from
    now on, and a check that was made before has to be made again. Nobody is told (SEC-13b)."""
    if not COUPLE_BLOCK & set(codes):
        return
    for found in PartnerInvitation.objects.filter(case__client=person_id).order_by("pk"):
        wish = _locked(found)
        if wish.state == PartnerInvitationState.SENT:
            _close(wish, None)
        elif wish.state == PartnerInvitationState.SAFETY_CHECKED:
            wish.state = PartnerInvitationState.REQUESTED
            wish.save(update_fields=["state"])


@transaction.atomic
def partner_came_in(*, wish: PartnerInvitation, user: User) -> Client:
    """An own record and case for the partner, with the same coach; no line of it is shown to the
    client who wished it, and no line of the client's to the partner.

    Raises Closed, as for an invitation that has run out, when the wish is over or something has
    come up since the check: the partner learns nothing of it (SEC-13b).
    """
    wish = _locked(wish)
    case = wish.case
    if wish.state != PartnerInvitationState.SENT or not clear_for_both(case.client):
        raise Closed
    partner = client_for_partner(user=user, owner=case.owner)
    wish.state, wish.accepted_client = PartnerInvitationState.ACCEPTED, partner
    wish.save(update_fields=["state", "accepted_client"])
    record(action="partner.accepted", actor=user, target=wish, person_id=partner.pk)
    return partner
