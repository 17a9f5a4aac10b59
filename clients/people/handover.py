"""Who works on a case: hand-over with what moves and what stays, and cover while somebody is away."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clients.models import Case, CaseAssignment, CaseStatus, Client
from clients.page.timeline import note_event
from clients.signals import case_handed_over
from coachdesk.audit.services import record
from coachdesk.lib.errors import Conflict, NotAllowed, NotPossible
from coachdesk.users.models import Role, User


def _may_assign(case: Case, actor: User) -> None:
    """The owner of the case, a supervisor of its coach, or the practice's owner."""
    if case.owner_id == actor.pk or actor.has_role(Role.OWNER):
        return
    leads = Client.objects.led_by(actor).filter(pk=case.client_id).exists()
    if not (actor.has_role(Role.SUPERVISOR) and leads):
        raise NotAllowed


def lock_case(case: Case) -> Case:
    """The case afresh, locked for the caller's transaction; it belongs to whom ``case`` says.

    Raises Conflict when somebody else has it by now. The lock asks for the row alone: PostgreSQL
    drops a locked row whose joined owner changed while it waited.
    """
    found = Case.objects.select_for_update().get(pk=case.pk)
    if found.owner_id != case.owner_id:
        raise Conflict(found)
    return found


@transaction.atomic
def hand_over(
    *,
    case: Case,
    to: User,
    actor: User,
    reason: str,
    choices: Mapping[str, str] | None = None,
    word: str = "",
) -> None:
    """Give a case to another coach, with the reason. Notes, homework and the log stay with the case;
    drafts and process notes stay with their author. ``choices`` says what happens to what hangs on
    the case, by the key of each ``what_hangs.Ask``; ``word`` is a first word to the client.

    Raises NotAllowed, also for oneself: that takes a second person (SEC-22, see ``record.taking``);
    Conflict when the case went to somebody else meanwhile; NotPossible for the same owner, no
    coach, or an ended case, as InTheWay where something that hangs on it cannot go as chosen.
    """
    case = lock_case(case)
    _may_assign(case, actor)
    if to.pk == actor.pk != case.owner_id:
        raise NotAllowed
    give_case(case=case, to=to, actor=actor, reason=reason, choices=choices, word=word)


def give_case(
    *,
    case: Case,
    to: User,
    actor: User,
    reason: str,
    choices: Mapping[str, str] | None = None,
    word: str = "",
) -> None:
    """Move a locked case, in the caller's transaction; who may is asked by the caller. Raises
    NotPossible as ``hand_over`` does."""
    to = User.objects.select_for_update().get(pk=to.pk)  # as they are now, until this is done
    if (
        to.pk == case.owner_id
        or not to.has_role(Role.COACH)
        or not to.is_active
        or case.status in (CaseStatus.CLOSED, CaseStatus.CANCELLED)
    ):
        raise NotPossible
    now = timezone.now()
    before = case.owner
    case.assignments.filter(user=before, until=None).update(until=now)
    case.assignments.filter(user=to, until=None).update(until=now)
    CaseAssignment.objects.create(case=case, user=to, since=now, assigned_by=actor)
    case.owner = to
    case.version += 1
    case.save(update_fields=["owner", "version"])
    case_handed_over.send(
        sender=Case,
        case=case,
        from_user=before,
        to_user=to,
        actor=actor,
        choices=choices or {},
        word=word,
    )
    record(
        action="assignment.handed_over",
        actor=actor,
        target=case,
        person_id=case.client_id,
        reason=reason,
    )
    line = _("Handed over from %(before)s to %(now)s") % {
        "before": before.display_name,
        "now": to.display_name,
    }
    note_event(client=case.client, kind="team", line=line, actor=actor)


def hand_over_many(
    *, cases: Iterable[Case], to: User, actor: User, reason: str, word: str = ""
) -> dict[uuid.UUID, str]:
    """Hand over each case by itself, with what hangs on it where that goes by itself.

    Gives for each case that stays where it is why, in words; the others have moved.
    """
    stays = {}
    for case in cases:
        try:
            hand_over(case=case, to=to, actor=actor, reason=reason, word=word)
        except Conflict:
            stays[case.pk] = _("It went to somebody else meanwhile.")
        except NotAllowed:
            stays[case.pk] = _("That takes another person.")
        except NotPossible as refusal:
            stays[case.pk] = str(refusal) or _("The case does not lead there any more.")
    return stays


def stay_on(*, case: Case, user: User, until: datetime, actor: User) -> None:
    """Let who had the case work on it for what stays with them, in the caller's transaction."""
    CaseAssignment.objects.create(
        case=case, user=user, role="cover", since=timezone.now(), until=until, assigned_by=actor
    )
    record(action="assignment.stays", actor=actor, target=case, person_id=case.client_id)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


@transaction.atomic
def cover(*, case: Case, by: User, since: datetime, until: datetime, actor: User) -> CaseAssignment:
    """Let a colleague work on a case from a time to a time; it ends by itself.

    Raises NotAllowed, also for oneself (SEC-22); NotPossible for a wrong time, no coach, or the owner.
    """
    case = Case.objects.select_for_update().select_related("client").get(pk=case.pk)
    _may_assign(case, actor)
    if by.pk == actor.pk != case.owner_id:
        raise NotAllowed
    if (
        until <= since
        or until <= timezone.now()
        or not by.has_role(Role.COACH)
        or by.pk == case.owner_id
    ):
        raise NotPossible
    assignment = CaseAssignment.objects.create(
        case=case, user=by, role="cover", since=since, until=until, assigned_by=actor
    )
    record(action="assignment.cover", actor=actor, target=case, person_id=case.client_id)
    told = {"name": by.display_name, "day": _day(until), "first": _day(since)}
    if since > timezone.now():
        line = _("%(name)s covers from %(first)s until %(day)s") % told
    else:
        line = _("%(name)s covers until %(day)s") % told
    note_event(client=case.client, kind="team", line=line, actor=actor)
    return assignment


@transaction.atomic
def end_assignment(*, assignment: CaseAssignment, actor: User) -> None:
    """End somebody's work on a case; the owner's ends only by handing over."""
    case = assignment.case
    _may_assign(case, actor)
    if assignment.user_id == case.owner_id and assignment.role == "coach":
        raise NotPossible
    assignment.until = timezone.now()
    assignment.save(update_fields=["until"])
    record(action="assignment.ended", actor=actor, target=case, person_id=case.client_id)
