"""Work with both: offered by the coach of both, signed by each with the chosen way of keeping
confidences in the text, begun only then, and ended with either case (DOMAIN-3, DOMAIN-10)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.agreements.joint_texts import TEXT_OF
from clients.agreements.texts import text_for
from clients.cases.services import CARRY, close_case, follow, set_stance
from clients.models import (
    OPEN_CASE,
    OPEN_JOINT,
    Case,
    CaseKind,
    CaseStatus,
    Client,
    ClientStatus,
    ClosingReason,
    Goal,
    GoalState,
    JointState,
    JointWork,
    PartnerInvitation,
    PartnerStance,
)
from clients.page.timeline import note_event
from clients.people.screening_state import COUPLE_BLOCK, clear_for_both, refuse_unless_clear
from clients.people.services import REVIEW_EVERY
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentGrant, ConsentText, GrantState
from coachdesk.lib.errors import Missing, NotPossible
from coachdesk.users.models import User


def of_client(client_id: uuid.UUID) -> QuerySet[JointWork]:
    """Offered or begun work with both in which this client is one of the two."""
    either = Q(case__client=client_id) | Q(partner=client_id)
    return JointWork.objects.filter(either, state__in=OPEN_JOINT)


def of_case(case: Case) -> JointWork | None:
    """The offered or begun work with both that grew out of this case or goes on in it."""
    rows = JointWork.objects.select_related("case__client", "partner", "first_case", "second_case")
    here = Q(case=case) | Q(first_case=case) | Q(second_case=case)
    return rows.filter(here, state__in=OPEN_JOINT).first()


def signed_by(joint: JointWork) -> set[uuid.UUID]:
    """Whose yes to the text in force stands, by the client's id; two queries."""
    text = text_for(TEXT_OF[joint.policy])
    people = [joint.case.client_id, joint.partner_id]
    rows = ConsentGrant.objects.filter(
        person_id__in=people, text=text, state=GrantState.GRANTED, at__gte=joint.offered_at
    )
    return set(rows.values_list("person_id", flat=True))


def unsigned_text(client_id: uuid.UUID) -> ConsentText | None:
    """The text for work with both that this client was offered and has not signed."""
    joint = of_client(client_id).filter(state=JointState.OFFERED).select_related("case").first()
    if joint is None or client_id in signed_by(joint):
        return None
    return text_for(TEXT_OF[joint.policy])


def partner_of(case: Case) -> Client | None:
    """The partner who came in on the wish of the case's client."""
    wish = PartnerInvitation.objects.filter(case=case).select_related("accepted_client").first()
    return wish.accepted_client if wish else None


def missing_for(joint: JointWork) -> list[str]:
    """What still has to be there before both are worked with, in words for their coach."""
    signed, missing = signed_by(joint), []
    for client in (joint.case.client, joint.partner):
        who = {"who": f"{client.initials} · {client.code}"}
        if client.user_id is None:
            missing.append(_("an own account of %(who)s") % who)
        if client.status != ClientStatus.ACTIVE:
            missing.append(_("%(who)s to be an active client") % who)
        if client.pk not in signed:
            missing.append(_("the signature of %(who)s") % who)
        if not clear_for_both(client):
            missing.append(_("a clear safety screening of %(who)s, alone") % who)
    return missing


def _locked(joint: JointWork) -> JointWork:
    rows = JointWork.objects.select_for_update(of=("self",))
    return rows.select_related("case__client", "partner").get(pk=joint.pk)


def _open_case_of(partner: Client, coach_id: uuid.UUID) -> Case:
    """The partner's own couple case with the same coach. Raises Missing where there is none."""
    rows = partner.cases.filter(kind=CaseKind.COUPLE, status__in=OPEN_CASE, owner=coach_id)
    case = rows.order_by("-opened_at").first()
    if case is None:
        raise Missing([_("a case of the partner with the same coach")])
    return case


@transaction.atomic
def offer_joint(
    *, case: Case, carry: Iterable[str], policy: str, summary: str, actor: User
) -> JointWork:
    """Put the text for two people before both. Nothing changes in either record until both signed
    and the coach begins.

    Raises Missing while the partner has no account here or another coach, Blocked where the safety
    of either stands against it, NotPossible when the case is not active one-partner work or it was
    offered already.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("client").get(pk=case.pk)
    if case.kind != CaseKind.ONE_PARTNER or case.status != CaseStatus.ACTIVE:
        raise NotPossible
    partner = partner_of(case)
    if partner is None:
        raise Missing([_("the partner has come in with an own account")])
    if of_client(case.client_id).exists() or of_client(partner.pk).exists():
        raise NotPossible
    _open_case_of(partner, case.owner_id)
    for client in (case.client, partner):
        refuse_unless_clear(client)
    joint = JointWork(
        case=case,
        partner=partner,
        policy=policy,
        carry=sorted(set(carry) & set(CARRY)),
        summary=summary,
        offered_by=actor,
    )
    joint.save(force_insert=True)
    for client in (case.client, partner):
        record(action="joint.offered", actor=actor, target=joint, person_id=client.pk)
        line = _("The text for work with both is there to read and sign")
        note_event(client=client, kind="consent", line=line, actor=actor)
    return joint


@transaction.atomic
def begin_joint(*, joint: JointWork, actor: User) -> Case:
    """Close the one-partner case, which stays sealed, open a couple case for its client and start
    the partner's; gives the first.

    Raises Missing with what is not there yet, NotPossible when it was not offered or the case went
    on.
    """
    joint = _locked(joint)
    case = (
        Case.objects.select_for_update(of=("self",)).select_related("client").get(pk=joint.case_id)
    )
    if joint.state != JointState.OFFERED or case.status != CaseStatus.ACTIVE:
        raise NotPossible
    missing = missing_for(joint)
    if missing:
        raise Missing(missing)
    second = _open_case_of(joint.partner, case.owner_id)
    today = timezone.localdate()
    set_stance(case=case, stance=PartnerStance.JOINED, on=today, note="", actor=actor)
    close_case(case=case, reason=ClosingReason.PARTNER_JOINED, summary=joint.summary, actor=actor)
    first = _first_case(case, joint, actor)
    second.status, second.review_on = CaseStatus.ACTIVE, today + REVIEW_EVERY
    for couple, items in ((first, joint.carry), (second, [])):
        couple.carried_over = {"items": items, "policy": joint.policy}
        couple.partner_stance, couple.stance_since = PartnerStance.JOINED, today
        couple.version += 1
        couple.save()
    joint.state, joint.begun_at = JointState.BEGUN, timezone.now()
    joint.first_case, joint.second_case = first, second
    joint.save(update_fields=["state", "begun_at", "first_case", "second_case"])
    for client in (case.client, joint.partner):
        record(action="joint.begun", actor=actor, target=joint, person_id=client.pk)
        note_event(client=client, kind="case", line=_("Work with both begins"), actor=actor)
    return first


def _first_case(case: Case, joint: JointWork, actor: User) -> Case:
    case.refresh_from_db()
    couple = follow(case, CaseKind.COUPLE, actor)
    if "concern" in joint.carry:
        couple.presenting_concern = case.presenting_concern
    if "tags" in joint.carry:
        couple.tags = case.tags
    if "goals" in joint.carry:
        for goal in case.goals.filter(state=GoalState.OPEN):
            Goal(case=couple, text=goal.text, created_by=actor).save(force_insert=True)
    return couple


def close_joint(joint: JointWork, actor: User | None = None) -> None:
    """What was offered is taken back, what was begun is over; in the caller's transaction."""
    begun = joint.state == JointState.BEGUN
    joint.state = JointState.ENDED if begun else JointState.TAKEN_BACK
    joint.ended_at = timezone.now()
    joint.save(update_fields=["state", "ended_at"])
    for person in (joint.case.client_id, joint.partner_id):
        record(action=f"joint.{joint.state}", actor=actor, target=joint, person_id=person)


@transaction.atomic
def take_back_joint(*, joint: JointWork, actor: User) -> None:
    """The coach takes the offer back before it has begun. Raises NotPossible after that."""
    joint = _locked(joint)
    if joint.state != JointState.OFFERED:
        raise NotPossible
    close_joint(joint, actor)


@transaction.atomic
def close_offer_for_safety(person_id: uuid.UUID, codes: Iterable[str]) -> None:
    """A flag was opened: under a code against work with both, what was offered is gone from both
    portals. Neither is told why (SEC-13b)."""
    if COUPLE_BLOCK & set(codes):
        for joint in of_client(person_id).filter(state=JointState.OFFERED).order_by("pk"):
            joint = _locked(joint)
            if joint.state == JointState.OFFERED:
                close_joint(joint)


@transaction.atomic
def end_with(case: Case, actor: User) -> None:
    """A couple case was closed: the work with both is over. The other one's case stays open for a
    last word, under its own coach."""
    either = Q(first_case=case) | Q(second_case=case)
    for joint in JointWork.objects.filter(either, state=JointState.BEGUN):
        joint = _locked(joint)
        if joint.state == JointState.BEGUN:
            close_joint(joint, actor)
            other = joint.partner if joint.first_case_id == case.pk else joint.case.client
            line = _("Work with both has ended")
            note_event(client=other, kind="case", line=line, actor=actor)
