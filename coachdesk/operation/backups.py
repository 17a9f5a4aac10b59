"""Making a backup: one encrypted archive of database and files, proven by its manifest (REL-28)."""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.infra.data_folder import kind_of
from coachdesk.infra.version import version
from coachdesk.operation import databases, journal, manifest
from coachdesk.operation.archive import write_archive
from coachdesk.operation.backup_key import backup_key
from coachdesk.operation.errors import OperationRefused
from coachdesk.operation.folder import backup_folder
from coachdesk.operation.manifest import Manifest
from coachdesk.operation.models import OperationRun, RunKind

KEPT = timedelta(days=35)  # SEC-60
SUFFIX = ".tar.age"
_STAGING = "backup-"


@contextmanager
def staging(inside: Path) -> Iterator[Path]:
    """A private folder that is gone afterwards; what a killed run left behind goes first."""
    inside.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in inside.glob(f"{_STAGING}*.part"):
        if timezone.now().timestamp() - left.stat().st_mtime > 24 * 3600:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_STAGING, suffix=".part", dir=inside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_backup(sink: BinaryIO | None = None) -> OperationRun:
    """Write an archive to ``sink``, or as a new file into the backup folder; gives the noted run.

    The file has its name only when it is whole and on disk. Raises OperationRefused when there is no
    key, no room or no tool; the failed run is noted as well.
    """
    run = OperationRun.objects.create(kind=RunKind.BACKUP)
    try:
        key = backup_key(create=True)
        journal.begin()
        report: dict[str, object] = {}
        if sink is not None:
            made = _write(sink, key)
        else:
            made, report = _to_folder(key, run.started_at)
    except OSError as error:
        _close(run, good=False, report={"trouble": f"The disk said: {error.strerror}"})
        raise OperationRefused(f"The backup could not be written: {error.strerror}.") from None
    except OperationRefused as refused:
        _close(run, good=False, report={"trouble": str(refused)})
        raise
    _close(
        run,
        good=True,
        report={
            **report,
            "tables": len(made.rows),
            "rows": sum(made.rows.values()),
            "files": len(made.files) - 1,
        },
    )
    return run


def archives() -> list[Path]:
    """The archives in the backup folder, oldest first."""
    return sorted(Path(settings.BACKUP_DIR).glob(f"coachdesk-*{SUFFIX}"))


def drop_old(now: datetime | None = None) -> int:
    """Delete archives that are older than backups may be (SEC-60); gives how many went.

    The newest one stays whatever its age: an old copy is better than none.
    """
    limit = (now or timezone.now()) - KEPT
    gone = 0
    for path in archives()[:-1]:
        if path.stat().st_mtime < limit.timestamp():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _to_folder(key: str, at: datetime) -> tuple[Manifest, dict[str, object]]:
    folder = backup_folder()
    name = f"coachdesk-{at:%Y%m%dT%H%M%S%fZ}{SUFFIX}"
    draft = folder / f"{name}.new"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as sink:
            made = _write(sink, key)
            sink.flush()
            os.fsync(sink.fileno())
        os.replace(draft, folder / name)
    finally:
        draft.unlink(missing_ok=True)
    return made, {"archive": name, "bytes": (folder / name).stat().st_size}


def _write(sink: BinaryIO, key: str) -> Manifest:
    made: list[Manifest] = []
    with staging(Path(settings.DATA_DIR)) as folder:
        # In this thread: the packing one has no database connection of its own.
        copy = folder / manifest.DATABASE
        made_at = timezone.now().isoformat()
        number, tail = manifest.newest_audit_link()  # before: the copy holds at least these
        migrations = manifest.applied_migrations()
        rows = databases.dump(copy)

        def pack(tar: tarfile.TarFile) -> None:
            sums = {manifest.DATABASE: manifest.sha256_of(copy)}
            tar.add(copy, manifest.DATABASE, recursive=False)
            for name, path in stored_files():
                frozen = folder / "one"
                try:
                    shutil.copyfile(path, frozen)  # whole before its length is told
                except FileNotFoundError:  # deleted since the database was copied
                    continue
                inside = f"{manifest.FILES}/{name}"
                sums[inside] = manifest.sha256_of(frozen)
                tar.add(frozen, inside, recursive=False)
            found = Manifest(
                made_at=made_at,
                version=version(),
                vendor=connection.vendor,
                practice=settings.PRACTICE_ID,
                kind=kind_of(Path(settings.DATA_DIR)),
                rows=rows,
                files=sums,
                migrations=migrations,
                audit_number=number,
                audit_hash=tail,
                canary=manifest.sealed_canary(made_at),
            )
            text = found.as_text().encode()
            entry = tarfile.TarInfo(manifest.NAME)
            entry.size, entry.mode = len(text), 0o600
            tar.addfile(entry, io.BytesIO(text))
            made.append(found)

        write_archive(sink, key, pack)
    return made[0]


def stored_files() -> Iterator[tuple[str, Path]]:
    """Every private file with its name in the storage."""
    root = Path(default_storage.path(""))
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with suppress(ValueError):
                yield str(path.relative_to(root)), path


def _close(run: OperationRun, *, good: bool, report: dict[str, object]) -> None:
    run.ended_at, run.good, run.report = timezone.now(), good, report
    run.save(update_fields=["ended_at", "good", "report"])
    record(action="backup.done" if good else "backup.failed", actor=None, target=run)
