"""This checkout and its virtual environment, and how helpers are run in it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
PACKAGES = ("coachdesk", "clients", "sessions")
LOCKS = {"run": "requirements.txt", "dev": "requirements-dev.txt"}
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


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip: without what would install other packages or elsewhere."""
    return {name: value for name, value in environ.items() if name not in PIP_STRANGERS}


def quiet(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
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


def read_stamp(path: Path) -> str:
    """The stamp's text, or nothing when there is none."""
    try:
        return path.read_text()
    except OSError:
        return ""
