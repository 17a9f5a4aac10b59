"""The database's address: nothing of it is dropped, and no refusal repeats it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from coachdesk.lib.env import postgres_from_url

HERE = Path(__file__).resolve().parents[2]
PLACE = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def entry(url: str) -> tuple[object, ...]:
    made = postgres_from_url(url)
    return tuple(made[key] for key in PLACE)


def test_an_address_is_read_with_all_it_asks_of_the_driver():
    url = (
        "postgres://me:w%40rd@db.example:5433/practice?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    )
    options = {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    engine = "django.db.backends.postgresql"
    assert entry(url) == (engine, "practice", "me", "w@rd", "db.example", 5433, options)


def test_a_server_on_a_socket_is_named_behind_the_question_mark():
    found = entry("postgresql:///practice?host=/run/pg&user=me&port=5433")[1:]
    assert found == ("practice", "me", "", "/run/pg", 5433, {})


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://me:secret@host/name", "begins with postgres://"),
        ("secret", "begins with postgres://"),
        ("postgres://me:secret@host:port/name", "begins with postgres://"),
        ("postgres://me:secret@host", "names no database"),
    ],
)
def test_what_is_no_address_is_refused_without_repeating_it(url, words):
    with pytest.raises(ImproperlyConfigured, match=words) as refused:
        postgres_from_url(url)
    assert "secret" not in str(refused.value)


def test_the_settings_keep_what_the_address_asks_for_beside_their_own(tmp_path):
    """A process of its own: the settings are read once, from the environment."""
    code = (
        "import json; from coachdesk.settings import DATABASES; "
        "print(json.dumps(DATABASES['default']['OPTIONS']))"
    )
    env = {
        **os.environ,
        "COACHDESK_ENV": "embedded",
        "COACHDESK_DATA": str(tmp_path),
        "COACHDESK_KEY_FILE": str(tmp_path / "keys.json"),
        "COACHDESK_DB_POOL": "7",
        "DATABASE_URL": "postgres:///p?sslmode=verify-full&options=-c%20statement_timeout%3D9000",
    }
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=HERE, env=env
    )
    limits = "-c statement_timeout=5000 -c lock_timeout=2000 -c statement_timeout=9000"
    assert json.loads(done.stdout) == {
        "sslmode": "verify-full",
        "connect_timeout": 2,
        "pool": {"min_size": 1, "max_size": 7, "timeout": 1.5, "reconnect_timeout": 1},
        "options": limits,
    }
