"""Calendar files: neutral title, private class, no name unless it was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from sessions.models import CoachingSession, SessionState

_STATUS = {
    SessionState.REQUESTED: "TENTATIVE",
    SessionState.SCHEDULED: "CONFIRMED",
    SessionState.CONFIRMED: "CONFIRMED",
    SessionState.CHECKED_IN: "CONFIRMED",
    SessionState.COMPLETED: "CONFIRMED",
}


def calendar_file(meetings: Iterable[CoachingSession], *, with_names: bool = False) -> bytes:
    """An iCalendar file (RFC 5545). Cancelled and moved appointments carry STATUS:CANCELLED, so
    that a calendar that knows them takes them away. Times are instants in UTC."""
    calendar = Calendar()
    calendar.add("prodid", "-//Coach Desk//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for meeting in meetings:
        event = Event()
        event.add("uid", f"{meeting.pk}@{settings.SITE_URL.split('//')[-1].split(':')[0]}")
        event.add("dtstamp", (meeting.changed_at or timezone.now()).astimezone(UTC))
        event.add("dtstart", meeting.starts_at.astimezone(UTC))
        event.add("dtend", meeting.ends_at.astimezone(UTC))
        event.add("summary", meeting.client.name if with_names else _("Appointment"))
        event.add("class", "PRIVATE")
        event.add("sequence", meeting.sequence)
        event.add("status", _STATUS.get(SessionState(meeting.state), "CANCELLED"))
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
