"""What homework adds to a client's own export, and what ends with a case."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from clients.homework.models import (
    Assignment,
    AssignmentState,
    CoachReply,
    EntryState,
    JournalEntry,
    LogEntry,
    Reflection,
    SingleTask,
)
from clients.homework.prompts import fill, readable
from clients.models import Case, Client
from coachdesk.audit.services import record
from coachdesk.exports import Key, Keys
from coachdesk.users.models import User


def export_part(client: Client) -> list[dict[str, Any]]:
    """Everything the client wrote in programs, tasks and journal, and the coach's answers.

    What the client wrote is the client's, also about an activity that a flag hides now. Instructions
    of programs are not part of it, so nothing hidden is told here.
    """
    return _written(client, own=True)


def record_part(client: Client) -> list[dict[str, Any]]:
    """The same for the record: without drafts, answers and pages that only the client reads."""
    return _written(client, own=False)


def _written(client: Client, *, own: bool) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    assignments = Assignment.objects.filter(client=client).select_related("version", "case")
    for assignment in assignments:
        rows += _of_program(assignment, own=own)
    for task in SingleTask.objects.filter(client=client, whose="client").order_by("created_at"):
        rows.append(_line(task.created_at, "task", task.text, task.answer))
    pages = JournalEntry.objects.filter(client=client).order_by("created_at")
    for page in pages if own else pages.filter(shared=True):
        rows.append(_line(page.created_at, "own page", page.text))
    return rows


def _of_program(assignment: Assignment, *, own: bool) -> list[dict[str, Any]]:
    partner = assignment.partner
    steps = {step["key"]: step for step in assignment.plan["steps"]}
    rows: list[dict[str, Any]] = []
    for log in LogEntry.objects.filter(assignment=assignment, state=EntryState.SUBMITTED).order_by(
        "on"
    ):
        step = steps.get(log.step_key, {"activities": []})
        activity = next((a for a in step["activities"] if a["key"] == log.activity_key), None)
        if activity is not None:
            said = readable(activity["log"], log.answers or {}, partner)
            rows.append(_line(log.submitted_at, fill(activity["title"], partner), *_joined(said)))
    reflections = Reflection.objects.filter(assignment=assignment).order_by("created_at")
    for reflection in reflections if own else reflections.filter(state=EntryState.SUBMITTED):
        step = steps.get(reflection.step_key)
        if step is not None:
            answers = reflection.answers or {}
            shown = {k: v for k, v in answers.items() if own or k not in reflection.hidden}
            said = readable(step["reflection"], shown, partner)
            rows.append(_line(reflection.saved_at, fill(step["title"], partner), *_joined(said)))
    for reply in (
        CoachReply.objects.filter(assignment=assignment).select_related("author").order_by("at")
    ):
        rows.append(_line(reply.at, f"answer from {reply.author.display_name}", reply.text))
    return rows


def _joined(said: list[tuple[str, str]]) -> list[str]:
    return [f"{label}: {answer}" for label, answer in said]


def _line(at: Any, what: str, *texts: str) -> dict[str, Any]:
    return {
        "at": at,
        "what": what,
        "text": "\n".join(t for t in texts if t),
    }


KEYS: Keys = {
    "at": Key(
        "homework.LogEntry.submitted_at homework.Reflection.saved_at homework.CoachReply.at"
        " homework.SingleTask.created_at homework.JournalEntry.created_at"
    ),
    "what": Key("homework.ProgramVersion.data users.User.display_name"),
    "text": Key(
        "homework.LogEntry.answers homework.Reflection.answers homework.CoachReply.text"
        " homework.SingleTask.text homework.SingleTask.answer homework.JournalEntry.text"
    ),
}


def stop_with_case(sender: Any, *, case: Case, actor: User | None = None, **kwargs: Any) -> None:
    """Closing a case stops its open homework in the same transaction (DOMAIN-3, "Case")."""
    running = ("proposed", "active", "paused")
    for assignment in Assignment.objects.select_for_update(of=("self",)).filter(
        case=case, state__in=running
    ):
        assignment.state, assignment.ended_at = AssignmentState.STOPPED, timezone.now()
        if assignment.started_at is None:
            assignment.state = AssignmentState.DECLINED
        assignment.save(update_fields=["state", "ended_at"])
        record(
            action="program.stopped", actor=actor, target=assignment, person_id=assignment.client_id
        )
