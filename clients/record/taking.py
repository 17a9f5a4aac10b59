"""Somebody who runs the team takes a case themselves (SEC-22): a reason, a second person's yes, and
the client sees it. Where nobody else could say yes, the reason is enough.

The second person is another owner or supervisor, or the coach of the case. Somebody who left within
the last day still counts, so that ending a colleague does not make the own word enough.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import OPEN_CASE, Case, CaseTaking, Client, ClientStatus
from clients.page.timeline import note_event
from clients.people.handover import give_case, lock_case
from clients.record import two_persons
from coachdesk.audit.services import record
from coachdesk.lib.errors import Closed, NotAllowed, NotPossible
from coachdesk.users.models import Role, RoleGrant, User
from coachdesk.users.policies import KEEPS_RECORDS
from coachdesk.users.team import COOLING_OFF


def cases_staffed_by(user: User) -> QuerySet[Case]:
    """Open cases that the person may give to somebody: all for an owner, by their code alone; for a
    supervisor those of the clients they lead."""
    cases = Case.objects.filter(status__in=OPEN_CASE).exclude(client__status=ClientStatus.PURGED)
    if user.has_role(Role.OWNER):
        return cases
    return cases.filter(client__in=Client.objects.led_by(user).values("pk"))


def waiting_for(user: User) -> QuerySet[CaseTaking]:
    """What waits for a yes that this person may give, and what they asked for themselves."""
    rows = CaseTaking.objects.filter(done_at=None).select_related("client", "case", "proposed_by")
    if not user.has_role(*KEEPS_RECORDS):
        rows = rows.filter(case__owner=user)
    return rows.order_by("proposed_at")


def somebody_else_says_yes(case: Case, actor: User) -> bool:
    """Whether anybody but ``actor`` may give the yes, or might have within the last day."""
    since = timezone.now() - COOLING_OFF
    grants = RoleGrant.objects.filter(Q(role__in=KEEPS_RECORDS) | Q(user=case.owner_id))
    standing = Q(ended_at=None, user__is_active=True) | Q(ended_at__gt=since)
    return grants.filter(standing).exclude(user=actor).exists()


def _locked(case: Case, taker: User) -> Case:
    """The case, which ``taker`` may take. Raises NotAllowed, NotPossible, or Conflict when it went
    to somebody else meanwhile."""
    case = lock_case(case)
    if not taker.is_active or not cases_staffed_by(taker).filter(pk=case.pk).exists():
        raise NotAllowed
    if not taker.has_role(*KEEPS_RECORDS):
        raise NotAllowed
    if case.owner_id == taker.pk or not taker.has_role(Role.COACH):
        raise NotPossible
    return case


@transaction.atomic
def ask_to_take(*, case: Case, actor: User, reason: str) -> CaseTaking:
    """Ask to take a case; done at once where nobody else could say yes.

    Raises NotAllowed for anybody but an owner or a supervisor who leads the case, NotPossible for
    somebody who is no coach or has it already, or while another asks for it, Conflict when the case
    went to somebody else meanwhile.
    """
    case = _locked(case, actor)
    taking = CaseTaking.objects.filter(client=case.client_id, done_at=None).first()
    if taking is None:
        taking = CaseTaking(client=case.client, case=case, reason=reason)
        two_persons.propose(taking, actor=actor, reason=reason)
        line = _("%(name)s asks to take the case over") % {"name": actor.display_name}
        note_event(client=case.client, kind="team", line=line, actor=actor)
    elif taking.proposed_by_id != actor.pk or taking.case_id != case.pk:
        raise NotPossible
    if not somebody_else_says_yes(case, actor):
        taking.alone = True
        _carry_out(taking, case, taker=actor, approver=actor)
    return taking


@transaction.atomic
def approve_taking(*, taking: CaseTaking, actor: User) -> None:
    """The second person's yes carries it out. Raises NotAllowed for the one who asked or another
    role, Closed when it is done, NotPossible or Conflict where the case has moved on."""
    if taking.proposed_by_id is None:
        raise Closed
    taker = User.objects.get(pk=taking.proposed_by_id)  # with the roles held now
    case = _locked(taking.case, taker)  # before the row, as who asks does
    found = CaseTaking.objects.select_for_update().filter(pk=taking.pk, done_at=None).first()
    if found is None:
        raise Closed
    taking = found
    _may_answer(case, actor)
    if actor.pk == taker.pk:
        raise NotAllowed
    _carry_out(taking, case, taker=taker, approver=actor)


@transaction.atomic
def refuse_taking(*, taking: CaseTaking, actor: User) -> None:
    """A no, or the one who asked takes it back. Raises NotAllowed, or Closed when it is answered."""
    _may_answer(taking.case, actor)
    gone, _kinds = CaseTaking.objects.filter(pk=taking.pk, done_at=None).delete()
    if not gone:
        raise Closed
    record(
        action="assignment.taking.withdrawn",
        actor=actor,
        object_type="clients.casetaking",
        object_id=taking.pk,
        person_id=taking.client_id,
    )


def _may_answer(case: Case, actor: User) -> None:
    if case.owner_id != actor.pk and not actor.has_role(*KEEPS_RECORDS):
        raise NotAllowed


def _carry_out(taking: CaseTaking, case: Case, *, taker: User, approver: User) -> None:
    now = timezone.now()
    taking.approved_by, taking.approved_at, taking.done_at = approver, now, now
    taking.save()
    give_case(case=case, to=taker, actor=approver, reason=taking.reason)
    record(
        action="assignment.taken_alone" if taking.alone else "assignment.taken",
        actor=taker,
        target=case,
        person_id=case.client_id,
        reason=taking.reason,
    )
