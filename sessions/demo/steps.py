"""What demo clients have done in their programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from clients.homework.models import (
    Assignment,
    AssignmentState,
    CoachReply,
    EntryState,
    LogEntry,
    Reflection,
    StepEvent,
)

_WORDS = (
    "I went for a walk before breakfast and left the phone at home.",
    "I noticed that I wanted to explain, and I waited.",
    "Ten quiet minutes. The house was louder than I thought.",
    "I wrote it down instead of saying it, and read it again the next day.",
    "I called my sister and talked about other things for once.",
)
_REPLY = "You noticed, and you waited. That is the whole step."
_RETURNED = (
    "Thank you for starting. Before we go on, write two or three sentences about your own evening."
)


def walk(
    *, assignment: Assignment, done: int, state: str, noted: int, answers: dict[str, str]
) -> None:
    """Bring a program to a point: ``done`` steps behind, and what fits ``state`` in the next one,
    begun ``noted`` days ago. ``answers`` holds by prompt key what is said instead of the usual."""
    assignment.refresh_from_db()
    steps = assignment.version.data["steps"]
    begun = assignment.started_at or timezone.now()
    length = (timezone.now() - begun) / max(done + 1, 1)
    for index, step in enumerate(steps[:done]):
        _finish(assignment, step, begun + length * index, begun + length * (index + 0.9), answers)
    if done < len(steps):
        _begin(assignment, steps[done], timezone.now() - timedelta(days=noted))
    if state == "returned":
        _return(assignment, steps[done]["key"])
    elif state == "handed_in":
        _hand_in(assignment, steps[done]["key"], timezone.now() - timedelta(hours=11))
    elif state == "completed":
        Assignment.objects.filter(pk=assignment.pk).update(
            state=AssignmentState.COMPLETED, ended_at=timezone.now() - timedelta(days=2)
        )


def _answers(prompts: list[dict[str, Any]], seed: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for offset, prompt in enumerate(prompts):
        kind = prompt["type"]
        if kind == "text":
            values[prompt["key"]] = _WORDS[(seed + offset) % len(_WORDS)][: prompt["max_length"]]
        elif kind == "scale":
            values[prompt["key"]] = 4 + (seed + offset) % 4
        elif kind == "frequency":
            values[prompt["key"]] = min(3, prompt["max"])
        elif kind == "checkbox":
            values[prompt["key"]] = True
        else:
            safe = [o["value"] for o in prompt["options"] if not o.get("triage")]
            values[prompt["key"]] = safe[:1] if prompt.get("multiple") else safe[0]
    return values


def _log(
    assignment: Assignment,
    step: dict[str, Any],
    activity: dict[str, Any],
    at: Any,
    seed: int,
    said: dict[str, str] | None = None,
) -> None:
    answers = _answers(activity["log"], seed)
    answers |= {key: words for key, words in (said or {}).items() if key in answers}
    LogEntry.objects.create(
        assignment=assignment,
        step_key=step["key"],
        activity_key=activity["key"],
        state=EntryState.SUBMITTED,
        answers=answers,
        on=timezone.localdate(at),
        created_at=at,
        submitted_at=at,
        seen_at=at + timedelta(days=1),
    )


def _reflect(assignment: Assignment, step: dict[str, Any], at: Any, state: str) -> None:
    Reflection.objects.create(
        assignment=assignment,
        step_key=step["key"],
        answers=_answers(step["reflection"], step["number"]),
        state=state,
        complete=True,
        own_quality=1 if state == EntryState.DRAFT else 2 + step["number"] % 3,
        created_at=at,
        saved_at=at,
        submitted_at=at if state == EntryState.SUBMITTED else None,
    )


def _finish(
    assignment: Assignment, step: dict[str, Any], start: Any, end: Any, said: dict[str, str]
) -> None:
    for number, activity in enumerate(step["activities"]):
        if activity["with_partner"] == "none":
            for again in range(max(1, activity["frequency"]["min_logs"])):
                _log(
                    assignment,
                    step,
                    activity,
                    start + (end - start) * (again + 1) / 12,
                    number + again,
                    said,
                )
    _reflect(assignment, step, end - timedelta(days=1), EntryState.SUBMITTED)
    kinds = StepEvent.Kind
    StepEvent.objects.create(
        assignment=assignment, step_key=step["key"], kind=kinds.SUBMITTED, at=end
    )
    CoachReply.objects.create(
        assignment=assignment, step_key=step["key"], author=assignment.assigned_by, text=_REPLY,
        quality=3, at=end + timedelta(hours=5),
    )  # fmt: skip
    StepEvent.objects.create(
        assignment=assignment, step_key=step["key"], kind=kinds.DONE, at=end + timedelta(hours=5)
    )


def _begin(assignment: Assignment, step: dict[str, Any], at: Any) -> None:
    for number, activity in enumerate(step["activities"][:2]):
        if activity["with_partner"] == "none":
            for day in range(3):
                _log(assignment, step, activity, at + timedelta(days=day), number + day)
    _reflect(assignment, step, at + timedelta(days=4), EntryState.DRAFT)


def _hand_in(assignment: Assignment, step_key: str, at: Any) -> None:
    Reflection.objects.filter(assignment=assignment, step_key=step_key).update(
        state=EntryState.SUBMITTED, submitted_at=at
    )
    StepEvent.objects.create(
        assignment=assignment, step_key=step_key, kind=StepEvent.Kind.SUBMITTED, at=at
    )


def _return(assignment: Assignment, step_key: str) -> None:
    at = timezone.now() - timedelta(days=11)  # and has not come again since
    _hand_in(assignment, step_key, at)
    CoachReply.objects.create(
        assignment=assignment, step_key=step_key, author=assignment.assigned_by, text=_RETURNED,
        quality=1, returned=True, at=at + timedelta(days=1),
    )  # fmt: skip
    StepEvent.objects.create(
        assignment=assignment,
        step_key=step_key,
        kind=StepEvent.Kind.RETURNED,
        at=at + timedelta(days=1),
    )
