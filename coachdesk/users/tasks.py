"""Upkeep of the doors; the outbox runs it by name."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone

from coachdesk.users.formkeys import forget_old_submissions
from coachdesk.users.limits import forget_expired_limits


def clear_expired() -> None:
    """Delete ended sessions, old form keys and old counters (SEC-60)."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    forget_old_submissions()
    forget_expired_limits()
