"""Each test has a backup folder, a data folder and a storage of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from coachdesk.operation.archive import new_identity


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.DATA_DIR = tmp_path / "data"
    settings.BACKUP_KEY = new_identity()
    monkeypatch.setenv("COACHDESK_BACKUP_KEY", settings.BACKUP_KEY)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tests.operation.place")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "data" / "files")},
        },
    }
    return tmp_path
