"""Safe contact in words: what the bar on every page of a client says, and what would go out."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coachdesk.outbox.gate import CONFIRM_EVERY, next_opening, why_not
from coachdesk.outbox.mail_texts import MailText, mail_text, sender
from coachdesk.outbox.models import (
    Channel,
    ContactFreeze,
    MessageState,
    OutboxMessage,
    Permission,
    SafeContact,
    Wording,
)
from coachdesk.users.practice_settings import practice_setting

ORDER = (Channel.MAIL, Channel.SMS, Channel.PHONE, Channel.POST)
_ICONS = {
    Channel.MAIL: ("mail", "mail-x"),
    Channel.SMS: ("message-square-text", "bell-off"),
    Channel.PHONE: ("phone", "phone-off"),
    Channel.POST: ("file-text", "x"),
}


@dataclass(frozen=True)
class BarLine:
    """One channel in words; ``ok`` is None for what is neither a yes nor a no."""

    ok: bool | None
    icon: str
    text: str


@dataclass(frozen=True)
class ContactBar:
    channels: list[BarLine]
    asked: datetime | None
    ask_again: bool
    frozen: bool


def contacts_of(person_id: uuid.UUID) -> list[SafeContact]:
    """The person's channels in a fixed order."""
    rows = {row.channel: row for row in SafeContact.objects.filter(person_id=person_id)}
    return [rows[channel] for channel in ORDER if channel in rows]


def contact_bar(person_id: uuid.UUID, *, frozen: bool | None = None) -> ContactBar:
    """What the bar shows; ``frozen`` saves a query where the caller knows it."""
    contacts = contacts_of(person_id)
    if frozen is None:
        frozen = ContactFreeze.objects.filter(person_id=person_id, ended_at=None).exists()
    lines = [BarLine(False, "lock", _("All contact is frozen"))] if frozen else []
    for contact in contacts:
        lines += _lines(contact)
    if contacts and all(c.wording == "neutral" for c in contacts):
        lines.append(BarLine(None, "eye-off", _("Discreet mode is on")))
    asked = max((c.confirmed_at for c in contacts if c.confirmed_at), default=None)
    late = asked is None or timezone.now() - asked > CONFIRM_EVERY
    return ContactBar(channels=lines, asked=asked, ask_again=late, frozen=frozen)


def _words() -> dict[str, tuple[str, str]]:
    return {
        Channel.MAIL: (_("Email"), _("No email")),
        Channel.SMS: (_("Text"), _("No texts")),
        Channel.PHONE: (_("Call"), _("Never call")),
        Channel.POST: (_("Post"), _("No post")),
    }


def _lines(contact: SafeContact) -> list[BarLine]:
    good, bad = _ICONS[Channel(contact.channel)]
    yes, no = _words()[contact.channel]
    if contact.muted_at is not None:
        lines = [BarLine(False, bad, _("%(channel)s: switched off") % {"channel": yes})]
    elif contact.permission == Permission.SAFE:
        lines = [BarLine(True, good, yes)]
    elif contact.permission == Permission.HOURS:
        lines = [BarLine(True, good, f"{yes}, {hours_in_words(contact.hours)}")]
    elif contact.permission == Permission.RECEIVE_ONLY:
        lines = [BarLine(None, good, _("%(channel)s: they contact us") % {"channel": yes})]
    elif contact.permission == Permission.NEVER:
        lines = [BarLine(False, bad, no)]
    else:
        lines = [BarLine(False, bad, _("%(channel)s: not asked yet") % {"channel": yes})]
    if contact.channel == Channel.PHONE and not contact.voicemail:
        lines.append(BarLine(False, "voicemail", _("No voicemail")))
    return lines


def hours_in_words(hours: Sequence[Sequence[Any]]) -> str:
    """ "weekdays 9–15" or "Mon, Wed 18–20:30" for stored hours; "no hours given" for none."""
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    windows: dict[tuple[str, str], list[int]] = {}
    for day, opens, closes in hours:
        windows.setdefault((opens, closes), []).append(int(day))
    parts = []
    for (opens, closes), days in windows.items():
        days = sorted(set(days))
        if days == list(range(7)):
            said = _("every day")
        elif days == list(range(5)):
            said = _("weekdays")
        elif days == [5, 6]:
            said = _("weekends")
        else:
            said = ", ".join(names[day] for day in days)
        parts.append(f"{said} {_hour(opens)}–{_hour(closes)}")
    return "; ".join(parts) or _("no hours given")


def _hour(clock: str) -> str:
    hour, _colon, minute = clock.partition(":")
    return str(int(hour)) if minute == "00" else f"{int(hour)}:{minute}"


@dataclass(frozen=True)
class Preview:
    """What a mail to this person would be now: its words, and whether and when it would leave."""

    sender: str
    text: MailText
    refused: str
    opens: datetime | None
    used: int
    budget: int


def preview_mail(person_id: uuid.UUID) -> Preview:
    """The mail that would go out for this person, judged by the gate without sending."""
    probe = OutboxMessage(task="outbox.mail", mail_kind="client.preview", person_id=person_id)
    contact = SafeContact.objects.filter(person_id=person_id, channel=Channel.MAIL).first()
    opens = None
    if contact is not None and contact.permission == Permission.HOURS:
        opens = next_opening(contact, timezone.now())
    used = OutboxMessage.objects.filter(
        person_id=person_id,
        task="outbox.mail",
        state=MessageState.DONE,
        done_at__gt=timezone.now() - timedelta(days=7),
    ).exclude(mail_kind__startswith="account.")
    named = contact is not None and contact.wording == Wording.NAMED
    return Preview(
        sender=sender(named=named),
        text=mail_text(probe, named=named),
        refused=why_not(person_id),
        opens=opens,
        used=used.count(),
        budget=int(practice_setting("contact_budget_per_week")),
    )
