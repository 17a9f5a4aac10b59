"""A real Chromium against a real server and worker, started as ``desk.py up`` starts them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from coachdesk.infra import prepare, suite, supervise

HERE = Path(__file__).resolve().parents[2]
PICTURES = HERE / "pictures"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 60.0

# Playwright runs a loop of its own in this thread; Django would refuse its database beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@dataclass
class Live:
    """The running product: where it is, what lies in its demo, and its own commands."""

    url: str
    data: Path
    env: dict[str, str]
    logins: list[dict[str, str]]
    reading_codes: list[dict[str, str]]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def person(self, role: str) -> dict[str, str]:
        """The first demo log-in whose role holds the word."""
        return next(login for login in self.logins if role in login["role"].lower())

    def manage(self, *arguments: str) -> str:
        """Run a management command on the same data; its output. Raises when it fails."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            check=True,
            cwd=HERE,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        ).stdout

    def mails(self) -> list[str]:
        """The mails that have left so far, oldest first."""
        found = sorted((self.data / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime)
        return [path.read_text() for path in found]


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    """Server and worker on a throwaway data folder with the demo practice; each file has its own,
    so that no walk finds what another file left behind."""
    folder = Path(tempfile.mkdtemp(prefix="coachdesk-live-"))
    data, port = folder / "data", free_port()
    data.mkdir(mode=0o700)
    env = prepare.up_environment(data, port, demo=True, base=suite.test_environment())
    env["COACHDESK_LOGIN_LIMIT"] = "1000/m/ip"  # all demo people come from one address here
    env["COACHDESK_KEY_FILE"] = str(folder / "keys.json")
    python = Path(sys.executable)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        prepare.prepare(data, env, demo=True, python=python)
        said = json.loads((data / "demo-logins.json").read_text())
        log_path = folder / "log"
        with open(log_path, "wb") as log:
            for command in (supervise.web_command(port, python), supervise.worker_command(python)):
                processes.append(
                    subprocess.Popen(
                        command,
                        cwd=HERE,
                        env=env,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                    )
                )
        limit = time.monotonic() + START_SECONDS
        while not supervise.answers(port):
            if any(p.poll() is not None for p in processes) or time.monotonic() > limit:
                pytest.fail(f"the server did not start:\n{log_path.read_text()[-4000:]}")
            time.sleep(0.1)
        yield Live(
            url=f"http://localhost:{port}",
            data=data,
            env=env,
            logins=said["logins"],
            reading_codes=said["reading_codes"],
            processes=processes,
        )
        ended = [p.args for p in processes if p.poll() is not None]
        assert ended == [], f"died during the tests:\n{log_path.read_text()[-4000:]}"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(supervise.GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, without a word to anybody outside. In CI it must be there."""
    if not Path(CHROMIUM).exists():
        message = f"no browser at {CHROMIUM}: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Complaints:
    """What the browser complained about on the pages of one test."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.expected: list[str] = []

    def expect(self, words: str) -> None:
        """Allow complaints with these words, such as the 404 that a test asks for."""
        self.expected.append(words)

    def add(self, text: str) -> None:
        """Note a complaint."""
        self.found.append(text)

    def unexpected(self) -> list[str]:
        """The complaints that no test asked for."""
        return [text for text in self.found if not any(word in text for word in self.expected)]

    def watch(self, page: Page, origin: str) -> None:
        """Note the page's errors, refused resources and requests to anybody but ``origin``."""
        page.on("pageerror", lambda error: self.add(f"script error: {error}"))
        page.on(
            "console",
            # Chromium reports every CSP violation as a console error too.
            lambda message: (
                self.add(f"console: {message.text} ({page.url})")
                if message.type == "error"
                else None
            ),
        )
        page.on(
            "request",
            lambda request: (
                None
                if request.url.startswith((origin, "data:", "blob:", "about:"))
                else self.add(f"request to a stranger: {request.url}")
            ),
        )


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    """Fails the test when its pages made errors, CSP violations or requests to third parties."""
    collected = Complaints()
    yield collected
    assert collected.unexpected() == []


PageMaker = Callable[..., Page]


@pytest.fixture
def new_page(chromium: Browser, live: Live, complaints: Complaints) -> Iterator[PageMaker]:
    """Makes a page with a browser session of its own: one person, one page."""
    contexts = []

    def make(width: int = 1280, height: int = 900, **options: Any) -> Page:
        options = {"locale": "en-US", "timezone_id": "UTC", "reduced_motion": "reduce"} | options
        context = chromium.new_context(
            base_url=live.url, viewport={"width": width, "height": height}, **options
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page, live.url)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def desktop(new_page: PageMaker) -> Page:
    """A page of 1280 x 900."""
    return new_page()


@pytest.fixture
def phone(new_page: PageMaker) -> Page:
    """A page of 390 x 844 with touch."""
    return new_page(390, 844, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def shot() -> Callable[[Page, str], Path]:
    """``shot(page, name)`` saves the whole page as ``pictures/<name>.png``."""

    def save(page: Page, name: str) -> Path:
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        return path

    return save


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """``axe(page)`` fails with the rule and the element when axe-core finds a violation."""

    def check(page: Page) -> None:
        violations = Axe().run(page).response["violations"]
        told = [
            f"{rule['id']} ({rule['impact']}): {node['target']} {node.get('failureSummary', '')}"
            for rule in violations
            for node in rule["nodes"]
        ]
        assert told == [], f"{page.url}\n" + "\n".join(told)

    return check
