"""What every test gets: fresh caches, an append-only table that a flush may empty."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.db import connection

from clients.models import Client as ClientRecord
from coachdesk.users.practice_settings import forget_kept_settings
from tests.factories import make_client
from tests.homework.makers import agree

# A busy machine makes examples slow, not wrong.
hypothesis.settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-machine")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs an event loop


@pytest.fixture
def ana(db: None) -> ClientRecord:
    """A client who has signed the papers, so that the portal opens."""
    client = make_client(name="Ana Reyes")
    agree(client)
    return client


def is_transactional(request: pytest.FixtureRequest) -> bool:
    """Whether the test commits, so that its rows are flushed afterwards."""
    marker = request.node.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & {*request.fixturenames}
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(autouse=True)
def _fresh_caches(request: pytest.FixtureRequest) -> Iterator[None]:
    """Limits and kept settings must not leak from one test into the next.

    The default cache is a table: a test's transaction takes it back, a flush does not. So a test
    that commits begins with an empty one, and one that does not may find rows of before.
    """
    if is_transactional(request):
        request.getfixturevalue("transactional_db")
        cache.clear()
    caches["speed"].clear()
    forget_kept_settings()
    yield
    forget_kept_settings()


@pytest.fixture(autouse=True)
def _flush_may_empty_append_only_tables(request: pytest.FixtureRequest) -> Iterator[None]:
    """On SQLite a flush after a transactional test is a DELETE, which the triggers refuse."""
    marker = request.node.get_closest_marker("django_db")
    if is_transactional(request) and connection.vendor == "sqlite":
        request.getfixturevalue("transactional_db")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type='trigger' AND name LIKE 'keep_%_delete'"
            )
            names = [row[0] for row in cursor.fetchall()]
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type='trigger' AND name LIKE 'keep_%_delete'"
            )
            statements = [row[0] for row in cursor.fetchall()]
            for name in names:
                cursor.execute(f"DROP TRIGGER {name}")
        yield
        _restore_later.extend(statements)
    else:
        if _restore_later and connection.vendor == "sqlite" and marker is not None:
            request.getfixturevalue("db")
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
                there = {row[0] for row in cursor.fetchall()}
                for statement in _restore_later:
                    if statement.split()[2] not in there:
                        cursor.execute(statement)
        yield


_restore_later: list[str] = []


@pytest.fixture(autouse=True)
def _every_mail_came_through_the_outbox() -> Iterator[None]:
    """Every mail of the whole suite carries the id of its outbox row, which only delivery sets,
    behind the gate."""
    yield
    strangers = [
        message.subject
        for message in getattr(mail, "outbox", [])
        if not message.extra_headers.get("X-Outbox")
    ]
    assert strangers == []


def pytest_terminal_summary(terminalreporter, exitstatus, config) -> None:
    """Print which rules of docs/security-rules.md have a test (a report, not yet a gate)."""
    proven = sorted(config.stash.get(_PROVEN, set()))
    if proven:
        terminalreporter.write_line(f"rules with a test: {len(proven)} ({', '.join(proven)})")


_PROVEN = pytest.StashKey[set]()


def pytest_collection_modifyitems(config, items) -> None:
    config.stash[_PROVEN] = {
        str(rule) for item in items for mark in item.iter_markers("proves") for rule in mark.args
    }
