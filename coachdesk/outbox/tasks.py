"""Celery's way into the outbox: ids only, safe to run twice."""

from __future__ import annotations

import uuid

from celery import shared_task

from coachdesk.outbox import news
from coachdesk.outbox.broker import RUN
from coachdesk.outbox.periodic import enqueue_due
from coachdesk.outbox.relay import carry_out, claim_one


@shared_task(name=RUN)
def run(message_id: str) -> None:
    """Carry out one message unless somebody else has it."""
    if claim_one(uuid.UUID(message_id)):
        carry_out(uuid.UUID(message_id))


@shared_task(name="outbox.enqueue_periodic")
def enqueue_periodic(task: str) -> None:
    """Write the row of a periodic task if it is due; beat and the outbox worker may both ask."""
    enqueue_due([task])


def tell_news() -> None:
    """Every ten minutes: the neutral mail to those for whom something came."""
    news.tell_news()
