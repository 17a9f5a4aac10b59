"""The table of the default cache comes with the migrations."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection

pytestmark = pytest.mark.django_db


def test_migrate_makes_the_table_of_the_default_cache():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE coachdesk_cache")
    call_command("migrate", verbosity=0)
    caches["default"].set("probe", "kept")
    assert caches["default"].get("probe") == "kept"
