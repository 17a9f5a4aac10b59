"""The coach's side: reading what was handed in, answering, returning."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.homework.models import Assignment, CoachReply, LogEntry, Reflection, StepEvent
from clients.homework.queries import courses
from clients.homework.services import lock
from clients.homework.submissions import finish_step
from coachdesk.audit.services import record
from coachdesk.lib.errors import NotPossible
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import User


def _mark_seen(*, assignment: Assignment, step_key: str, actor: User) -> None:
    """Note by whom a step's entries were answered first, and when."""
    now = timezone.now()
    for rows in (LogEntry.objects, Reflection.objects):
        rows.filter(
            assignment=assignment, step_key=step_key, state="submitted", seen_at=None
        ).update(seen_at=now, seen_by=actor)


@transaction.atomic
def answer_step(
    *,
    assignment: Assignment,
    step_key: str,
    actor: User,
    text: str,
    quality: int | None = None,
    returned: bool = False,
    confirm: bool = False,
) -> CoachReply:
    """Answer a step that was handed in; return it with a reason, or confirm it as done.

    Raises NotPossible when the step is not there or there is nothing to return or confirm.
    """
    assignment = lock(assignment)
    step = courses([assignment])[0].step_for_team(step_key)
    if step is None or step.state == "locked":
        raise NotPossible(_("There is nothing to answer in this step yet."))
    if returned and step.state != "submitted":
        raise NotPossible(_("Only a step that was handed in can go back."))
    _mark_seen(assignment=assignment, step_key=step_key, actor=actor)
    reply = CoachReply.objects.create(
        assignment=assignment,
        step_key=step_key,
        author=actor,
        text=text,
        quality=quality,
        returned=returned,
    )
    if returned:
        StepEvent.objects.create(
            assignment=assignment, step_key=step_key, kind=StepEvent.Kind.RETURNED, actor=actor
        )
    elif step.state == "submitted" and (confirm or (step.complete and not step.coach_confirms)):
        finish_step(assignment=assignment, step_key=step_key, actor=actor)
    record(
        action="step.returned" if returned else "step.answered",
        actor=actor,
        target=reply,
        person_id=assignment.client_id,
    )
    enqueue_mail("client.reply", person_id=assignment.client_id, user=assignment.client.user)
    return reply
