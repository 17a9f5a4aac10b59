"""Celery's way into the outbox: ids only, safe to run twice."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from celery import shared_task
from django.db import transaction

from coachdesk.outbox.relay import carry_out, claim_one
from coachdesk.outbox.services import enqueue


@shared_task(name="outbox.run")
def run(message_id: str) -> None:
    """Carry out one message unless somebody else has it."""
    if claim_one(uuid.UUID(message_id)):
        carry_out(uuid.UUID(message_id))


@shared_task(name="outbox.enqueue_periodic")
def enqueue_periodic(task: str) -> None:
    """Write the row of a periodic task; one row for one minute, however many beats run."""
    now = datetime.now(UTC)
    with transaction.atomic():
        enqueue(task, dedupe_key=f"periodic:{task}:{now:%Y%m%d%H%M}")
