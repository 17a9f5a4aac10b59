"""Periodic work of homework; the outbox runs it by name."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from clients.homework.models import Assignment, AssignmentState, LogEntry
from clients.homework.queries import courses
from coachdesk.outbox.services import enqueue_mail

_QUIET = timedelta(days=7)


def nudge() -> None:
    """One neutral reminder for a step that has been quiet for a week, never a second (DOMAIN-A17).

    The key of the message is the step, so that no run sends another; the gate decides whether it may
    leave at all. Everything beyond that is the coach's to see, not the client's to be told.
    """
    now = timezone.now()
    active = Assignment.objects.filter(
        state=AssignmentState.ACTIVE, started_at__lt=now - _QUIET
    ).select_related("version", "case", "client__user")
    last = dict(
        LogEntry.objects.filter(assignment__state=AssignmentState.ACTIVE)
        .values_list("assignment_id")
        .annotate(last=Max("created_at"))
    )
    quiet = [a for a in active if now - last.get(a.pk, a.started_at or now) > _QUIET]
    for course in courses(quiet):
        step = course.current
        if step is None or step.state == "submitted" or now - course.facts.begins_at < _QUIET:
            continue
        client = course.assignment.client
        with transaction.atomic():
            enqueue_mail(
                "client.step",
                person_id=client.pk,
                user=client.user,
                dedupe_key=f"nudge:{course.assignment.pk}:{step.key}",
            )
