"""Writes about a case: goals, stance, the path, reviews, closing, and the partner who joins."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.cases.goal_lint import why_not_own
from clients.models import (
    Case,
    CaseAssignment,
    CaseKind,
    CaseReview,
    CaseStatus,
    ClientStatus,
    ClosingReason,
    Goal,
    GoalRating,
    GoalState,
    PartnerStance,
    Path,
    StanceChange,
)
from clients.page.timeline import note_event
from clients.people.screening_state import WITH_BOTH, refuse_unless_clear
from clients.people.services import REVIEW_EVERY
from clients.signals import case_closed
from coachdesk.audit.services import record
from coachdesk.lib.errors import Missing, NotPossible, Refused
from coachdesk.questions.conflict_check import look_from_client
from coachdesk.users.models import User

TAGS = (
    "wants_divorce_partner",
    "distance",
    "affair",
    "conflict",
    "midlife_change",
    "separation",
)
# What may be carried from one-partner work into couple work, each with the client's yes.
CARRY = ("goals", "concern", "tags", "program_progress")
# DOMAIN-3, Case.
NEXT_CASE_STATUS: dict[str, tuple[str, ...]] = {
    CaseStatus.INQUIRY: (CaseStatus.WAITLIST, CaseStatus.ACTIVE, CaseStatus.CANCELLED),
    CaseStatus.WAITLIST: (CaseStatus.ACTIVE, CaseStatus.CANCELLED),
    CaseStatus.ACTIVE: (CaseStatus.ON_HOLD,),
    CaseStatus.ON_HOLD: (CaseStatus.ACTIVE,),
    CaseStatus.CLOSED: (),
    CaseStatus.CANCELLED: (),
}


class NoRating(Exception):
    """No number from 0 to 10 was chosen."""


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update().select_related("client").get(pk=case.pk)


def _note(case: Case, kind: str, line: str, actor: User) -> None:
    note_event(client=case.client, kind=kind, line=line, actor=actor)


@transaction.atomic
def add_goal(*, case: Case, text: str, actor: User) -> Goal:
    """A goal in the client's words. Raises Refused when it is about somebody else's acts."""
    why = why_not_own(text, case.partner_label)
    if why:
        raise Refused(why)
    goal = Goal(case=case, text=text, created_by=actor)
    goal.save(force_insert=True)
    record(action="goal.added", actor=actor, target=goal, person_id=case.client_id)
    _note(case, "goal", _("New goal: %(goal)s") % {"goal": text}, actor)
    return goal


def rating_of(chosen: str | None) -> int:
    """The number that was chosen for a goal. Raises NoRating."""
    if not chosen or len(chosen) > 2 or not chosen.isdecimal() or int(chosen) > 10:
        raise NoRating
    return int(chosen)


@transaction.atomic
def rate_goal(*, goal: Goal, value: int, actor: User) -> GoalRating:
    """The client's own rating of a goal, 0 to 10; one a day counts, the newest."""
    today = timezone.localdate()
    GoalRating.objects.filter(goal=goal, at__date=today).delete()
    rating = GoalRating.objects.create(goal=goal, value=value, recorded_by=actor)
    record(action="goal.rated", actor=actor, target=rating, person_id=goal.case.client_id)
    return rating


@transaction.atomic
def end_goal(*, goal: Goal, state: str, actor: User) -> None:
    """A goal is met or let go. Raises NotPossible for anything else."""
    if state not in (GoalState.MET, GoalState.LET_GO):
        raise NotPossible
    goal.state = state
    goal.save(update_fields=["state"])
    record(action=f"goal.{state}", actor=actor, target=goal, person_id=goal.case.client_id)
    words = _("Goal met: %(goal)s") if state == GoalState.MET else _("Goal let go: %(goal)s")
    _note(goal.case, "goal", words % {"goal": goal.text}, actor)


@transaction.atomic
def change_case(
    *,
    case: Case,
    actor: User,
    concern: str,
    tags: Iterable[str],
    partner_label: str,
) -> None:
    """Correct what brings the client and the label for the absent partner."""
    case = _locked(case)
    case.presenting_concern, case.partner_label = concern, partner_label
    case.tags = sorted(set(tags) & set(TAGS))
    case.version += 1
    case.save(update_fields=["presenting_concern", "partner_label", "tags", "version"])
    record(
        action="case.changed",
        actor=actor,
        target=case,
        person_id=case.client_id,
        fields=["presenting_concern", "partner_label", "tags"],
    )
    own_letter = case.client.source_question_id
    look_from_client(client_id=case.client_id, text=concern, own_letter=own_letter)


@transaction.atomic
def change_kind(*, case: Case, kind: str, actor: User) -> None:
    """Another kind of work in the same case. Work with both is guarded.

    Raises Blocked where the client’s safety stands against it; NotPossible for a case that has
    ended, and to or from couple work, which has a case of its own.
    """
    case = _locked(case)
    if case.status in (CaseStatus.CLOSED, CaseStatus.CANCELLED):
        raise NotPossible
    if CaseKind.COUPLE in (case.kind, CaseKind(kind)):
        raise NotPossible
    if case.kind == kind:
        return
    if kind in WITH_BOTH:
        refuse_unless_clear(case.client)
    case.kind = kind
    case.version += 1
    case.save(update_fields=["kind", "version"])
    record(action="case.kind", actor=actor, target=case, person_id=case.client_id, fields=["kind"])
    _note(case, "case", _("Kind of work: %(kind)s") % {"kind": CaseKind(kind).label}, actor)


@transaction.atomic
def change_case_status(*, case: Case, to: str, actor: User) -> None:
    """Waiting list, start, hold, cancel. Raises NotPossible; Missing when the client is not active;
    Blocked when work with both would start against the client’s safety."""
    case = _locked(case)
    if to not in NEXT_CASE_STATUS[case.status]:
        raise NotPossible
    if to == CaseStatus.ACTIVE:
        if case.client.status != ClientStatus.ACTIVE:
            raise Missing([_("the client is not active yet")])
        if case.kind == CaseKind.COUPLE and case.status != CaseStatus.ON_HOLD:
            raise NotPossible(
                _("Work with both begins when both have signed, on the work page of who wished it.")
            )
        if case.kind in WITH_BOTH:
            refuse_unless_clear(case.client)
        case.review_on = timezone.localdate() + REVIEW_EVERY
    case.status = to
    case.version += 1
    case.save(update_fields=["status", "review_on", "version"])
    record(action=f"case.{to}", actor=actor, target=case, person_id=case.client_id)
    _note(case, "case", _("Case: %(status)s") % {"status": CaseStatus(to).label}, actor)


@transaction.atomic
def set_stance(*, case: Case, stance: str, on: date, note: str, actor: User) -> None:
    """What the absent partner's stance is, since when; the line of stances is kept."""
    case = _locked(case)
    case.partner_stance, case.stance_since = stance, on
    case.save(update_fields=["partner_stance", "stance_since"])
    change = StanceChange(case=case, stance=stance, on=on, note=note, recorded_by=actor)
    change.save(force_insert=True)
    record(action="stance.set", actor=actor, target=case, person_id=case.client_id)
    label = PartnerStance(stance).label
    _note(case, "stance", _("Partner’s stance: %(stance)s") % {"stance": label}, actor)


@transaction.atomic
def hold_review(
    *,
    case: Case,
    summary: str,
    path: str,
    next_on: date | None,
    decide_on: date | None,
    actor: User,
) -> CaseReview:
    """The review: what holds, where the client stands, when to look again (90 days by default)."""
    case = _locked(case)
    today = timezone.localdate()
    next_on = next_on or today + REVIEW_EVERY
    review = CaseReview(
        case=case, held_on=today, summary=summary, path=path, next_on=next_on, held_by=actor
    )
    review.save(force_insert=True)
    if case.path != path:
        case.path, case.path_since = path, today
    case.review_on, case.decide_on = next_on, decide_on
    case.save(update_fields=["path", "path_since", "review_on", "decide_on"])
    record(action="case.reviewed", actor=actor, target=case, person_id=case.client_id)
    _note(case, "review", _("Review held: %(path)s") % {"path": Path(path).label}, actor)
    return review


def limbo_days(case: Case) -> int | None:
    """For how many days nothing is decided; None once a path is taken."""
    if case.path != Path.UNDECIDED:
        return None
    since = case.path_since or timezone.localtime(case.opened_at).date()
    return (timezone.localdate() - since).days


@transaction.atomic
def close_case(*, case: Case, reason: str, summary: str, actor: User) -> None:
    """End a case with a reason and a closing summary; open homework stops (DOMAIN-3).

    Raises NotPossible when it has ended already, or for a reason that is not on the list.
    """
    case = _locked(case)
    if case.status in (CaseStatus.CLOSED, CaseStatus.CANCELLED):
        raise NotPossible
    case.status, case.closed_at = CaseStatus.CLOSED, timezone.now()
    case.closing_reason, case.closing_summary = ClosingReason(reason).value, summary
    case.version += 1
    case.save(update_fields=["status", "closed_at", "closing_reason", "closing_summary", "version"])
    case_closed.send(sender=Case, case=case, actor=actor)
    record(action="case.closed", actor=actor, target=case, person_id=case.client_id)
    label = ClosingReason(reason).label
    _note(case, "case", _("Case closed: %(reason)s") % {"reason": label}, actor)


@transaction.atomic
def open_next_case(*, case: Case, kind: str, actor: User) -> Case:
    """A returning client gets a new case; the old one stays as it is. After work with both it is
    work alone again: both begins only as ``joint`` has it.

    Raises NotPossible while the old one is open, Blocked when safety stands against work with both.
    """
    old = _locked(case)
    if old.status != CaseStatus.CLOSED:
        raise NotPossible
    if kind == CaseKind.COUPLE:
        kind = CaseKind.ONE_PARTNER
    if kind in WITH_BOTH:
        refuse_unless_clear(old.client)
    return follow(old, kind, actor)


def follow(old: Case, kind: str, actor: User) -> Case:
    """A new case after an ended one, with its people; in the caller's transaction."""
    case = Case(
        client=old.client,
        kind=kind,
        status=CaseStatus.ACTIVE,
        owner=old.owner,
        follows=old,
        partner_label=old.partner_label,
        review_on=timezone.localdate() + timedelta(days=90),
    )
    case.save(force_insert=True)
    for assignment in old.assignments.filter(until=None):
        CaseAssignment.objects.create(
            case=case, user=assignment.user, role=assignment.role, assigned_by=actor
        )
    record(action="case.opened", actor=actor, target=case, person_id=old.client_id)
    _note(case, "case", _("New case: %(kind)s") % {"kind": CaseKind(kind).label}, actor)
    return case
