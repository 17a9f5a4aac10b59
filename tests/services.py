"""Private PostgreSQL and Redis servers for the tests, on unix sockets in a folder of their own.

No ports, nothing shared with servers of the machine, gone afterwards. As a command::

    python -m tests.services -- pytest -n 2
    python -m tests.services --missing      # prints what this machine lacks
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType, TracebackType
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent.parent
NAME = "coachdesk"
START_SECONDS = 30.0


class ServiceError(RuntimeError):
    """A server is missing or did not start; the text says which and why."""


def postgres_folder() -> Path | None:
    """The folder with ``initdb`` and ``postgres``, the newest one, or None."""

    def version(path: Path) -> float:
        with suppress(ValueError):
            return float(path.parent.name)
        return 0.0

    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version, reverse=True)
    on_path = [Path(found).parent for found in [shutil.which("initdb")] if found]
    for folder in [*debian, *on_path]:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def redis_binary() -> str | None:
    """The Redis server, or None."""
    return shutil.which("redis-server")


def missing() -> list[str]:
    """Names of the servers that this machine lacks."""
    lacks = []
    if postgres_folder() is None:
        lacks.append("PostgreSQL")
    if redis_binary() is None:
        lacks.append("Redis")
    return lacks


class Services:
    """The servers while the ``with`` block lasts; ``env`` is what a program needs to use them."""

    def __init__(self, *, postgres: bool = True, redis: bool = True) -> None:
        self.postgres, self.redis = postgres, redis
        self.postgres_process: subprocess.Popen[bytes]
        self.redis_process: subprocess.Popen[bytes]
        self.env: dict[str, str] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Services:
        wanted = {"PostgreSQL": self.postgres, "Redis": self.redis}
        lacks = [name for name in missing() if wanted[name]]
        if lacks:
            raise ServiceError(f"not found on this machine: {' and '.join(lacks)}")
        try:
            # Short: the path of a unix socket holds 107 characters.
            self.folder = Path(tempfile.mkdtemp(prefix="cd", dir="/tmp"))
            self._stack.callback(shutil.rmtree, self.folder, ignore_errors=True)
            if self.postgres:
                self._start_postgres()
            if self.redis:
                self.start_redis()
        except BaseException:
            self._stack.close()
            raise
        if self.postgres:
            self.env["DATABASE_URL"] = f"postgres:///{NAME}?host={self.folder}&user={NAME}"
        if self.redis:
            self.env |= {
                "COACHDESK_CACHE_URL": f"unix://{self.folder}/redis.sock",
                "CELERY_BROKER_URL": f"redis+socket://{self.folder}/redis.sock",
                "COACHDESK_TASKS": "celery",
            }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        stop: signal.Signals = signal.SIGTERM,
        user: str | None = None,
    ) -> subprocess.Popen[bytes]:
        """Start a process that ends with the servers; its output lies in ``<name>.log``."""
        with open(self.folder / f"{name}.log", "wb") as log:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C is for the tests; we stop the servers after them
                user=user,
                group=None if user is None else pwd.getpwnam(user).pw_gid,
                extra_groups=None if user is None else [],
            )
        self._stack.callback(end, process, stop)
        return process

    def log(self, name: str) -> str:
        """What a process of ours has printed so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _start_postgres(self) -> None:
        binaries = postgres_folder()
        assert binaries is not None
        user = None
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = "postgres"
            try:
                entry = pwd.getpwnam(user)
            except KeyError:
                raise ServiceError("there is no user 'postgres' to run PostgreSQL as") from None
            os.chown(self.folder, entry.pw_uid, entry.pw_gid)
        self.folder.chmod(0o755)  # the tests may run as another user than the server
        data = str(self.folder / "pg")
        text = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run(
            [str(binaries / "initdb"), "-D", data, "-U", NAME, "-A", "trust", *text],
            check=False,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
        )
        if made.returncode != 0:
            raise ServiceError(f"initdb failed: {made.stderr.strip()}")
        self._postgres_user = user
        self.run_postgres()

    def run_postgres(self) -> None:
        """Start the server on its data, also again after it ended; ``postgres_process`` is it."""
        binaries = postgres_folder()
        assert binaries is not None
        fast = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        options = ["listen_addresses=", "max_connections=100", *fast]
        flags = [word for option in options for word in ("-c", option)]
        where = ["-D", str(self.folder / "pg"), "-k", str(self.folder)]
        self.postgres_process = self.start(
            "postgres",
            [str(binaries / "postgres"), *where, *flags],
            stop=signal.SIGINT,  # its fast shutdown
            user=self._postgres_user,
        )
        connection = ["-h", str(self.folder), "-U", NAME]

        def ready() -> bool:
            ask = [str(binaries / "psql"), *connection, "-d", NAME, "-c", "SELECT 1"]
            create = [str(binaries / "createdb"), *connection, NAME]
            return 0 in (run_quietly(command, cwd=self.folder) for command in (ask, create))

        self._wait("postgres", self.postgres_process, ready)

    def start_redis(self) -> None:
        """Start Redis, also again after it ended; ``redis_process`` is it."""
        binary = redis_binary()
        assert binary is not None
        socket = self.folder / "redis.sock"
        where = ["--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "777"]
        memory_only = ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        socket.unlink(missing_ok=True)
        self.redis_process = self.start("redis", [binary, *where, *memory_only])
        self._wait("redis", self.redis_process, socket.exists)

    def _wait(self, name: str, process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
        limit = time.monotonic() + START_SECONDS
        while not ready():
            if process.poll() is not None or time.monotonic() > limit:
                raise ServiceError(f"{name} did not start:\n{self.log(name)}")
            time.sleep(0.05)


@contextmanager
def celery_worker(database: str, settings: str = "tests.settings") -> Iterator[int]:
    """A real Celery worker on the servers of this environment; yields its process id.

    ``database`` is the one that the test uses (``connection.settings_dict["NAME"]``): the worker
    must see the same rows. Raises ServiceError when there is no broker or it does not start.
    """
    if "CELERY_BROKER_URL" not in os.environ:
        raise ServiceError("no broker here: run the tests through python -m tests.services")
    url = urlsplit(os.environ["DATABASE_URL"])
    env = {
        **os.environ,
        "DATABASE_URL": f"postgres:///{database}?{url.query}",
        "DJANGO_SETTINGS_MODULE": settings,
    }
    celery = [sys.executable, "-m", "celery", "-A", "coachdesk.celery"]
    node = f"{database}-{os.getpid()}@localhost"
    with tempfile.TemporaryFile() as log:
        worker = subprocess.Popen(
            [*celery, "worker", "--concurrency", "1", "--loglevel", "WARNING", "--hostname", node],
            cwd=HERE,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            ping = [*celery, "inspect", "ping", "--destination", node, "--timeout", "1"]
            limit = time.monotonic() + START_SECONDS
            while run_quietly(ping, cwd=HERE, env=env) != 0:
                if worker.poll() is not None or time.monotonic() > limit:
                    log.seek(0)
                    said = log.read().decode(errors="replace")
                    raise ServiceError(f"the Celery worker did not start:\n{said}")
            yield worker.pid
        finally:
            end(worker, signal.SIGTERM)


def run_quietly(command: Sequence[str], *, cwd: Path, env: Mapping[str, str] | None = None) -> int:
    """Run a command without output; its exit code."""
    return subprocess.run(
        command,
        check=False,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ).returncode


def end(process: subprocess.Popen[bytes], stop: signal.Signals) -> None:
    """Ask a process to end and, after ten seconds, end it and its children by force."""
    if process.poll() is None:
        process.send_signal(stop)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
            return
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main(arguments: Sequence[str]) -> int:
    """Run a command with both servers at hand; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.services")
    parser.add_argument("--missing", action="store_true", help="print what is not installed")
    parser.add_argument("command", nargs="*", metavar="-- CMD")
    known = parser.parse_args(arguments)
    if known.missing:
        sys.stdout.write("".join(f"{name}\n" for name in missing()))
        return 0
    if not known.command:
        parser.error("name the command to run after --")

    def stop(signum: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + signum)  # through the with block, so that the servers end

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        with Services() as services:
            done = subprocess.run(known.command, check=False, env={**os.environ, **services.env})
            return done.returncode if done.returncode >= 0 else 128 - done.returncode
    except ServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
