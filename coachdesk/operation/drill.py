"""The restore drill: the newest backup restored into a throw-away place, by the very command that an
operator would use (REL-29)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.infra.checkout import HERE
from coachdesk.operation import databases, journal
from coachdesk.operation.archive import identity_of
from coachdesk.operation.backup_key import backup_key
from coachdesk.operation.backups import archives, staging
from coachdesk.operation.errors import OperationRefused
from coachdesk.operation.models import OperationRun, RunKind

LIMIT_SECONDS = 4 * 3600


def run_drill(archive: Path | None = None) -> OperationRun:
    """Restore ``archive`` (the newest one by default) beside the live data, and note what came of it.

    Counts, checksums, references, the audit chain, sealed values and the journal are checked as in a
    real restore; nothing of it stays. A drill that cannot be run counts as one that failed.
    """
    run = OperationRun.objects.create(kind=RunKind.DRILL)
    try:
        report = _report_of(archive)
    except OperationRefused as refused:
        report = {"troubles": [str(refused)]}
    run.ended_at, run.good, run.report = timezone.now(), not report["troubles"], report
    with transaction.atomic():
        run.save(update_fields=["ended_at", "good", "report"])
        record(action="drill.done" if run.good else "drill.failed", actor=None, target=run)
    return run


def _report_of(archive: Path | None) -> dict[str, Any]:
    found = archives()
    archive = archive or (found[-1] if found else None)
    if archive is None:
        raise OperationRefused("There is no backup to restore.")
    identity_of(backup_key())
    journal.move_to_file()
    with staging(Path(settings.DATA_DIR)) as folder, databases.scratch(folder) as place:
        return {"archive": archive.name, **_restore(archive, place)}


def _restore(archive: Path, place: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "manage.py", "restore", str(archive.absolute()), "--json"]
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL_FILE"}
    env = {
        **known,
        "COACHDESK_KEY_FILE": str(settings.KEY_FILE),
        "COACHDESK_BACKUP_DIR": str(settings.BACKUP_DIR),
        **place,
    }
    try:
        done = subprocess.run(  # noqa: S603 - no shell, and no argument comes from a visitor
            command,
            check=False,
            cwd=HERE,
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise OperationRefused("The restore did not come to its end in four hours.") from None
    try:
        report: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        report["troubles"] = [str(one) for one in report["troubles"]]
    except (ValueError, IndexError, KeyError, TypeError):
        said = done.stderr.strip().splitlines()
        raise OperationRefused(
            f"The restore failed: {said[-1][:200] if said else done.returncode}"
        ) from None
    return report
