"""PostgreSQL refuses: each route that needs it answers 503 and gives the words back."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse

from coachdesk.users import middleware
from tests.factories import make_staff, signed_in

ROOT = Path(__file__).resolve().parents[2]
WORDS = "Words that took an hour to find"


@pytest.mark.proves("REL-09", "REL-15")
def test_every_route_answers_without_a_database():
    with socket.socket() as taken:  # bound and not listening: nobody else gets the port
        taken.bind(("127.0.0.1", 0))
        address = f"postgres://nobody@127.0.0.1:{taken.getsockname()[1]}/nothing"
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.route_walk"],
            check=False,
            cwd=ROOT,
            env={
                **os.environ,
                "DATABASE_URL": address,
                "DJANGO_SETTINGS_MODULE": "tests.settings",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert (found["wrong"], found["lost"]) == ([], [])
    # These need no row for what the walk asks of them.
    assert found["calm"] == [
        "operation:healthz",
        "operation:metrics",
        "publishing:accessibility",
        "publishing:archive",
        "publishing:privacy",
        "publishing:search",
        "safety:traces",
        "users:security_txt",
    ]


@pytest.mark.django_db
@pytest.mark.proves("REL-09", "REL-15")
@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_what_fails_before_the_view_gives_the_words_back_and_logs_none(monkeypatch, caplog, error):
    browser = signed_in(make_staff())
    browser.raise_request_exception = False

    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(middleware, "_run_clock", fail)
    address = reverse("questions:passages")
    response = browser.post(address, {"text": WORDS, "password": "a secret sentence"})
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert WORDS in response.text
    assert "a secret sentence" not in response.text
    assert "no-store" in response["Cache-Control"]
    assert WORDS not in caplog.text


@pytest.mark.django_db
def test_another_failure_is_not_taken_for_the_database(monkeypatch):
    browser = Client(raise_request_exception=False)

    def fail(*_args: object) -> None:
        raise ValueError

    monkeypatch.setattr(middleware, "_run_clock", fail)
    assert browser.get(reverse("account_login")).status_code == 500
