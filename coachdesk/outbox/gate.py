"""The gate: what is not explicitly safe does not leave, and the staff see why (ARCH-02)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from coachdesk.outbox.message_kinds import BUDGETED, ONE_A_DAY
from coachdesk.outbox.models import (
    Channel,
    ContactFreeze,
    MessageState,
    OutboxMessage,
    Permission,
    SafeContact,
)
from coachdesk.users.models import Kind
from coachdesk.users.practice_settings import practice_setting

CONFIRM_EVERY = timedelta(days=90)  # SEC-71

REASONS = {
    "no_contact": "No way to reach this person is on record.",
    "not_safe": "This channel is not marked safe.",
    "never": "The person said: never on this channel.",
    "receive_only": "The person contacts us; we don’t reach out.",
    "muted": "The person switched all mail off.",
    "frozen": "All contact is frozen for this person.",
    "unconfirmed": "Safe contact has not been confirmed for 90 days.",
    "budget": "This week’s messages for this person are used up.",
    "told_today": "A mail of today already says that there is something new.",
    "inactive": "The account is closed.",
    "invitation_closed": "The invitation is no longer open.",
}


@dataclass(frozen=True)
class Verdict:
    """``address`` to send to now, or ``wait_until``, or the key of a reason in REASONS."""

    address: str = ""
    named: bool = False
    wait_until: datetime | None = None
    withheld: str = ""


def judge(message: OutboxMessage, now: datetime) -> Verdict:
    """Ask the recipient's safe-contact record whether this mail may leave now."""
    if message.invitation is not None and not message.invitation.is_open:
        return Verdict(withheld="invitation_closed")
    user = message.user
    if user is not None:
        if not user.is_active:
            return Verdict(withheld="inactive")
        if user.kind == Kind.STAFF:
            return (
                Verdict(address=user.address) if not user.mail_muted else Verdict(withheld="muted")
            )
        if user.mail_muted:
            return Verdict(withheld="muted")
    if message.invitation is not None and message.person_id is None:
        return Verdict(address=message.invitation.address)  # the team's own people
    if message.person_id is None:
        return Verdict(withheld="no_contact")
    return _judge_person(message, now)


def _judge_person(message: OutboxMessage, now: datetime) -> Verdict:
    person_id = message.person_id
    if ContactFreeze.objects.filter(person_id=person_id, ended_at=None).exists():
        return Verdict(withheld="frozen")
    contact = SafeContact.objects.filter(person_id=person_id, channel=Channel.MAIL).first()
    if contact is None or not contact.address:
        return Verdict(withheld="no_contact")
    if contact.muted_at is not None:
        return Verdict(withheld="muted")
    if contact.permission in (Permission.NEVER, Permission.RECEIVE_ONLY):
        return Verdict(withheld=contact.permission)
    if contact.permission not in (Permission.SAFE, Permission.HOURS):
        return Verdict(withheld="not_safe")
    if contact.confirmed_at is None or now - contact.confirmed_at > CONFIRM_EVERY:
        return Verdict(withheld="unconfirmed")
    if contact.permission == Permission.HOURS:
        opens = next_opening(contact, now)
        if opens is None:
            return Verdict(withheld="not_safe")
        if opens > now:
            return Verdict(wait_until=opens)
    if message.mail_kind in ONE_A_DAY and _told_today(message, contact, now):
        return Verdict(withheld="told_today")
    if message.mail_kind in BUDGETED and _budget_used(message, now):
        return Verdict(withheld="budget")
    return Verdict(address=contact.address, named=contact.wording == "named")


def _left(
    message: OutboxMessage, kinds: frozenset[str], since: datetime
) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(
        person_id=message.person_id,
        task="outbox.mail",
        mail_kind__in=kinds,
        state=MessageState.DONE,
        done_at__gt=since,
    )


def _budget_used(message: OutboxMessage, now: datetime) -> bool:
    most = int(practice_setting("contact_budget_per_week"))
    week = _left(message, BUDGETED, now - timedelta(days=7))
    return len(week.values_list("pk")[:most]) >= most


def _told_today(message: OutboxMessage, contact: SafeContact, now: datetime) -> bool:
    """Whether a mail of the person's day already said that there is something new at home."""
    midnight = now.astimezone(ZoneInfo(contact.time_zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    return _left(message, ONE_A_DAY, midnight).exists()


def next_opening(contact: SafeContact, now: datetime) -> datetime | None:
    """``now`` when the safe hours are open, else when they open next; None without valid hours.

    Hours are wall time in the contact's zone; days without hours stay closed. Hours that end
    before they begin run over midnight into the next day.
    """
    zone = ZoneInfo(contact.time_zone)
    local = now.astimezone(zone)
    for ahead in range(-1, 8):
        day = (local + timedelta(days=ahead)).date()
        openings = sorted((o, c) for weekday, o, c in contact.hours if weekday == day.weekday())
        for opens, closes in openings:
            start = datetime.fromisoformat(f"{day}T{opens}").replace(tzinfo=zone)
            last = day if closes > opens else day + timedelta(days=1)
            end = datetime.fromisoformat(f"{last}T{closes}").replace(tzinfo=zone)
            if start <= local < end:
                return now
            if start > local:
                return start.astimezone(UTC)
    return None


def contact_note(person_id: uuid.UUID) -> str:
    """In words, why the person's record alone would withhold a mail; one look-up, for work pages."""
    contact = SafeContact.objects.filter(person_id=person_id, channel=Channel.MAIL).first()
    if contact is None or not contact.address:
        return REASONS["no_contact"]
    if contact.muted_at is not None:
        return REASONS["muted"]
    if contact.permission in (Permission.NEVER, Permission.RECEIVE_ONLY):
        return REASONS[contact.permission]
    return "" if contact.permission in (Permission.SAFE, Permission.HOURS) else REASONS["not_safe"]


def why_not(person_id: uuid.UUID) -> str:
    """In words, why a mail to this person would be withheld now; blank when it would leave."""
    probe = OutboxMessage(task="outbox.mail", mail_kind="probe", person_id=person_id)
    verdict = judge(probe, timezone.now())
    return REASONS.get(verdict.withheld, "")
