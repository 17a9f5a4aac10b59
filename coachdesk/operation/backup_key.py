"""The key of the backups: apart from the keys of the data, and never inside an archive (SEC-50)."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from coachdesk.operation.archive import new_identity
from coachdesk.operation.errors import OperationRefused


def backup_key(*, create: bool = False) -> str:
    """The secret key, or only its public part where the installation holds no more.

    In production it comes from COACHDESK_BACKUP_KEY; elsewhere also from the file ``backup.key``
    beside the data's key file, which ``create`` makes. Raises OperationRefused where there is none.
    """
    if settings.BACKUP_KEY:
        return str(settings.BACKUP_KEY)
    if settings.PRODUCTION:
        raise OperationRefused(
            "There is no backup key: make one with manage.py make_keys and set COACHDESK_BACKUP_KEY."
        )
    path = Path(settings.BACKUP_KEY_FILE)
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(new_identity() + "\n")
    try:
        if path.stat().st_mode & 0o077:
            raise OperationRefused(f"{path} is readable by others: run chmod 600 on it.")
        return path.read_text().strip()
    except FileNotFoundError:
        raise OperationRefused(
            f"There is no backup key: neither COACHDESK_BACKUP_KEY is set nor is there {path}."
        ) from None


def has_backup_key() -> bool:
    """Whether a key is at hand."""
    try:
        return bool(backup_key())
    except OperationRefused:
        return False
