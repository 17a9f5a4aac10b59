"""Settings of the tests: fixed keys, quick hashes, mail in memory; all else as in real life."""

from __future__ import annotations

import base64
import os
import tempfile
from pathlib import Path

_FOLDER = Path(tempfile.mkdtemp(prefix="coachdesk-test-"))
(_FOLDER / "static").mkdir()
os.environ.setdefault("COACHDESK_DATA", str(_FOLDER))
os.environ.setdefault("COACHDESK_KEY_FILE", str(_FOLDER / "keys.json"))

from coachdesk.settings import *  # noqa: E402,F403
from coachdesk.settings import CACHES, INSTALLED_APPS  # noqa: E402

SECRET_KEY = "only-for-tests-" + "x" * 50
FIELD_KEYS = (("k1", base64.b64decode("A" * 42 + "E=")),)
LOOKUP_KEY = b"only-for-tests-only-for-tests-32"
BACKUP_KEY = ""
BACKUP_KEY_FILE = _FOLDER / "backup.key"
BACKUP_DIR = _FOLDER / "backups"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = "http://testserver"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if os.environ.get("COACHDESK_CACHE_URL"):
    # One Redis, a database of its own for each test process: they clear it between tests.
    _NUMBER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    CACHES["speed"]["LOCATION"] += f"?db={_NUMBER}"
else:
    CACHES["speed"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
# Read once a test: reading them afresh in the middle of one would be a query too many.
SETTINGS_KEPT_SECONDS = 3600.0
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(_FOLDER / "files"), "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
