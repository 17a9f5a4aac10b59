"""Who has a message now: a short lease for mail, a longer one for jobs, renewed while they run."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.models import Case, DateTimeField, Q, Value, When
from django.utils import timezone

from coachdesk.outbox.models import MAIL, OutboxMessage

log = logging.getLogger("coachdesk.outbox")
MAIL_LEASE = timedelta(seconds=60)
JOB_LEASE = timedelta(seconds=300)  # above the longest write that keeps SQLite from renewing it


def free(now: datetime) -> Q:
    """Messages that nobody has: never leased, or their worker died with the lease."""
    return Q(lease_until=None) | Q(lease_until__lt=now)


def lease_from(now: datetime) -> Case:
    """The value of ``lease_until`` for rows that are taken at ``now`` (REL-10)."""
    return Case(
        When(task=MAIL, then=Value(now + MAIL_LEASE)),
        default=Value(now + JOB_LEASE),
        output_field=DateTimeField(),
    )


@contextmanager
def kept(message: OutboxMessage) -> Iterator[None]:
    """Renew the lease of a message from a thread of its own while the block runs."""
    over = threading.Event()
    lease = MAIL_LEASE if message.task == MAIL else JOB_LEASE
    thread = threading.Thread(target=_renew, args=(message, lease, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(message: OutboxMessage, lease: timedelta, over: threading.Event) -> None:
    """Only a lease that is still ours is renewed; the end of the work clears it first."""
    ours = message.lease_until
    try:
        while not over.wait(lease.total_seconds() / 3):
            until = timezone.now() + lease
            rows = OutboxMessage.objects.filter(pk=message.pk, lease_until=ours)
            try:
                if not rows.update(lease_until=until):
                    return
                ours = until
            except DatabaseError:
                log.warning("a lease was not renewed", extra={"object_id": message.pk})
    finally:
        connection.close()
