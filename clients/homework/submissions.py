"""What the client does: logs, reflections, handing a step in. Triage runs in the same transaction."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.engine import StepState
from clients.homework.models import (
    Assignment,
    AssignmentState,
    EntryState,
    LogEntry,
    Reflection,
    StepEvent,
)
from clients.homework.prompts import answered, option_flags, texts_of
from clients.homework.queries import courses
from clients.homework.services import NotThere, finish_when_all_done, lock
from coachdesk.audit.services import record
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.safety.models import STILL_OPEN, SafetyFlag
from coachdesk.safety.screen_text import flag_text
from coachdesk.safety.services import open_flag
from coachdesk.users.models import User

CHANGE_FOR = timedelta(hours=24)


def _open_step(assignment: Assignment, step_key: str) -> StepState:
    """The step, if the client may work in it now. Raises NotPossible otherwise."""
    step = courses([assignment])[0].step(step_key)
    if step is None or not step.is_reachable:
        raise NotThere(_("This step rests for now."))
    _running(assignment)
    return step


def _running(assignment: Assignment) -> None:
    if assignment.state == AssignmentState.STOPPED:
        raise NotPossible(_("This program has ended."))
    if assignment.state not in (AssignmentState.ACTIVE, AssignmentState.COMPLETED):
        raise NotPossible(_("This program is paused. You will not lose your place."))


def _check_words(
    *,
    assignment: Assignment,
    step_key: str,
    kind: str,
    row_id: uuid.UUID,
    prompts: Any,
    answers: Any,
) -> None:
    """Open flags for what was chosen or written (DOMAIN-5 and DOMAIN-8)."""
    chosen = option_flags(prompts, answers)
    if chosen:
        keys = [step["key"] for step in assignment.plan["steps"]]
        number = keys.index(step_key) + 1 if step_key in keys else 0
        why = _("Ticked in step %(n)d") % {"n": number}
        open_flag(
            subject_kind=kind,
            subject_id=row_id,
            person_id=assignment.client_id,
            codes=chosen,
            urgent=True,
            findings=[
                {"code": code, "category": "ticked", "tier": "urgent", "urgent": True, "why": why}
                for code in sorted(chosen)
            ],
        )
    text = "\n\n".join(texts_of(prompts, answers))
    flag_text(text=text, subject_kind=kind, subject_id=row_id, person_id=assignment.client_id)


@transaction.atomic
def add_log(
    *,
    assignment: Assignment,
    step_key: str,
    activity_key: str,
    answers: dict[str, Any],
    on: date,
    user: User,
) -> LogEntry:
    """Record that an activity was done. Raises NotPossible when it is not open to the client."""
    assignment = lock(assignment)
    step = _open_step(assignment, step_key)
    activity = next((a for a in step.visible_activities if a.key == activity_key), None)
    if activity is None:
        raise NotPossible(_("This activity is not part of your step."))
    now = timezone.now()
    entry = LogEntry.objects.create(
        assignment=assignment,
        step_key=step_key,
        activity_key=activity_key,
        state=EntryState.SUBMITTED,
        answers=answers,
        on=min(on, timezone.localdate()),
        submitted_at=now,
    )
    record(action="log.added", actor=user, target=entry, person_id=assignment.client_id)
    _check_words(
        assignment=assignment,
        step_key=step_key,
        kind="homework.log",
        row_id=entry.pk,
        prompts=activity.data["log"],
        answers=answers,
    )
    return entry


@transaction.atomic
def change_log(*, entry: LogEntry, answers: dict[str, Any], version: int, user: User) -> LogEntry:
    """Change an entry within 24 hours; what it said before is kept.

    Raises Conflict for an old version, NotPossible after 24 hours.
    """
    entry = (
        LogEntry.objects.select_for_update(of=("self",))
        .select_related("assignment__version")
        .get(pk=entry.pk)
    )
    if entry.version != version:
        raise Conflict(entry)
    if entry.submitted_at is None or timezone.now() - entry.submitted_at > CHANGE_FOR:
        raise NotPossible(_("An entry can be changed for one day. Add a new one instead."))
    entry.earlier = [
        *(entry.earlier or []),
        {"at": timezone.now().isoformat(), "answers": entry.answers},
    ]
    entry.answers, entry.version = answers, entry.version + 1
    entry.save(update_fields=["answers", "earlier", "version"])
    record(action="log.changed", actor=user, target=entry, person_id=entry.assignment.client_id)
    prompts = next(
        activity["log"]
        for step in entry.assignment.plan["steps"]
        for activity in step["activities"]
        if activity["key"] == entry.activity_key
    )
    _check_words(
        assignment=entry.assignment,
        step_key=entry.step_key,
        kind="homework.log",
        row_id=entry.pk,
        prompts=prompts,
        answers=answers,
    )
    return entry


@transaction.atomic
def save_reflection(*, assignment: Assignment, **words: Any) -> Reflection:
    """``store_reflection`` for a row that is not locked yet."""
    return store_reflection(assignment=lock(assignment), **words)


def store_reflection(
    *,
    assignment: Assignment,
    step_key: str,
    answers: dict[str, Any],
    hidden: list[str],
    version: int,
    user: User,
    own_quality: int | None = None,
) -> Reflection:
    """Keep a step's answers. Raises Conflict for an old version; nobody's words are dropped.

    ``assignment`` is locked by the caller. ``version`` 0 is a page that was opened before anything
    was saved. A step that was begun stays open as long as no flag is, so that the many saves while
    somebody writes need not evaluate the program. Raises NotThere and NotPossible.
    """
    flags = SafetyFlag.objects.filter(person_id=assignment.client_id, state__in=STILL_OPEN)
    row = (
        Reflection.objects.filter(assignment=assignment, step_key=step_key)
        .annotate(flagged=Exists(flags))
        .first()
    )
    if row is None or row.flagged:  # type: ignore[attr-defined]
        prompts = _open_step(assignment, step_key).data["reflection"]
    else:
        _running(assignment)
        prompts = prompts_of(assignment, step_key)
    if row is None:
        row = Reflection(assignment=assignment, step_key=step_key, version=0)
    if row.version != version:
        if row.answers == answers and row.own_quality == own_quality:
            return row  # the same words came twice, from a retry
        raise Conflict(row)
    row.answers, row.version = answers, row.version + 1
    row.hidden = sorted({p["key"] for p in prompts} & set(hidden))
    row.complete = answered(prompts, answers)
    row.own_quality = own_quality
    row.saved_at = timezone.now()
    row.save()
    return row


def prompts_of(assignment: Assignment, step_key: str) -> list[dict[str, Any]]:
    """The questions of a step. Raises NotThere where the program has no such step."""
    for step in assignment.version.data["steps"]:
        if step["key"] == step_key:
            found: list[dict[str, Any]] = step["reflection"]
            return found
    raise NotThere(_("This program has no such step."))


@transaction.atomic
def submit_step(*, assignment: Assignment, step_key: str, user: User) -> str:
    """Hand a step in; gives ``submitted`` or ``done``. A repeat changes nothing.

    Raises NotPossible when the step is not open.
    """
    assignment = lock(assignment)
    step = _open_step(assignment, step_key)
    if step.state == "done":
        return "done"
    row = (
        Reflection.objects.select_for_update()
        .filter(assignment=assignment, step_key=step_key)
        .first()
    )
    if row is not None:
        row.state, row.submitted_at, row.seen_at = EntryState.SUBMITTED, timezone.now(), None
        row.save(update_fields=["state", "submitted_at", "seen_at"])
        _check_words(
            assignment=assignment,
            step_key=step_key,
            kind="homework.reflection",
            row_id=row.pk,
            prompts=step.data["reflection"],
            answers=row.answers or {},
        )
    if step.state == "skipped":
        return "done"
    if step.state != "submitted":
        StepEvent.objects.create(
            assignment=assignment, step_key=step_key, kind=StepEvent.Kind.SUBMITTED, actor=user
        )
        record(
            action="step.submitted", actor=user, target=assignment, person_id=assignment.client_id
        )
    if step.complete and not step.coach_confirms:
        finish_step(assignment=assignment, step_key=step_key, actor=None)
        return "done"
    return "submitted"


def finish_step(*, assignment: Assignment, step_key: str, actor: User | None) -> None:
    """A step is done for good; the program too when it was the last. Call with the row locked."""
    _, created = StepEvent.objects.get_or_create(
        assignment=assignment,
        step_key=step_key,
        kind=StepEvent.Kind.DONE,
        defaults={"actor": actor},
    )
    if created:
        record(action="step.done", actor=actor, target=assignment, person_id=assignment.client_id)
        finish_when_all_done(assignment)
