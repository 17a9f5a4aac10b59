"""What sessions show on the overview of a client's page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from clients.models import Client
from coachdesk.users.models import User
from sessions.log import queries
from sessions.models import ENDED, CoachingSession, SessionState


def panel(client: Client, user: User) -> dict[str, Any] | None:
    """The next appointment and the last meeting with the state of its note; three queries."""
    now = timezone.now()
    rows = CoachingSession.objects.visible_to(user).filter(client=client).numbered()
    ahead = rows.filter(ends_at__gt=now).exclude(state__in=ENDED).order_by("starts_at").first()
    held = rows.filter(state__in=(SessionState.COMPLETED, SessionState.NO_SHOW), starts_at__lte=now)
    last = held.order_by("-starts_at").first()
    note = queries.notes_of(user, [last.pk]).get(last.pk) if last is not None else None
    return {"ahead": ahead, "last": last, "note": note}
