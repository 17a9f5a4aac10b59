"""The default cache is a table: nothing stays in it beyond its time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from coachdesk.users.tasks import clear_expired


@pytest.mark.django_db
@pytest.mark.proves("SEC-46")
def test_the_hourly_upkeep_forgets_what_is_over_and_keeps_the_rest():
    cache.set("short", 1, 60)
    cache.set("long", 1, 6 * 3600)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        clear_expired()
        assert cache.get("long") == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM coachdesk_cache")
        assert cursor.fetchall() == [(":1:long",)]
