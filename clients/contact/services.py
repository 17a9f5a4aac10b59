"""Writes about safe contact: asking again, muting, lockdown."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from clients.page.timeline import note_event
from coachdesk.audit.services import record
from coachdesk.consents.models import ConsentKind
from coachdesk.consents.services import withdraw
from coachdesk.lib.sealed import is_unreadable
from coachdesk.outbox.models import Channel, SafeContact, Wording
from coachdesk.outbox.services import end_freeze, freeze_contact, set_safe_contact
from coachdesk.users.models import User
from coachdesk.users.services import end_sessions


@transaction.atomic
def store_contact(
    *,
    client: Client,
    channel: str,
    address: str,
    permission: str,
    actor: User,
    details: dict[str, Any],
) -> SafeContact:
    """Store one channel of a client and note it on the timeline, without its content."""
    contact = set_safe_contact(
        person_id=client.pk,
        channel=channel,
        address=address,
        permission=permission,
        actor=actor,
        **details,
    )
    label = Channel(channel).label
    line = _("Safe contact asked: %(channel)s") % {"channel": label}
    note_event(client=client, kind="contact", line=line, actor=actor)
    return contact


@transaction.atomic
def confirm_contact(*, client: Client, actor: User) -> None:
    """Asked again, nothing changed: every channel counts as confirmed now (SEC-71)."""
    now = timezone.now()
    SafeContact.objects.filter(person_id=client.pk).update(confirmed_at=now)
    record(action="safe_contact.confirmed", actor=actor, target=client, person_id=client.pk)
    note_event(client=client, kind="contact", line=_("Safe contact confirmed"), actor=actor)


@transaction.atomic
def set_time_zone(*, client: Client, time_zone: str, actor: User) -> None:
    """Where the client's clock runs: for pages, safe hours, reminders and calendar files alike."""
    Client.objects.filter(pk=client.pk).update(time_zone=time_zone)
    if client.user_id is not None:
        User.objects.filter(pk=client.user_id).update(time_zone=time_zone)
    SafeContact.objects.filter(person_id=client.pk).update(time_zone=time_zone)
    record(
        action="client.time_zone",
        actor=actor,
        target=client,
        person_id=client.pk,
        fields=["time_zone"],
    )


@transaction.atomic
def mute_mail(*, client: Client, muted: bool, actor: User) -> None:
    """One switch for all mail (SEC-71)."""
    now = timezone.now() if muted else None
    SafeContact.objects.filter(person_id=client.pk, channel=Channel.MAIL).update(muted_at=now)
    if client.user_id is not None:
        User.objects.filter(pk=client.user_id).update(mail_muted=muted)
    line = _("All mail switched off") if muted else _("Mail switched on again")
    _note(client, actor, action="muted" if muted else "unmuted", line=line)


@transaction.atomic
def set_discreet(*, client: Client, on: bool, actor: User) -> None:
    """Discreet mode, one switch: off, the portal and every message name the practice; on, neither
    does (DOMAIN-8). How a single channel sounds can still be chosen afterwards."""
    wording = Wording.NEUTRAL if on else Wording.NAMED
    SafeContact.objects.filter(person_id=client.pk).update(wording=wording)
    if client.user_id is not None:
        User.objects.filter(pk=client.user_id).update(discreet=on)
    line = _("Discreet mode switched on") if on else _("Discreet mode switched off")
    _note(client, actor, action="discreet" if on else "named", line=line)


def _note(client: Client, actor: User, *, action: str, line: str) -> None:
    """One switch of safe contact, in the audit log and on the timeline."""
    record(action=f"safe_contact.{action}", actor=actor, target=client, person_id=client.pk)
    note_event(client=client, kind="contact", line=line, actor=actor)


@transaction.atomic
def lock_down(*, client: Client, actor: User, word: str = "", reason: str = "") -> None:
    """One act freezes all outgoing contact, ends the client's sessions, hides the portal behind
    the code word and takes linked articles offline with the consent they stand on."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    if word:
        client.lock_word = word
        client.save(update_fields=["lock_word"])
    freeze_contact(person_id=client.pk, actor=actor, reason=reason)
    if client.source_question_id is not None:
        freeze_contact(person_id=client.source_question_id, actor=actor, reason=reason)
        withdraw(person_id=client.source_question_id, kind=ConsentKind.PUBLICATION, actor=actor)
    if client.user is not None:
        if not client.user.discreet:
            set_discreet(client=client, on=True, actor=actor)
        end_sessions(user=client.user)
    note_event(client=client, kind="contact", line=_("Lockdown: all contact frozen"), actor=actor)


@transaction.atomic
def lift_lockdown(*, client: Client, actor: User) -> None:
    """End the freeze; consents that were withdrawn stay withdrawn."""
    end_freeze(person_id=client.pk, actor=actor)
    if client.source_question_id is not None:
        end_freeze(person_id=client.source_question_id, actor=actor)
    note_event(client=client, kind="contact", line=_("Lockdown ended"), actor=actor)


def right_word(client: Client, word: str) -> bool:
    """Whether the word opens the portal again; a blank word never does, nor one that cannot be read."""
    if is_unreadable(client, "lock_word"):
        return False
    typed, known = word.strip().casefold(), client.lock_word.strip().casefold()
    return bool(known) and secrets.compare_digest(typed.encode(), known.encode())
