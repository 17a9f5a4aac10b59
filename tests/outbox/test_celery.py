"""A real Celery worker on a real Redis carries out outbox rows; skipped where there is no broker."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from coachdesk.outbox.models import MessageState, OutboxMessage
from coachdesk.outbox.services import enqueue
from coachdesk.outbox.tasks import run
from coachdesk.users.models import LimitCounter
from tests.services import celery_worker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("CELERY_BROKER_URL" not in os.environ, reason="no broker in this run"),
]


def wait_until(done, *, seconds: float = 20) -> bool:
    """Ask until something has become true; a worker in another process is at work meanwhile."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if done():
            return True
    return False


def a_counter(key: str) -> None:
    LimitCounter.objects.create(key=key, expires_at=timezone.now() - timedelta(hours=1))


@pytest.mark.proves("REL-12")
def test_a_message_is_carried_out_by_celery_after_its_transaction():
    a_counter("old")
    with celery_worker(connection.settings_dict["NAME"]):
        with transaction.atomic():
            message = enqueue("users.clear_expired")
        assert wait_until(
            lambda: OutboxMessage.objects.get(pk=message.pk).state == MessageState.DONE
        )
    assert not LimitCounter.objects.filter(key="old").exists()


@pytest.mark.proves("REL-10", "REL-12")
def test_a_message_delivered_twice_to_celery_is_carried_out_once():
    with celery_worker(connection.settings_dict["NAME"]):
        with transaction.atomic():
            message = enqueue("users.clear_expired")
        for _ in range(3):
            run.apply_async((str(message.pk),), retry=False)
        assert wait_until(
            lambda: OutboxMessage.objects.get(pk=message.pk).state == MessageState.DONE
        )
    assert OutboxMessage.objects.get(pk=message.pk).attempts == 1
