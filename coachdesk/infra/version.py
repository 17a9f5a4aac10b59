"""The version of this checkout, as ``pyproject.toml`` names it."""

from __future__ import annotations

import tomllib

from coachdesk.infra.checkout import HERE


def version() -> str:
    """The version, or a question mark where the file is not there."""
    try:
        return str(tomllib.loads((HERE / "pyproject.toml").read_text())["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "?"
