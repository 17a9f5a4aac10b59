"""The steps of ``desk.py test``: format, lint, types, migrations, tests in both shapes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

from coachdesk.infra.checkout import HERE, PACKAGES, PYTHON, clean_environment, quiet
from coachdesk.infra.console import Refusal, say, tail

# What tests must not take over from the shell: they would run on somebody's real data.
APP_VARIABLES = ("COACHDESK_", "CELERY_", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
LONG_FOLDERS = ("tests/browser", "tests/long")
# Rooms whose rules guard people: mypy is strict about them.
STRICT = {
    "infra",
    "services",
    "queries",
    "policies",
    "lib",
    "publication",
    "retention",
    "conflict_check",
    "exports",
    "export",
}


def test_environment() -> dict[str, str]:
    """The shell's environment without anything that points at real data."""
    env = clean_environment(os.environ)
    env = {name: value for name, value in env.items() if not name.startswith(APP_VARIABLES)}
    env["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    return env


def typed_files() -> list[str]:
    """The files that are held to mypy's strict rules: see STRICT, and what starts them."""
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


def run_steps(everything: bool, arguments: Sequence[str]) -> int:
    """Check and test the code; returns 0, or exits at the first failing step with its code.

    ``arguments`` go to pytest. Raises Refusal when CI lacks a server or a browser test.
    """
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
    # One browser at a time: its waits are short. The long ones need no more than their own database.
    kinds = (("browser tests", ()), ("long tests", ("-n", "2")))
    for folder, (name, side_by_side) in zip(LONG_FOLDERS, kinds, strict=True):
        if has_tests(folder):
            step(name, [*pytest, *without_ignores, *side_by_side, folder, *arguments], env)
        elif folder == "tests/browser" and strict_ci:
            raise Refusal("There is no browser test, and CI must run them.")
        else:
            say(f"==> {name}: none here")
    return 0
