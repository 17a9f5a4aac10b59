"""Taking due messages and carrying them out: at least once, in leases (REL-10, REL-11, REL-12)."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from coachdesk.outbox.models import MessageState, OutboxMessage

log = logging.getLogger("coachdesk.outbox")
LEASE = timedelta(seconds=300)
MAX_ATTEMPTS = 6
OURS = ("coachdesk", "clients", "sessions")


class Postpone(Exception):
    """Raised by a task: run this message again at ``until`` without counting it as a failure."""

    def __init__(self, until: Any) -> None:
        self.until = until


class Withhold(Exception):
    """Raised by a task: this message must not leave; ``reason`` is a key of gate.REASONS."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


def task_function(name: str) -> Callable[..., None]:
    """The function of ``app_label.function`` in that app's ``tasks`` module.

    Raises LookupError for anything that is not a public task of this project.
    """
    label, _, function = name.partition(".")
    config = apps.get_app_config(label)
    if config.name.split(".")[0] not in OURS or function.startswith("_"):
        raise LookupError(name)
    found = getattr(import_module(f"{config.name}.tasks"), function, None)
    if not callable(found):
        raise LookupError(name)
    return found  # type: ignore[no-any-return]


def claim_due(limit: int = 20) -> list[uuid.UUID]:
    """Lease up to ``limit`` due messages for this worker and give their ids."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with transaction.atomic():
        due = OutboxMessage.objects.filter(free, state=MessageState.WAITING, available_at__lte=now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        ids = list(due.order_by("available_at").values_list("pk", flat=True)[:limit])
        OutboxMessage.objects.filter(pk__in=ids).update(
            lease_until=now + LEASE, attempts=F("attempts") + 1
        )
    return ids


def overdue(seconds: int = 2) -> list[uuid.UUID]:
    """Due messages that nobody has taken for a while; each is named once in half a minute.

    Celery is told of each message after its commit; this finds the ones whose telling was lost.
    """
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    with transaction.atomic():
        late = OutboxMessage.objects.filter(
            free, state=MessageState.WAITING, available_at__lte=now - timedelta(seconds=seconds)
        ).exclude(handed_at__gt=now - timedelta(seconds=30))
        ids = list(late.order_by("available_at").values_list("pk", flat=True)[:100])
        OutboxMessage.objects.filter(pk__in=ids).update(handed_at=now)
    return ids


def claim_one(message_id: uuid.UUID) -> bool:
    """Lease one message by compare-and-set; False when it is done, leased or not yet due."""
    now = timezone.now()
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    waiting = OutboxMessage.objects.filter(
        free, pk=message_id, state=MessageState.WAITING, available_at__lte=now
    )
    return waiting.update(lease_until=now + LEASE, attempts=F("attempts") + 1) == 1


def carry_out(message_id: uuid.UUID) -> None:
    """Run a leased message's task and store what came of it. Never raises for the task's failure."""
    message = OutboxMessage.objects.select_related("user", "invitation").get(pk=message_id)
    if message.state != MessageState.WAITING:
        return
    if message.attempts > MAX_ATTEMPTS:  # its worker died each time
        _finish(message, state=MessageState.DEAD, last_error="WorkerLost")
        return
    try:
        if message.task == "outbox.mail":
            from coachdesk.outbox.delivery import send

            send(message)
        else:
            task_function(message.task)(**message.args)
    except Postpone as later:
        OutboxMessage.objects.filter(pk=message.pk).update(
            available_at=later.until, lease_until=None, attempts=F("attempts") - 1
        )
    except Withhold as refused:
        _finish(message, state=MessageState.WITHHELD, withheld_reason=refused.reason)
    except Exception as error:
        log.exception("a message failed", extra={"object_id": message.pk, "task": message.task})
        _retry_later(message, type(error).__name__)
    else:
        _finish(message, state=MessageState.DONE, done_at=timezone.now())


def _finish(message: OutboxMessage, **columns: Any) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(lease_until=None, secret="", **columns)


def _retry_later(message: OutboxMessage, error: str) -> None:
    if message.attempts >= MAX_ATTEMPTS:
        _finish(message, state=MessageState.DEAD, last_error=error)
        return
    OutboxMessage.objects.filter(pk=message.pk).update(
        lease_until=None,
        last_error=error,
        available_at=timezone.now() + timedelta(seconds=5 * 2**message.attempts),
    )


def run_due(limit: int = 20) -> int:
    """Claim and carry out what is due, in this process; gives how many."""
    ids = claim_due(limit)
    for message_id in ids:
        carry_out(message_id)
    return len(ids)
