"""A second, empty installation with the keys of the tests, and the commands run in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from coachdesk.operation import databases

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """An installation of its own; ``run`` gives exit code, output and errors of a command in it."""

    env: dict[str, str]
    folder: Path

    def run(self, *command: str, given: bytes | None = None) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            check=False,
            cwd=ROOT,
            env=self.env,
            input=given if given is not None else b"",
            capture_output=True,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def ask(self, program: str) -> str:
        """What a few lines of Python print in there."""
        code, out, errors = self.run("shell", "--no-imports", "-c", program)
        assert code == 0, errors
        return out.strip()


@contextmanager
def another_place(folder: Path) -> Iterator[Place]:
    """An empty database of the kind that the tests run on, and an empty data folder."""
    (folder / "place").mkdir()
    with databases.scratch(folder / "place") as where:
        env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.operation.place",
            "COACHDESK_BACKUP_DIR": str(settings.BACKUP_DIR),
            "COACHDESK_KEY_FILE": str(settings.KEY_FILE),
            **where,
        }
        yield Place(env, folder / "place")
