"""A real PostgreSQL is stopped and started behind a real web server (REL-15)."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.services import Services, end, missing

ROOT = Path(__file__).resolve().parents[2]
WORDS = "Words that took an hour to find"
pytestmark = pytest.mark.skipif("PostgreSQL" in missing(), reason="no PostgreSQL on this machine")


class Web:
    """Gunicorn with our application on a port of its own."""

    def __init__(self, servers: Services, data: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        env = {
            **os.environ,
            "DATABASE_URL": servers.env["DATABASE_URL"],
            "COACHDESK_DATA": str(data),
            "COACHDESK_KEY_FILE": str(data / "keys.json"),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, check=True, cwd=ROOT, env=env)
        sizes = ["--worker-class", "gthread", "--workers", "1", "--threads", "4"]
        where = ["--bind", f"127.0.0.1:{self.port}", "--no-control-socket"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "coachdesk.wsgi", *sizes, *where],
            cwd=ROOT,
            env=env,
            start_new_session=True,
        )

    def ask(self, method: str, path: str, **sent: str) -> tuple[int, str, str]:
        """Status, Retry-After and body. Raises TimeoutError after two seconds (REL-15)."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        token = "t" * 32
        headers = {"Cookie": f"sessionid={'s' * 32}; csrftoken={token}", "Host": "localhost"}
        if sent:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            sent["csrfmiddlewaretoken"] = token
        try:
            asked.request(method, path, urlencode(sent) or None, headers)
            answer = asked.getresponse()
            return answer.status, answer.headers.get("Retry-After", ""), answer.read().decode()
        finally:
            asked.close()

    def wait_for(self, status: int) -> None:
        """Ask until the archive answers so, for ten seconds at most."""
        limit = time.monotonic() + 10
        while time.monotonic() < limit:
            try:
                if self.ask("GET", "/answers/")[0] == status:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"never answered {status}")


@pytest.fixture
def servers() -> Iterator[Services]:
    with Services(redis=False) as both:
        yield both


@pytest.fixture
def web(servers, tmp_path) -> Iterator[Web]:
    started = Web(servers, tmp_path)
    try:
        started.wait_for(200)
        yield started
    finally:
        end(started.process, signal.SIGTERM)


@pytest.mark.proves("REL-15", "REL-09")
def test_a_restart_of_the_database_is_survived_without_one_of_the_web(servers, web):
    for _round in range(2):
        end(servers.postgres_process, signal.SIGINT)
        for _ in range(20):
            for path in ("/answers/", "/desk/", "/my/", "/in/"):
                status, later, _body = web.ask("GET", path)
                assert (status, later) == (503, "5"), path
        status, _later, body = web.ask("POST", "/ask/", letter=WORDS)
        assert (status, WORDS in body) == (503, True)
        servers.run_postgres()
        web.wait_for(200)
        # The first answer after that is no stale connection's.
        assert [web.ask("GET", "/answers/")[0] for _ in range(20)] == [200] * 20
