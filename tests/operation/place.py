"""Settings of a second installation with the keys of the tests: what a restore is run in."""

from __future__ import annotations

import os
from pathlib import Path

import coachdesk.settings as real
from tests.settings import *  # noqa: F403

STORAGES = real.STORAGES
BACKUP_KEY, BACKUP_KEY_FILE = real.BACKUP_KEY, real.BACKUP_KEY_FILE
BACKUP_DIR = Path(os.environ["COACHDESK_BACKUP_DIR"])
