"""Making a data folder ready: keys, tables, static files, shipped texts, demo people."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from coachdesk.infra.checkout import (
    HERE,
    LOCKS,
    PACKAGES,
    PYTHON,
    clean_environment,
    read_stamp,
)
from coachdesk.infra.console import Refusal, say


def up_environment(
    data: Path, port: int, demo: bool, base: Mapping[str, str] | None = None
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


def prepare(data: Path, env: Mapping[str, str], demo: bool, python: Path = PYTHON) -> None:
    """Keys, tables, static files, shipped texts and demo people; skipped when nothing changed.

    Raises Refusal when one of the steps fails.
    """
    stamp = data / "prepared.stamp"
    version = code_version(demo)
    has_database = bool(env.get("DATABASE_URL")) or (data / "coachdesk.sqlite3").exists()
    if has_database and read_stamp(stamp) == version:
        return
    stamp.unlink(missing_ok=True)
    steps = [
        ("the private key", ["ensure_keys"]),
        ("the database", ["migrate", "--noinput", "--verbosity", "0"]),
        ("the static files", ["collectstatic", "--noinput", "--verbosity", "0"]),
        ("the shipped texts", ["load_shipped"]),
    ]
    if demo:
        logins = str(data / "demo-logins.json")
        steps.append(("the demo practice", ["loaddemo", "--logins-file", logins]))
    for name, arguments in steps:
        say(f"Preparing {name} ...")
        done = subprocess.run(
            [str(python), "manage.py", *arguments],
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


def setup_link(env: Mapping[str, str], python: Path = PYTHON) -> str:
    """A one-time link for the first person while the practice has no owner, else nothing.

    Raises Refusal when the practice cannot be asked.
    """
    done = subprocess.run(
        [str(python), "manage.py", "setup_link"],
        check=False,
        cwd=HERE,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        raise Refusal("The practice could not be asked who owns it; the lines above say why.")
    return done.stdout.strip()


def invite_owner(
    address: str, roles: Sequence[str], env: Mapping[str, str], python: Path = PYTHON
) -> int:
    """Print an invitation for an owner, with the roles given; the command's exit code."""
    chosen = ["--roles", *roles] if roles else []
    done = subprocess.run(
        [str(python), "manage.py", "invite_owner", address, *chosen],
        check=False,
        cwd=HERE,
        env=env,
        stdin=subprocess.DEVNULL,
    )
    return done.returncode
