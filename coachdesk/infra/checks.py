"""Checks before any slow work: the port, the disk, the data folder."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from coachdesk.infra.console import Refusal
from coachdesk.infra.data_folder import DATABASE, default_key_file

DATA_ROOM_MB = 100


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
    """Make the data folder, private to its owner with everything in it, now and later.

    Raises Refusal when it cannot be written.
    """
    os.umask(0o077)  # for this process and all that it starts: database, mail spool, files
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        for name in ("coachdesk.sqlite3*", "mail", "mail/*", "files", "*.json"):
            for path in folder.glob(name):
                path.chmod(0o700 if path.is_dir() else 0o600)
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


def check_key(data: Path, env: Mapping[str, str]) -> None:
    """Raise Refusal when the folder has a database and its key is missing or cannot be used.

    The key of a folder that was copied or moved has another default place. In production the keys
    come from the environment, and the settings say what is missing.
    """
    if env.get("COACHDESK_ENV") == "production" or not (data / DATABASE).exists():
        return
    path = Path(env.get("COACHDESK_KEY_FILE", "").strip() or default_key_file(data))
    try:
        broken = not isinstance(json.loads(path.read_text()), dict)
        for_others = path.stat().st_mode & 0o077
    except FileNotFoundError:
        raise Refusal(
            f"The key to the data in {data} is missing. If you copied or moved the folder, copy its "
            f"keys.json to {path}, or name that file in COACHDESK_KEY_FILE; without it nobody can "
            "read the data."
        ) from None
    except (OSError, ValueError):
        broken, for_others = True, 0
    if broken:
        raise Refusal(f"The key file {path} cannot be read: restore it from your copy of the key.")
    if for_others:
        raise Refusal(f"The key file {path} can be read by others: run chmod 600 on it.")


def last_port(data: Path) -> int:
    """The port of the last ``up`` on the folder, also of one that runs now; 8000 when unknown."""
    try:
        return int((data / "desk.lock").read_text())
    except (OSError, ValueError):
        return 8000


@contextlib.contextmanager
def only_one(data: Path, port: int | None = None) -> Iterator[None]:
    """Hold the data folder, and note the port for ``last_port``.

    Raises Refusal when another ``up`` runs on it.
    """
    with open(data / "desk.lock", "a") as turn:
        try:
            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(
                f"Coach Desk is already running on {data}. Stop it first, or use another --data."
            ) from None
        if port is not None:
            turn.truncate(0)
            turn.write(str(port))
            turn.flush()
        yield
