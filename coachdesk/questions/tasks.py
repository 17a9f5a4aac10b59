"""Work by the clock on the letters' floor."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from coachdesk.outbox.services import enqueue_mail
from coachdesk.questions import conflict_check, replies, services
from coachdesk.questions.models import OPEN, Question
from coachdesk.questions.retention import erase_old, erase_withdrawn
from coachdesk.users.models import Role, User


def deliver(reply_id: str) -> None:
    """An answer's undo window is over."""
    replies.deliver(reply_id=uuid.UUID(reply_id))


def reopen_answered_by(slug: str) -> None:
    """An article went offline: the letters it answered are open again."""
    services.reopen_answered_by(slug=slug)


def look_for_mirrors(question_id: str) -> None:
    """A letter came in: does it come from the other side of a couple that wrote before?"""
    conflict_check.look_at_facts(question_id=uuid.UUID(question_id))


def remind() -> None:
    """Every hour: erase what is due, and once a day tell people of their late letters."""
    erase_withdrawn()
    remind_late()


def keep() -> None:
    """Once a day: erase what is older than it may be (DOMAIN-10)."""
    erase_old()


def remind_late() -> int:
    """A mail without content to each person with late letters, at most once a day. Those that nobody
    has taken are the supervisors', or the editors' where there is none."""
    today = timezone.localdate()
    late = Question.objects.filter(state__in=OPEN, due_on__lt=today)
    of_somebody = late.filter(assignee__isnull=False)
    people = set(User.objects.filter(pk__in=of_somebody.values("assignee_id"), is_active=True))
    if late.filter(assignee=None, erased_at=None).exists():
        people |= set(
            User.objects.with_role(Role.SUPERVISOR) or User.objects.with_role(Role.EDITOR)
        )
    with transaction.atomic():
        for person in people:
            key = f"late-letters:{person.pk}:{today}"
            enqueue_mail("staff.late", user=person, dedupe_key=key)
    return len(people)
