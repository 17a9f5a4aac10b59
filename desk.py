#!/usr/bin/env python3
"""The two commands of Coach Desk: ``desk.py up`` runs it, ``desk.py test`` tests it.

Standard library only. It makes ``.venv`` itself, from the lock files and with their hashes.
The syntax stays readable to older Pythons, so that they refuse in one line instead of a traceback.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is what the refusal is for
    sys.exit(
        "Coach Desk needs Python 3.11 or newer; this is Python {}.{}. "
        "Start it with a newer one, for example: python3.11 desk.py".format(*sys.version_info[:2])
    )

import argparse
import contextlib
import ctypes
import errno
import fcntl
import hashlib
import http.client
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
PACKAGES = ("coachdesk", "clients", "sessions")
# Variables of pip that would bring in other packages or another place to put them.
PIP_STRANGERS = (
    "PIP_FIND_LINKS",
    "PIP_EXTRA_INDEX_URL",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_CONSTRAINT",
    "PYTHONPATH",
    "PYTHONHOME",
)
# What tests must not take over from the shell: they would run on somebody's real data.
APP_VARIABLES = ("COACHDESK_", "CELERY_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
ROOM_MB = {"run": 400, "dev": 900}
DATA_ROOM_MB = 100
EARLY_DEATH = 5.0
GRACE = 30.0
LONG_FOLDERS = ("tests/browser", "tests/long")


class Refusal(Exception):
    """Something is missing; the text says what, in words for a person."""


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe or before another process takes over."""
    print(text, flush=True)


# --- checks before any slow work ---------------------------------------------------------------


def check_port(port: int) -> None:
    """Raise Refusal when the port cannot be ours."""
    if not 1 <= port <= 65535:
        raise Refusal(f"Port {port} does not exist: choose a number from 1024 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except PermissionError:
            raise Refusal(
                f"Port {port} is reserved for the system: choose one with --port, such as 8000."
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise Refusal(
                f"Port {port} is taken by another program. "
                f"Stop it, or choose another port: python3 desk.py up --port {next_port(port)}"
            ) from None


def next_port(port: int) -> int:
    """The port to suggest when this one is taken."""
    return port + 1 if port < 65535 else 8000


def check_room(folder: Path, needed_mb: int, purpose: str) -> None:
    """Raise Refusal when the disk under ``folder`` has less than ``needed_mb`` left."""
    free_mb = shutil.disk_usage(folder).free // 1_000_000
    if free_mb < needed_mb:
        raise Refusal(
            f"Not enough disk space: {purpose} needs about {needed_mb} MB in {folder}, "
            f"and {free_mb} MB are free."
        )


def open_data_folder(folder: Path) -> None:
    """Make the data folder, private to its owner. Raises Refusal when it cannot be written."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x")
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal(
                f"Not enough disk space: the data needs about {DATA_ROOM_MB} MB in {folder}."
            ) from None
        raise Refusal(
            f"The data folder {folder} cannot be written ({error.strerror}). "
            "Choose another one: python3 desk.py up --data DIR"
        ) from None
    check_room(folder, DATA_ROOM_MB, "the data")


# --- the virtual environment -------------------------------------------------------------------


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip: without what would install other packages or elsewhere."""
    return {name: value for name, value in environ.items() if name not in PIP_STRANGERS}


def stamp_of(lock: Path) -> str:
    """What an installed environment was made from: the lock and the Python."""
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def explain_pip(output: str) -> str:
    """One plain sentence for a failed installation, from what pip printed."""
    low = output.lower()
    if "no space left" in low or "quota exceeded" in low:
        return (
            "Not enough disk space: the packages need about "
            f"{ROOM_MB['dev']} MB in {HERE} and some room in {tempfile.gettempdir()}."
        )
    if "do not match the hashes" in low:
        return "A downloaded package is not the one that was locked. Nothing of it was installed."
    signs = ("resolution", "connection", "timed out", "proxy", "max retries", "unreachable", "ssl")
    if any(sign in low for sign in signs):
        return "The package registry cannot be reached. Check the network, then run this again."
    if "no matching distribution" in low:
        return (
            "A locked package is not offered for this computer. Coach Desk is tried on "
            "64-bit Linux with Python 3.11 to 3.13."
        )
    return "pip could not install the locked packages."


def pip_command(base: str) -> list[str]:
    """How to start pip for our environment. Raises Refusal when there is none at all."""
    if has_module(base, "pip"):
        return [base, "-m", "pip", "--python", str(PYTHON)]
    if has_module(str(PYTHON), "pip"):
        return [str(PYTHON), "-m", "pip"]
    if has_module(base, "ensurepip"):
        made = quiet([str(PYTHON), "-m", "ensurepip", "--default-pip"])
        if made.returncode == 0:
            return [str(PYTHON), "-m", "pip"]
    raise Refusal("pip is missing. Install it with: apt-get install python3-pip")


def has_module(python: str, name: str) -> bool:
    """Whether that Python can import the module."""
    if python == sys.executable:
        return importlib.util.find_spec(name) is not None
    return quiet([python, "-c", f"import {name}"]).returncode == 0


def quiet(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """Run a helper without showing it; the caller judges the result."""
    return subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=HERE,
        env=clean_environment(os.environ),
    )


def make_venv(kind: str) -> None:
    """Have ``.venv`` hold the locked packages of ``kind`` (run or dev); nothing to do when it does."""
    lock = HERE / LOCKS[kind]
    wanted = stamp_of(lock)
    stamp = VENV / f"coachdesk-{kind}.stamp"
    if read_stamp(stamp) == wanted and PYTHON.exists():
        return
    # The lock is on this very file: no extra file, and gone with the process.
    with open(__file__, "rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if read_stamp(stamp) == wanted and PYTHON.exists():
            return
        check_room(HERE, ROOM_MB[kind], "the installation")
        base = getattr(sys, "_base_executable", "") or sys.executable
        say(f"Installing the locked packages into {VENV} (once; under a minute on most lines) ...")
        if not PYTHON.exists() or quiet([str(PYTHON), "-c", same_python()]).returncode != 0:
            made = quiet([base, "-m", "venv", "--clear", "--without-pip", str(VENV)])
            if made.returncode != 0:
                say(tail(made.stdout))
                raise Refusal(
                    "The virtual environment could not be made. "
                    "Install what it needs with: apt-get install python3-venv"
                )
        options = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--quiet"]
        options += ["--no-input", "--disable-pip-version-check", "--root-user-action", "ignore"]
        done = quiet([*pip_command(base), "install", *options, "-r", str(lock)])
        if done.returncode != 0:
            say(tail(done.stdout))
            raise Refusal(explain_pip(done.stdout))
        stamp.write_text(wanted)
        if kind == "dev":  # the dev lock holds every package of the run lock, at the same version
            (VENV / "coachdesk-run.stamp").write_text(stamp_of(HERE / LOCKS["run"]))


def same_python() -> str:
    """A line of Python that fails in an environment made by another version."""
    return f"import sys; assert sys.version_info[:2] == {tuple(sys.version_info[:2])!r}"


def read_stamp(path: Path) -> str:
    """The stamp's text, or nothing when there is none."""
    try:
        return path.read_text()
    except OSError:
        return ""


def tail(text: str, lines: int = 15) -> str:
    """The last lines of a long output."""
    return "\n".join(text.strip().splitlines()[-lines:])


# --- up ----------------------------------------------------------------------------------------


def up_environment(
    data: Path, port: int, demo: bool, base: "Mapping[str, str] | None" = None
) -> dict[str, str]:
    """The environment of everything that ``up`` starts; what the operator has set stays."""
    env = clean_environment(os.environ if base is None else base)
    env.setdefault("COACHDESK_ENV", "embedded")
    env.setdefault("COACHDESK_TASKS", "local")
    env.setdefault("COACHDESK_SITE_URL", f"http://localhost:{port}")
    env["COACHDESK_HOST_PORT"] = f"127.0.0.1:{port}"
    env["COACHDESK_DATA"] = str(data)
    env["COACHDESK_DEMO"] = "1" if demo else "0"
    env["DJANGO_SETTINGS_MODULE"] = "coachdesk.settings"
    env["PYTHONUNBUFFERED"] = "1"
    return env


def code_version(demo: bool) -> str:
    """A hash of everything that preparing depends on: our packages, the lock, demo or not."""
    digest = hashlib.sha256(b"demo" if demo else b"plain")
    digest.update((HERE / LOCKS["run"]).read_bytes())
    for package in PACKAGES:
        for path in sorted((HERE / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(HERE)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def prepare(data: Path, env: Mapping[str, str], demo: bool) -> None:
    """Keys, tables, static files, shipped texts and demo people; skipped when nothing changed."""
    stamp = data / "prepared.stamp"
    version = code_version(demo)
    has_database = bool(env.get("DATABASE_URL")) or (data / "coachdesk.sqlite3").exists()
    if has_database and read_stamp(stamp) == version:
        return
    stamp.unlink(missing_ok=True)
    steps = [
        ("the private key", ["ensure_keys"]),
        ("the database", ["migrate", "--noinput", "--verbosity", "0"]),
        ("the cache table", ["createcachetable"]),
        ("the static files", ["collectstatic", "--noinput", "--verbosity", "0"]),
        ("the shipped texts", ["load_shipped"]),
    ]
    if demo:
        logins = str(data / "demo-logins.json")
        steps.append(("the demo practice", ["loaddemo", "--logins-file", logins]))
    for name, arguments in steps:
        say(f"Preparing {name} ...")
        done = subprocess.run(
            [str(PYTHON), "manage.py", *arguments],
            check=False,
            cwd=HERE,
            env=env,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            raise Refusal(
                f"Preparing {name} failed; the lines above say why. "
                f"Your data in {data} was not removed."
            )
    stamp.write_text(version)


def die_with_parent() -> None:
    """In a child: be stopped when desk.py is killed, so that no port stays taken (Linux only)."""
    if LIBC is not None:
        LIBC.prctl(1, signal.SIGTERM)


LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Child:
    """One supervised process of ``up``."""

    def __init__(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
        self.name, self.command, self.env = name, command, env
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


def web_command(port: int) -> list[str]:
    """The web server: a few threads in two processes, on this machine only."""
    sizes = ["--workers", "2", "--threads", "4", "--graceful-timeout", "25"]
    return [
        str(PYTHON),
        *("-m", "gunicorn", "coachdesk.wsgi", "--worker-class", "gthread", *sizes),
        *("--bind", f"127.0.0.1:{port}", "--no-control-socket", "--log-level", "warning"),
    ]


def worker_command() -> list[str]:
    """The relay and the scheduled work."""
    return [str(PYTHON), "manage.py", "outbox_worker"]


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
    """Run until told to stop; a child that dies is started again, unless it dies at once."""
    stopping: list[int] = []

    def stop(signum: int, _frame: "FrameType | None") -> None:
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
            if child.lived() < EARLY_DEATH:
                say(f"The {child.name} ended right after its start (exit {status}). Stopping.")
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


def greeting(port: int, logins: "Path | None") -> str:
    """The address and, in a demo, who can sign in."""
    lines = ["", f"Coach Desk is at http://localhost:{port}/", ""]
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
    lines.append("Ctrl-C stops everything.")
    return "\n".join(lines)


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder. Raises Refusal when another ``up`` runs on it."""
    with open(data / "desk.lock", "w") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(
                f"Coach Desk is already running on {data}. Stop it first, or use another --data."
            ) from None
        yield


def up(port: int, data: Path, demo: bool) -> int:
    """Set up what is missing and run the product until it is told to stop."""
    check_port(port)
    open_data_folder(data)
    with only_one(data):
        make_venv("run")
        env = up_environment(data, port, demo)
        prepare(data, env, demo)
        children = [
            Child("web server", web_command(port), env),
            Child("outbox worker", worker_command(), env),
        ]
        return supervise(
            children, port, greeting(port, data / "demo-logins.json" if demo else None)
        )


# --- test --------------------------------------------------------------------------------------


def test_environment() -> dict[str, str]:
    """The shell's environment without anything that points at real data."""
    env = clean_environment(os.environ)
    env = {name: value for name, value in env.items() if not name.startswith(APP_VARIABLES)}
    env["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    return env


# Rooms whose rules guard people: mypy is strict about them.
STRICT = {
    "services",
    "queries",
    "policies",
    "lib",
    "online",
    "keeping",
    "mirror",
    "exports",
    "export",
}


def typed_files() -> list[str]:
    """The files that are held to mypy's strict rules: see STRICT, and this one."""
    found = [HERE / "desk.py", HERE / "tests" / "services.py"]
    for package in PACKAGES:
        for path in (HERE / package).rglob("*.py"):
            parts = path.relative_to(HERE).with_suffix("").parts
            if "migrations" not in parts and STRICT & {*parts}:
                found.append(path)
    return sorted(str(path.relative_to(HERE)) for path in found if path.exists())


def step(name: str, command: Sequence[str], env: Mapping[str, str]) -> None:
    """Run one step of ``test``. Exits with its code when it fails."""
    say(f"==> {name}")
    start = time.monotonic()
    done = subprocess.run(command, check=False, cwd=HERE, env=env, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        reason = "no test ran" if "pytest" in command and done.returncode == 5 else "failed"
        say(f"==> {name}: {reason} (exit {done.returncode})")
        # A negative code is a signal: told to the shell the way a shell tells it.
        sys.exit(done.returncode if done.returncode > 0 else 128 - done.returncode)
    say(f"==> {name}: good ({time.monotonic() - start:.0f} s)")


def missing_services() -> list[str]:
    """The servers that the served shape needs and this machine lacks."""
    done = quiet([str(PYTHON), "-m", "tests.services", "--missing"])
    if done.returncode != 0:
        say(tail(done.stdout))
        sys.exit(done.returncode)
    return done.stdout.split()


def has_tests(folder: str) -> bool:
    """Whether the folder holds any test file."""
    return any((HERE / folder).rglob("test_*.py"))


def test(everything: bool, arguments: Sequence[str]) -> int:
    """Check and test the code; returns 0, or exits at the first failing step with its code."""
    make_venv("dev")
    env = test_environment()
    strict_ci = os.environ.get("CI", "").lower() in ("1", "true", "yes")
    python = str(PYTHON)
    pytest = [python, "-m", "pytest"]
    without_ignores = ["-o", "addopts=-q --strict-markers"]
    if any(argument.startswith(LONG_FOLDERS) for argument in arguments):
        step("the tests named", [*pytest, *without_ignores, *arguments], env)
        return 0

    step("format (ruff)", [python, "-m", "ruff", "format", "--check", "."], env)
    step("lint (ruff)", [python, "-m", "ruff", "check", "."], env)
    step("types (mypy)", [python, "-m", "mypy", "--strict", *typed_files()], env)
    step("migrations", [python, "manage.py", "makemigrations", "--check", "--dry-run"], env)
    suite = [*pytest, "-n", "2", *arguments]
    step("tests on SQLite", suite, env)
    missing = missing_services()
    served = "tests on PostgreSQL and Redis"
    if not missing:
        step(served, [python, "-m", "tests.services", "--", *suite], env)
    elif strict_ci:
        raise Refusal(f"{served}: {' and '.join(missing)} not found, and CI must run them.")
    else:
        say(f"==> {served}: left out, {' and '.join(missing)} not found")
    if not everything:
        return 0
    for folder, name in zip(LONG_FOLDERS, ("browser tests", "long tests"), strict=True):
        if has_tests(folder):
            step(name, [*pytest, *without_ignores, folder, *arguments], env)
        elif folder == "tests/browser" and strict_ci:
            raise Refusal("There is no browser test, and CI must run them.")
        else:
            say(f"==> {name}: none here")
    return 0


# --- the command line --------------------------------------------------------------------------


def parse(arguments: Sequence[str]) -> "tuple[argparse.Namespace, list[str]]":
    """The command line, and what is left over for pytest."""
    parser = argparse.ArgumentParser(prog="desk.py", description="Run or test Coach Desk.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="up | test")
    start = commands.add_parser("up", help="set up what is missing and run it", allow_abbrev=False)
    start.add_argument("--port", type=int, default=8000, help="port on this machine (8000)")
    start.add_argument("--data", metavar="DIR", default="", help="data folder (data/ in here)")
    start.add_argument("--no-demo", action="store_true", help="an empty practice, no demo people")
    check = commands.add_parser(
        "test",
        help="check the code and run the tests",
        epilog="Everything else on the line goes to pytest.",
        allow_abbrev=False,
    )
    check.add_argument("--all", action="store_true", help="also the browser and the long tests")
    known, rest = parser.parse_known_args(arguments)
    if known.command == "up" and rest:
        parser.error("up does not know: " + " ".join(rest))
    return known, [argument for argument in rest if argument != "--"]


def main(arguments: Sequence[str]) -> int:
    """Run the command; refusals are one line on stderr and exit 1."""
    while True:  # a closed stdin, stdout or stderr would hand its number to our own files
        spare = os.open(os.devnull, os.O_RDWR)
        if spare > 2:
            os.close(spare)
            break
        os.set_inheritable(spare, True)
    known, rest = parse(arguments)
    try:
        if known.command == "test":
            return test(known.all, rest)
        data = Path(known.data).expanduser() if known.data else HERE / "data"
        return up(known.port, data.absolute(), not known.no_demo)
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
