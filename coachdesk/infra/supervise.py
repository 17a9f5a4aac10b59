"""The two processes of ``desk.py up``: started, started again when they die, ended together."""

from __future__ import annotations

import ctypes
import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from coachdesk.infra.checkout import HERE, PYTHON
from coachdesk.infra.console import say
from coachdesk.infra.data_folder import command

DEATHS = 3  # so many of one child, and starting it again does not help
STEADY = 60.0  # seconds after which a child counts as running, once the web server has answered
GRACE = 30.0
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent() -> None:
    """In a child: be stopped when desk.py is killed, so that no port stays taken (Linux only)."""
    if LIBC is not None:
        LIBC.prctl(1, signal.SIGTERM)


class Child:
    """One supervised process of ``up``."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.name, self.command, self.env = name, command, env
        self.deaths = 0
        self.start()

    def start(self) -> None:
        """Start it (again), in our own process group: one Ctrl-C reaches all."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=HERE,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent,  # safe: desk.py has no threads
        )

    def ended(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    def lived(self) -> float:
        """Seconds since its start."""
        return time.monotonic() - self.started


def web_command(port: int, python: Path = PYTHON) -> list[str]:
    """The web server: a few threads in two processes, on this machine only."""
    sizes = ["--workers", "2", "--threads", "4", "--graceful-timeout", "25"]
    return [
        str(python),
        *("-m", "gunicorn", "coachdesk.wsgi", "--worker-class", "gthread", *sizes),
        *("--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "warning"),
    ]


def worker_command(python: Path = PYTHON) -> list[str]:
    """The relay and the scheduled work."""
    return [str(python), "manage.py", "outbox_worker"]


def answers(port: int) -> bool:
    """Whether the web server answers a request, with whatever status."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        asked.request("GET", "/", headers={"Host": f"localhost:{port}"})
        asked.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()
    return True


def supervise(children: Sequence[Child], port: int, greet: str) -> int:
    """Run until told to stop; a child that dies is started again, a few times at most.

    Until the web server has answered once every death counts, however slow it was; afterwards those
    of a child that had not run steadily. Gives the exit code.
    """
    stopping: list[int] = []

    def stop(signum: int, _frame: FrameType | None) -> None:
        stopping.append(signum)

    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, stop)
    greeted, code = False, 0
    while not stopping and not code:
        for child in children:
            if not child.ended():
                continue
            if stopping:
                break
            status = child.process.returncode
            child.deaths = 1 if greeted and child.lived() >= STEADY else child.deaths + 1
            if child.deaths >= DEATHS:
                say(
                    f"The {child.name} ended {child.deaths} times in a row (exit {status}); "
                    "the lines above say why. Stopping."
                )
                code = 1
                break
            say(f"The {child.name} ended (exit {status}); starting it again.")
            child.start()
        if not greeted and not code and answers(port):
            say(greet)
            greeted = True
        if not stopping and not code:
            time.sleep(0.2)
    if not code:
        say("\nStopping ...")
    return end_all(children) or code


def end_all(children: Sequence[Child]) -> int:
    """Ask every child to end, wait, and end by force what does not; 1 when force was needed."""
    for child in children:
        if not child.ended():
            child.process.terminate()
    limit = time.monotonic() + GRACE
    code = 0
    for child in children:
        try:
            child.process.wait(max(0.1, limit - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {child.name} did not end in {GRACE:.0f} seconds; ended by force.")
            child.process.kill()
            child.process.wait()
            code = 1
    return code


def greeting(port: int, data: Path, logins: Path | None, setup: str = "") -> str:
    """The address and, in a demo, who can sign in and how the demo is left; in a practice without
    an owner the link for ``setup``."""
    lines = ["", f"Coach Desk is at http://localhost:{port}/", ""]
    if setup:
        lines += ["Nobody works here yet. Set the practice up (works once, within 24 hours):"]
        lines += [f"  {setup}", ""]
    if logins is not None and logins.exists():
        body = json.loads(logins.read_text())
        people = body.get("logins", [])
        if people:
            lines.append("Demo log-ins (invented people; for this computer only):")
            wide = max(len(person["email"]) for person in people)
            for person in people:
                who = f"{person['email']:<{wide}}  {person['password']}"
                lines.append(f"  {who}  {person['name']}, {person['role']}")
        lines += [f"The same with the demo reading codes: {logins}", ""]
        lines += [
            "Nothing in here is real. To delete it and begin a practice of your own, stop this"
        ]
        lines += [f"and run: {command(data, 'leave-demo')}", ""]
    lines.append("Ctrl-C stops everything.")
    return "\n".join(lines)
