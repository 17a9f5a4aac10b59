"""Upkeep of the doors; the outbox runs it by name."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.utils import timezone

from coachdesk.users.form_keys import forget_old_submissions
from coachdesk.users.rate_limits import forget_expired_entries, forget_expired_limits


def clear_expired() -> None:
    """Delete ended sessions, old form keys, old counters and what the cache kept too long (SEC-60)."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    forget_old_submissions()
    forget_expired_limits()
    forget_expired_entries()
