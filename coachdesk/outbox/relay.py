"""Taking due messages and carrying them out: at least once, in leases (REL-10, REL-11, REL-12)."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from coachdesk.lib.zones import practice_zone
from coachdesk.outbox import leases, retries
from coachdesk.outbox.delivery import send
from coachdesk.outbox.errors import Postpone, Withhold
from coachdesk.outbox.faults import MailFault
from coachdesk.outbox.message_kinds import is_once_only
from coachdesk.outbox.models import MAIL, MessageState, OutboxMessage
from coachdesk.outbox.periodic import note_done
from coachdesk.outbox.signals import mail_left

log = logging.getLogger("coachdesk.outbox")
OURS = ("coachdesk", "clients", "sessions")


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
    """Lease up to ``limit`` due messages for this worker and give their ids.

    Jobs and mails take turns, so that a mail server that hangs keeps no job waiting. A lease
    begins now: a worker claims no more than it begins at once.
    """
    now = timezone.now()
    with transaction.atomic():
        due = OutboxMessage.objects.filter(
            leases.free(now), state=MessageState.WAITING, available_at__lte=now
        )
        jobs, mails = _first(due.exclude(task=MAIL), limit), _first(due.filter(task=MAIL), limit)
        most = max(len(jobs), len(mails))
        turns = [row for turn in range(most) for row in (*jobs[turn:][:1], *mails[turn:][:1])]
        ids = turns[:limit]
        OutboxMessage.objects.filter(pk__in=ids).update(
            lease_until=leases.lease_from(now), attempts=F("attempts") + 1
        )
    return ids


def _first(due: QuerySet[OutboxMessage], limit: int) -> list[uuid.UUID]:
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return list(due.order_by("available_at").values_list("pk", flat=True)[:limit])


def overdue(seconds: int = 2) -> list[uuid.UUID]:
    """Due messages that nobody has taken for a while; each is named once in half a minute.

    Celery is told of each message after its commit; this finds the ones whose telling was lost.
    """
    now = timezone.now()
    with transaction.atomic():
        late = OutboxMessage.objects.filter(
            leases.free(now),
            state=MessageState.WAITING,
            available_at__lte=now - timedelta(seconds=seconds),
        ).exclude(handed_at__gt=now - timedelta(seconds=30))
        ids = list(late.order_by("available_at").values_list("pk", flat=True)[:100])
        OutboxMessage.objects.filter(pk__in=ids).update(handed_at=now)
    return ids


def claim_one(message_id: uuid.UUID) -> bool:
    """Lease one message by compare-and-set; False when it is done, leased or not yet due."""
    now = timezone.now()
    waiting = OutboxMessage.objects.filter(
        leases.free(now), pk=message_id, state=MessageState.WAITING, available_at__lte=now
    )
    return waiting.update(lease_until=leases.lease_from(now), attempts=F("attempts") + 1) == 1


def carry_out(message_id: uuid.UUID) -> None:
    """Run a leased message's task and store what came of it. Never raises for the task's failure."""
    message = OutboxMessage.objects.select_related("user", "invitation").get(pk=message_id)
    if message.state != MessageState.WAITING:
        return
    is_mail = message.task == MAIL
    if message.attempts > (retries.MAIL_CLAIMS if is_mail else retries.JOB_TRIES):
        _finish(message, state=MessageState.DEAD, last_error="WorkerLost")  # died each time
        return
    if message.expires_at is not None and message.expires_at <= timezone.now():
        _finish(message, state=MessageState.EXPIRED)
        return
    note = ""
    try:
        with leases.kept(message), timezone.override(practice_zone()):
            if is_mail:
                note = send(message)
            else:
                task_function(message.task)(**message.args)
    except Postpone as later:
        _wait(message, later.until, attempts=F("attempts") - 1)
    except Withhold as refused:
        _finish(message, state=MessageState.WITHHELD, withheld_reason=refused.reason)
    except MailFault as fault:
        log.warning(
            "a mail did not leave: %s %d", fault.key, fault.code, extra={"object_id": message.pk}
        )
        _mail_failed(message, fault)
    except Exception as error:
        log.exception("a message failed", extra={"object_id": message.pk, "task": message.task})
        now = timezone.now()
        _failed(message, type(error).__name__, retries.next_job_try(message.attempts, now), now)
    else:
        ended = {"done_at": timezone.now(), "last_error": note, "failing_since": None}
        _finish(message, state=MessageState.DONE, **ended)
        note_done(message)


def _finish(message: OutboxMessage, **columns: Any) -> None:
    """What may be used once is forgotten at any end; the rest is kept for another try by hand."""
    if columns["state"] != MessageState.DEAD or is_once_only(message.mail_kind):
        columns["secret"] = ""
    with transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(lease_until=None, **columns)
        if columns["state"] == MessageState.DONE and message.task == MAIL:
            mail_left.send(sender=OutboxMessage, message=message)


def _wait(message: OutboxMessage, until: datetime, **columns: Any) -> None:
    if message.expires_at is not None:
        until = min(until, message.expires_at)  # looked at once more then, and never sent
    OutboxMessage.objects.filter(pk=message.pk).update(
        lease_until=None, available_at=until, **columns
    )


def _mail_failed(message: OutboxMessage, fault: MailFault) -> None:
    """REL-18: what is refused for good fails at once, everything else is tried for 72 hours."""
    now = timezone.now()
    again = None
    if not fault.for_good:
        again = retries.next_mail_try(message.failing_since or now, now)
    _failed(message, fault.note, again, now)


def _failed(message: OutboxMessage, note: str, again: datetime | None, now: datetime) -> None:
    told = {"last_error": note, "failing_since": message.failing_since or now}
    if again is None:
        _finish(message, state=MessageState.DEAD, **told)
    else:
        _wait(message, again, **told)


def run_due(limit: int = 20) -> int:
    """Claim and carry out what is due, in this process; gives how many."""
    ids = claim_due(limit)
    for message_id in ids:
        carry_out(message_id)
    return len(ids)
