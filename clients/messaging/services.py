"""Writing, reading and settling messages."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.agreements.files import add_document
from clients.messaging.models import Message
from clients.models import Client
from coachdesk.audit.services import record
from coachdesk.lib.nav_counts import forget_counts
from coachdesk.outbox.services import enqueue
from coachdesk.safety.screen_text import flag_text
from coachdesk.users.models import User

ANSWER_WITHIN = timedelta(days=2)
NOTICE_AFTER = timedelta(minutes=30)


@transaction.atomic
def send_message(
    *, client: Client, author: User, text: str, file: tuple[str, bytes] | None = None
) -> Message:
    """Put a message into the thread, with a file (its name and bytes) or without.

    From the client: triaged in the same transaction, and a to-do until answered. From the team: it
    settles what waited, and a neutral notice leaves only if it is still unread after a while.
    Raises clients.files.Refused for a file that is not taken; nothing is sent then.
    """
    Client.objects.select_for_update().get(pk=client.pk)
    now = timezone.now()
    document = None
    if file is not None:
        name, body = file
        document = add_document(
            client=client,
            actor=author,
            title=_title(name),
            body=body,
            from_client=author.is_client,
        )
    message = Message.objects.create(
        client=client,
        author=author,
        from_client=author.is_client,
        text=text,
        document=document,
        at=now,
        due_at=now + ANSWER_WITHIN if author.is_client else None,
    )
    record(action="message.sent", actor=author, target=message, person_id=client.pk)
    if author.is_client:
        flag_text(
            text=text, subject_kind="messaging.message", subject_id=message.pk, person_id=client.pk
        )
    else:
        settle(client=client, actor=author)
        _notify_later(message)
    return message


def _notify_later(message: Message) -> None:
    """A neutral notice, unless the message is read before."""
    enqueue(
        "messaging.notify",
        dedupe_key=f"message:{message.pk}",
        available_at=message.at + NOTICE_AFTER,
        message_id=message.pk,
    )


@transaction.atomic
def post_notice(*, client: Client, author: User, text: str) -> Message:
    """Put a line of the team into the thread. It answers nothing: what waits goes on waiting. A
    neutral notice leaves if it is still unread after a while, as for every message."""
    message = Message.objects.create(
        client=client, author=author, from_client=False, text=text, at=timezone.now()
    )
    record(action="message.sent", actor=author, target=message, person_id=client.pk)
    _notify_later(message)
    return message


def _title(name: str) -> str:
    """A file's own name as its title: one line, without a path, never empty."""
    line = " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].split())
    return "".join(ch for ch in line if ch.isprintable())[:80] or _("A file")


@transaction.atomic
def settle(*, client: Client, actor: User) -> int:
    """Mark what waits in a thread as dealt with, answered or not; gives how many there were."""
    waiting = Message.objects.filter(client=client, from_client=True, settled_at=None)
    count = waiting.update(settled_at=timezone.now(), settled_by=actor)
    if count:
        record(action="message.settled", actor=actor, person_id=client.pk)
    return count


def mark_read(*, client: Client, reader: User) -> None:
    """What the other side wrote counts as read now."""
    unread = Message.objects.filter(client=client, read_at=None, from_client=not reader.is_client)
    if unread.update(read_at=timezone.now()):
        forget_counts(reader)
