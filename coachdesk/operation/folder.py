"""Where backups and the journal lie."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from coachdesk.operation.errors import OperationRefused


def backup_folder() -> Path:
    """The backup folder, made private where it is new. Raises OperationRefused when it cannot be."""
    folder = Path(settings.BACKUP_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OperationRefused(
            f"The backup folder {folder} cannot be made ({error.strerror})."
        ) from None
    return folder
