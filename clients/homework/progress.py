"""Who needs what, as sentences with their evidence: waiting, ready, stuck, silent (DOMAIN-2).

Computed from the rows each time. The reminders go to the coach, not to the client. What is slow or
silent is measured by the pace of this client's program, and nothing is before its day has come.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.homework.engine import StepState
from clients.homework.models import Assignment, AssignmentState, ProgramVersion, StepEvent
from clients.homework.pacing import pace_words
from clients.homework.prompts import fill
from clients.homework.queries import Course, courses, waiting_for_coach

RETURNED_FOR = timedelta(days=7)
_LONGER = 1.5  # a step that takes this many times its pace may be stuck
ORDER = ("waiting", "ready", "stuck", "silent")


@dataclass(frozen=True)
class Standing:
    """One client's need: ``kind`` is waiting, ready, stuck or silent; ``url`` is where to act."""

    client_id: UUID
    kind: str
    sentence: str
    url: str
    since: datetime


def standings(client_ids: Sequence[uuid.UUID]) -> list[Standing]:
    """What each client's programs say, the longest first within a kind; a constant number of
    queries however many clients there are."""
    found = [_waiting(*entry) for entry in waiting_for_coach(client_ids)]
    rows = (
        Assignment.objects.filter(client__in=client_ids, state=AssignmentState.ACTIVE)
        .select_related("case")
        .prefetch_related(Prefetch("version", ProgramVersion.objects.defer("source")))
        .order_by("started_at")
    )
    running = courses(rows)
    returned = _returned(running)
    for course in running:
        found += _of_course(course, returned)
    return sorted(found, key=lambda s: (ORDER.index(s.kind), s.since))


def _waiting(assignment: Assignment, step: str, at: datetime) -> Standing:
    days = (timezone.now() - at).days
    said = (
        ngettext(
            "“%(step)s” waits for your answer, for %(days)d day.",
            "“%(step)s” waits for your answer, for %(days)d days.",
            days,
        )
        if days
        else _("“%(step)s” waits for your answer.")
    )
    titles = {s["key"]: s["title"] for s in assignment.version.data["steps"]}
    sentence = said % {"step": titles.get(step, step), "days": days}
    url = reverse("homework:review", args=[assignment.pk, step])
    return Standing(assignment.client_id, "waiting", sentence, url, at)


def _returned(running: Iterable[Course]) -> dict[tuple[UUID, str], datetime]:
    """When a step last went back that has not been handed in again."""
    kinds = (StepEvent.Kind.RETURNED, StepEvent.Kind.SUBMITTED)
    rows = StepEvent.objects.filter(
        assignment__in=[c.assignment.pk for c in running], kind__in=kinds
    ).order_by("at")
    back: dict[tuple[UUID, str], datetime] = {}
    for assignment_id, step, kind, at in rows.values_list(
        "assignment_id", "step_key", "kind", "at"
    ):
        if kind == StepEvent.Kind.RETURNED:
            back[assignment_id, step] = at
        else:
            back.pop((assignment_id, step), None)
    return back


def _of_course(course: Course, returned: dict[tuple[UUID, str], datetime]) -> list[Standing]:
    """Ready, stuck or silent: the first that fits, so that nobody is told of twice."""
    now = course.facts.now
    client_id = course.assignment.client_id
    home = reverse("homework:client", args=[client_id])
    ready = _ready(course)
    if ready:
        return [Standing(client_id, "ready", ready, home, course.last_at or now)]
    last = max(course.last_at or course.facts.begins_at, course.facts.begins_at)
    if now - last > timedelta(days=course.pace):
        day = date_format(timezone.localtime(last), "j M")
        said = (
            _("Nothing noted for %(days)d days, at %(pace)s; the last was on %(day)s.")
            if course.last_at
            else _("Began on %(day)s and has noted nothing for %(days)d days, at %(pace)s.")
        )
        sentence = said % {
            "days": (now - last).days,
            "day": day,
            "pace": pace_words(course.pace),
        }
        return [Standing(client_id, "silent", sentence, home, last)]
    could_begin = _could_begin(course)
    if could_begin is not None:
        return [could_begin]
    for step in course.steps:
        went_back = returned.get((course.assignment.pk, step.key))
        if went_back and not step.is_behind and now - went_back > RETURNED_FOR:
            sentence = _("“%(step)s” went back on %(day)s and has not come again.") % {
                "step": _title(step, course),
                "day": date_format(timezone.localtime(went_back), "j M"),
            }
            return [Standing(client_id, "stuck", sentence, home, went_back)]
        begun = course.facts.step_started.get(step.key)
        if step.state == "in_progress" and begun:
            usual = course.pace_of(step)
            if now - begun > timedelta(days=usual * _LONGER):
                sentence = _(
                    "%(days)d days in “%(step)s”, about %(usual)d are usual: %(have)s."
                ) % {
                    "days": (now - begun).days,
                    "step": _title(step, course),
                    "usual": usual,
                    "have": evidence(step),
                }
                return [Standing(client_id, "stuck", sentence, home, begun)]
    return []


def _ready(course: Course) -> str:
    """Why the next step could begin with one act of the coach or the client; blank otherwise."""
    for step in course.shown:
        if step.state == "in_progress" and step.complete:
            return _("Has done what “%(step)s” asks for (%(have)s) and not handed it in.") % {
                "step": _title(step, course),
                "have": evidence(step),
            }
    if any(step.is_open for step in course.shown):
        first = next((s for s in course.shown if not s.is_behind), None)
        if first is None or first.is_open:
            return ""
    for step in course.shown:
        if step.is_behind:
            continue
        if step.waits_for == ("coach_release",):
            return _("“%(step)s” waits only for your release.") % {"step": _title(step, course)}
        if step.waits_for == ("safety_clear",):
            said = _("“%(step)s” waits only for a clear screening from the last 60 days.")
            return said % {"step": _title(step, course)}
        return ""
    return ""


def _could_begin(course: Course) -> Standing | None:
    """By the pace the next step could begin: it is open, and the one before took its time."""
    step = course.current
    begun = [s for s in course.shown if s.is_behind and s.key in course.facts.step_started]
    if step is None or step.state != "available" or not begun:
        return None
    before = max(begun, key=lambda s: course.facts.step_started[s.key])
    since = course.facts.step_started[before.key]
    if course.facts.now - since < timedelta(days=course.pace_of(before)):
        return None
    sentence = _(
        "Finished “%(before)s”, begun %(days)d days ago; at %(pace)s, “%(step)s” could begin."
    ) % {
        "before": _title(before, course),
        "days": (course.facts.now - since).days,
        "pace": pace_words(course.pace_of(before)),
        "step": _title(step, course),
    }
    home = reverse("homework:client", args=[course.assignment.client_id])
    return Standing(course.assignment.client_id, "ready", sentence, home, since)


def evidence(step: StepState) -> str:
    """How far a step is, in numbers and words: “5 of 7 notes, questions answered”."""
    logs = [c for c in step.criteria if c.type == "logs" and c.need]
    have, need = sum(c.have for c in logs), sum(c.need for c in logs)
    parts = []
    if need:
        parts.append(_("%(have)d of %(need)d notes") % {"have": have, "need": need})
    for criterion in step.criteria:
        if criterion.type == "reflection_answered":
            parts.append(_("questions answered") if criterion.met else _("questions not answered"))
    return ", ".join(parts) or _("nothing to count")


def _title(step: StepState, course: Course) -> str:
    return fill(step.data["title"], course.partner)
