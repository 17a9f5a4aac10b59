"""Settings read from the environment, with refusals in plain words."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def env_str(name: str, default: str = "") -> str:
    """The variable's value, or ``default`` where it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def env_secret(name: str) -> str:
    """A secret: the variable's value, or what stands in the file that ``<name>_FILE`` names.

    Raises ImproperlyConfigured when both are set, or the file cannot be read.
    """
    value, path = env_str(name), env_str(f"{name}_FILE")
    if not path:
        return value
    if value:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set: use one of them")
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise ImproperlyConfigured(f"the file of {name}_FILE cannot be read: {why}") from None


def variables_set() -> frozenset[str]:
    """The names of our own variables that are set and not blank."""
    return frozenset(
        name
        for name, value in os.environ.items()
        if name.startswith("COACHDESK_") and value.strip()
    )


def env_bool(name: str, default: bool) -> bool:
    """A yes/no variable: 1, true, yes, on or 0, false, no, off.

    Raises ImproperlyConfigured for any other word.
    """
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in ("1", "true", "yes", "on"):
        return True
    if raw in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}: use 1 or 0")


def env_int(name: str, default: int) -> int:
    """A whole number. Raises ImproperlyConfigured for anything else."""
    raw = os.environ.get(name, "").strip()
    try:
        return int(raw) if raw else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {raw!r}: use a whole number") from None


def env_list(name: str, default: list[str]) -> list[str]:
    """A comma-separated list without blanks."""
    raw = os.environ.get(name, "")
    return [part.strip() for part in raw.split(",") if part.strip()] or default


def postgres_from_url(url: str) -> dict[str, Any]:
    """A Django database entry from ``postgres://user:word@host:port/name?sslmode=verify-full``.

    What stands behind the question mark goes to the driver, which refuses what it does not know.
    A server on a unix socket is ``postgres:///name?host=/socket&user=me``.
    Raises ImproperlyConfigured for another scheme, no name, or what cannot be read; the text never
    holds the address, in which a password may stand.
    """
    try:
        entry: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError:
        entry = {"ENGINE": ""}
    if entry["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must be an address that begins with postgres://")
    if not entry["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL names no database")
    options = entry.setdefault("OPTIONS", {})
    for key in ("user", "password", "host", "port"):  # where Django's own tools look for them
        given = options.pop(key, "")
        entry[key.upper()] = entry[key.upper()] or given
    return entry
