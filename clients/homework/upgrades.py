"""A newer version of a running program: shown with what changes, offered, taken or left by the client.

The pin moves only when the client says yes. What was done stays done, because events and logs speak of
steps by their keys (DOMAIN-3, "Assignment": upgrade is offered, never forced).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.engine import ActivityState, StepState
from clients.homework.models import Assignment, AssignmentState, ProgramVersion, VersionState
from clients.homework.prompts import fill
from clients.homework.queries import Course
from clients.homework.services import finish_when_all_done, lock
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import User

_OPEN = (AssignmentState.ACTIVE, AssignmentState.PAUSED)


@dataclass(frozen=True)
class Difference:
    """One change in plain words: where, what kind, and the words before and after."""

    where: str
    what: str
    before: str = ""
    after: str = ""


def newer_versions(assignments: Iterable[Assignment]) -> dict[UUID, ProgramVersion]:
    """The newest published version after the one each running program is pinned to; one query."""
    rows = [a for a in assignments if a.state in _OPEN]
    if not rows:
        return {}
    versions = (
        ProgramVersion.objects.filter(
            program__in={a.version.program_id for a in rows}, state=VersionState.PUBLISHED
        )
        .defer("source")
        .order_by("published_at")
    )
    newest = {(v.program_id, v.locale): v for v in versions}
    found = {}
    for row in rows:
        version = newest.get((row.version.program_id, row.version.locale))
        if version is not None and _later(version, row.version):
            found[row.pk] = version
    return found


def _later(version: ProgramVersion, pinned: ProgramVersion) -> bool:
    out, was = version.published_at, pinned.published_at
    return version.pk != pinned.pk and out is not None and was is not None and out > was


@transaction.atomic
def offer_upgrade(*, assignment: Assignment, version: ProgramVersion, actor: User) -> Assignment:
    """Offer a newer version to the client. A repeat changes nothing.

    Raises NotPossible when the program has ended, or the version is no newer published one.
    """
    assignment = lock(assignment)
    newest = newer_versions([assignment]).get(assignment.pk)
    if newest is None or newest.pk != version.pk:
        raise NotPossible(_("There is no newer version to offer."))
    if assignment.offered_version_id == version.pk:
        return assignment
    assignment.offered_version, assignment.offered_at = version, timezone.now()
    assignment.save(update_fields=["offered_version", "offered_at"])
    record(
        action="program.upgrade_offered",
        actor=actor,
        target=assignment,
        person_id=assignment.client_id,
    )
    enqueue_mail("client.program", person_id=assignment.client_id, user=assignment.case.client.user)
    return assignment


@transaction.atomic
def withdraw_offer(*, assignment: Assignment, actor: User) -> None:
    """Take an offer back before it is answered; a repeat changes nothing."""
    assignment = lock(assignment)
    if assignment.offered_version_id is not None:
        _close(assignment, actor, "program.upgrade_withdrawn", [])


@transaction.atomic
def answer_upgrade(
    *, assignment: Assignment, version_id: UUID, client_user: User, accept: bool
) -> bool:
    """The client's answer to what was on the page; whether the version moved.

    Nothing happens for an offer that is gone or is another one by now. Raises NotPossible where the
    program has ended or the same version runs beside it.
    """
    assignment = lock(assignment)
    if assignment.offered_version_id != version_id:
        return False
    if not accept:
        _close(assignment, client_user, "program.upgrade_declined", [])
        return False
    if assignment.state not in _OPEN:
        raise NotPossible(_("This program has ended meanwhile."))
    beside = Assignment.objects.filter(
        client=assignment.client_id, version=version_id, state__in=("proposed", *_OPEN)
    )
    if beside.exists():
        raise NotPossible(_("You have this version already, beside the other one."))
    assignment.version = ProgramVersion.objects.get(pk=version_id)
    _close(assignment, client_user, "program.upgraded", ["version"])
    finish_when_all_done(assignment)
    return True


def _close(assignment: Assignment, actor: User, action: str, fields: list[str]) -> None:
    assignment.offered_version = assignment.offered_at = None
    assignment.save(update_fields=["offered_version", "offered_at", *fields])
    record(
        action=action,
        actor=actor,
        target=assignment,
        person_id=assignment.client_id,
        fields=fields,
    )


def differences(before: Course, after: Course, *, hidden: bool = False) -> list[Difference]:
    """What changes between two readings of a program, in the order of the newer one.

    Only what the client may see; with ``hidden`` also what a flag hides, for the team.
    """
    old = {step.key: step for step in _steps(before, hidden)}
    new = {step.key: step for step in _steps(after, hidden)}
    found: list[Difference] = []
    for step in new.values():
        name = _("Step %(number)d, %(title)s") % {
            "number": step.number,
            "title": fill(step.data["title"], after.partner),
        }
        was = old.get(step.key)
        if was is None:
            found.append(Difference(name, _("New step"), after=_said(step.data["aim"], after)))
        else:
            found += _in_step(name, was, step, after, hidden)
    for step in old.values():
        if step.key not in new:
            where = fill(step.data["title"], before.partner)
            found.append(Difference(where, _("No longer a step of its own"), before=where))
    return found


def _steps(course: Course, hidden: bool) -> Iterable[StepState]:
    return course.steps if hidden else course.shown


def _activities(step: StepState, hidden: bool) -> dict[str, ActivityState]:
    shown = step.activities if hidden else step.visible_activities
    return {activity.key: activity for activity in shown}


def _in_step(
    name: str, was: StepState, now: StepState, course: Course, hidden: bool
) -> list[Difference]:
    words = (
        ("title", _("Another title")),
        ("aim", _("Another aim")),
        ("why", _("Other words about why")),
    )
    found = _changed(name, words, was.data, now.data, course)
    if was.number != now.number:
        found.append(Difference(name, _("Another place"), str(was.number), str(now.number)))
    old, new = _activities(was, hidden), _activities(now, hidden)
    for key, activity in new.items():
        title = fill(activity.data["title"], course.partner)
        if key not in old:
            text = _said(activity.data["instructions"], course)
            found.append(Difference(name, _("New activity: %s") % title, after=text))
            continue
        words = (
            ("title", _("An activity is called otherwise")),
            ("instructions", _("Other words in “%s”") % title),
        )
        found += _changed(name, words, old[key].data, activity.data, course)
    for key, activity in old.items():
        if key not in new:
            gone = fill(activity.data["title"], course.partner)
            found.append(Difference(name, _("Activity taken out"), before=gone))
    asked = {p["key"]: p["label"] for p in was.data["reflection"]}
    for prompt in now.data["reflection"]:
        before, after = asked.pop(prompt["key"], ""), prompt["label"]
        if before != after:
            what = _("Another question") if before else _("New question")
            found.append(Difference(name, what, _said(before, course), _said(after, course)))
    found += [Difference(name, _("Question taken out"), _said(w, course)) for w in asked.values()]
    return found


def _changed(
    where: str, words: Any, was: dict[str, Any], now: dict[str, Any], course: Course
) -> list[Difference]:
    return [
        Difference(where, what, _said(was[key], course), _said(now[key], course))
        for key, what in words
        if was[key] != now[key]
    ]


def _said(text: str, course: Course) -> str:
    return fill(text, course.partner)
