"""The installation's private keys: where they come from and what each is for (SEC-50)."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from coachdesk.infra import data_folder
from coachdesk.lib import env

default_key_file = data_folder.default_key_file


@dataclass(frozen=True)
class Keys:
    """``signing`` for Django, ``fields`` newest first for sealed fields, ``lookup`` for keyed hashes."""

    signing: str
    fields: tuple[tuple[str, bytes], ...]
    lookup: bytes


def parse_field_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    """``k2:<base64 of 32 bytes>,k1:…``, the first one seals. Raises ImproperlyConfigured when malformed."""
    found = []
    for part in text.split(","):
        key_id, _, encoded = part.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not key_id.isalnum() or len(key_id) > 16 or len(key) != 32:
            raise ImproperlyConfigured(
                "field keys must look like k1:<base64 of 32 bytes>, separated by commas"
            )
        found.append((key_id, key))
    return tuple(found)


def create_key_file(path: Path) -> bool:
    """Make a new key file with mode 0600; False when there is one already."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    body = {
        "signing": secrets.token_urlsafe(48),
        "fields": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "lookup": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was quicker: its keys are the keys
        return False
    with os.fdopen(handle, "w") as stream:
        json.dump(body, stream)
    return True


def keys_from_file(path: Path) -> Keys:
    """Read a key file. Raises ImproperlyConfigured when it is missing, broken or open to others."""
    try:
        mode = path.stat().st_mode
        body = json.loads(path.read_text())
        keys = _keys(body["signing"], body["fields"], body["lookup"])
    except FileNotFoundError:
        raise ImproperlyConfigured(
            f"the data folder has a database, but its key file {path} is missing: restore it"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise ImproperlyConfigured(f"the key file {path} is damaged; restore it") from None
    if mode & 0o077:
        raise ImproperlyConfigured(f"{path} is readable by others: run chmod 600 on it")
    return keys


def keys_from_environment() -> Keys:
    """The three keys from the environment, demanded in production (SEC-50)."""
    names = ("COACHDESK_SECRET_KEY", "COACHDESK_FIELD_KEYS", "COACHDESK_LOOKUP_KEY")
    values = [env.env_secret(name) for name in names]
    missing = [name for name, value in zip(names, values, strict=True) if not value]
    if missing:
        raise ImproperlyConfigured(f"production needs {', '.join(missing)} in the environment")
    return _keys(*values)


def _keys(signing: str, fields: str, lookup: str) -> Keys:
    try:
        lookup_key = base64.b64decode(lookup, validate=True)
    except ValueError:
        raise ImproperlyConfigured("the lookup key must be base64 of 32 bytes") from None
    if len(signing) < 50 or len(lookup_key) < 32:
        raise ImproperlyConfigured("the signing key or the lookup key is too short")
    return Keys(signing=signing, fields=parse_field_keys(fields), lookup=lookup_key)
