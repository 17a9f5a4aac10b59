"""The coach's changes to one client's program: take out, put back, order, add (DOMAIN-A12)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clients.homework.adjusted_plan import (
    ADDED_PER_STEP,
    moved,
    own_activity,
    with_added,
    with_order,
)
from clients.homework.models import Assignment, AssignmentState
from clients.homework.services import finish_when_all_done, lock
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.users.models import User

_CHANGEABLE = (AssignmentState.PROPOSED, AssignmentState.ACTIVE, AssignmentState.PAUSED)


def _locked(assignment: Assignment, step_key: str) -> tuple[Assignment, list[dict[str, Any]]]:
    """The row locked and the step's activities. Raises NotPossible for an ended program."""
    assignment = lock(assignment)
    if assignment.state not in _CHANGEABLE:
        raise NotPossible(_("This program has ended; it can’t be changed any more."))
    for step in assignment.plan["steps"]:
        if step["key"] == step_key:
            activities: list[dict[str, Any]] = step["activities"]
            return assignment, activities
    raise NotPossible(_("This program has no such step."))


def _keep(assignment: Assignment, actor: User, field: str) -> None:
    assignment.save(update_fields=[field])
    record(
        action="program.adjusted",
        actor=actor,
        target=assignment,
        person_id=assignment.client_id,
        fields=[field],
    )


@transaction.atomic
def keep_activity(
    *, assignment: Assignment, step_key: str, key: str, keep: bool, actor: User
) -> None:
    """Take an activity out for this client, or put it back; a repeat changes nothing.

    What was noted about it stays. Raises NotPossible for a step or activity that is not there.
    """
    assignment, activities = _locked(assignment, step_key)
    if key not in {a["key"] for a in activities}:
        raise NotPossible(_("This step has no such activity."))
    removed = set(assignment.removed_activities) - {key}
    if not keep:
        removed.add(key)
    if removed == set(assignment.removed_activities):
        return
    assignment.removed_activities = sorted(removed)
    _keep(assignment, actor, "removed_activities")
    finish_when_all_done(assignment)


@transaction.atomic
def move_activity(*, assignment: Assignment, step_key: str, key: str, by: int, actor: User) -> None:
    """Move an activity one place up (-1) or down (1) for this client. Raises NotPossible."""
    assignment, activities = _locked(assignment, step_key)
    keys = [a["key"] for a in activities]
    if key not in keys:
        raise NotPossible(_("This step has no such activity."))
    order = moved(keys, key, by)
    if order == keys:
        return
    assignment.adjustments = with_order(assignment.adjustments or {}, step_key, order)
    _keep(assignment, actor, "adjustments")


@transaction.atomic
def add_activity(
    *,
    assignment: Assignment,
    step_key: str,
    title: str,
    instructions: str,
    minutes: int,
    mode: str,
    with_partner: bool,
    actor: User,
) -> str:
    """Add an activity in the coach's own words; gives its key. It is private text of this client,
    never needed for the step, and hidden under the same flags as any other that reaches the partner.

    Raises NotPossible for a step that is not there or holds enough already.
    """
    assignment, activities = _locked(assignment, step_key)
    if sum(a["key"].startswith("own-") for a in activities) >= ADDED_PER_STEP:
        raise NotPossible(_("This step has many activities of yours already. Take one out first."))
    activity = own_activity(
        title=title,
        instructions=instructions,
        minutes=minutes,
        mode=mode,
        with_partner=with_partner,
    )
    assignment.adjustments = with_added(assignment.adjustments or {}, step_key, activity)
    _keep(assignment, actor, "adjustments")
    return str(activity["key"])
