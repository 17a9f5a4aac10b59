"""Public ids and one-time tokens."""

from __future__ import annotations

import hashlib
import secrets
import uuid


def new_id() -> uuid.UUID:
    """A random public id (SEC-19: ids are random, yet never a secret)."""
    return uuid.uuid4()


def new_token() -> str:
    """A one-time token of 256 bit for an address line (SEC-04)."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token: 64 hex digits (SEC-04). Blank tokens never match anything."""
    return hashlib.sha256(token.encode()).hexdigest() if token else "-"
