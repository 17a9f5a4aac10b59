"""What became of a message, in words for the people who run the practice."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coachdesk.outbox.faults import fault_words
from coachdesk.outbox.gate import REASONS
from coachdesk.outbox.models import MessageState, OutboxMessage


def why(message: OutboxMessage) -> str:
    """Why a message has not left; blank when nothing stands against it."""
    if message.state == MessageState.WITHHELD:
        return str(REASONS.get(message.withheld_reason, ""))
    if message.state == MessageState.EXPIRED:
        return _("What it carries had run out before it could leave.")
    if message.state == MessageState.CANCELLED:
        return ""
    return fault_words(message.last_error)


def fate(message: OutboxMessage) -> str:
    """One line: whether it waits, left, failed or was held back, since when, and why."""
    reason, since = why(message), short_time(message.failing_since)
    match message.state:
        case MessageState.WAITING if message.failing_since is not None:
            line = _("Mail: tried since %(since)s, again %(next)s. %(why)s")
            given = {"since": since, "next": short_time(message.available_at), "why": reason}
        case MessageState.WAITING:
            line, given = _("Mail: waits to be sent."), {}
        case MessageState.DONE if reason:
            line, given = _("Mail: not sent. %(why)s"), {"why": reason}
        case MessageState.DONE:
            line, given = _("Mail: sent %(at)s."), {"at": short_time(message.done_at)}
        case MessageState.DEAD:
            line, given = (
                _("Mail: failed since %(since)s. %(why)s"),
                {"since": since, "why": reason},
            )
        case MessageState.WITHHELD:
            line, given = _("Mail: withheld. %(why)s"), {"why": reason}
        case MessageState.EXPIRED:
            line, given = _("Mail: not sent. %(why)s"), {"why": reason}
        case _:
            line, given = _("Mail: taken back."), {}
    return (line % given).strip()


def short_time(moment: datetime | None) -> str:
    """Day and time in the zone of the person who reads; blank without a moment."""
    return date_format(timezone.localtime(moment), "j M, H:i") if moment else ""
