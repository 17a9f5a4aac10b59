"""Appointments ahead and unfinished notes of somebody who leaves the team."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from coachdesk.users.leaving import InHand
from coachdesk.users.models import User
from sessions.calendar.booking import CANCELLABLE
from sessions.models import CoachingSession, Note


def in_hand(user: User) -> list[InHand]:
    """Appointments that clients have with the person, and drafts only the person can finish; two
    queries."""
    found = []
    ahead = CoachingSession.objects.filter(
        coach=user, state__in=CANCELLABLE, ends_at__gt=timezone.now()
    ).count()
    if ahead:
        words = ngettext("%(n)d appointment ahead", "%(n)d appointments ahead", ahead)
        found.append(InHand(words % {"n": ahead}, reverse("sessions:calendar")))
    drafts = Note.objects.editable_by(user).count()
    if drafts:
        words = ngettext(
            "%(n)d unfinished note, which only its author can finish",
            "%(n)d unfinished notes, which only their author can finish",
            drafts,
        )
        found.append(InHand(words % {"n": drafts}))
    return found
