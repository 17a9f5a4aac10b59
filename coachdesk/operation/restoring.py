"""Restoring a backup into an empty place, and proving that what stands there afterwards is whole."""

from __future__ import annotations

import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from coachdesk.audit.models import AuditLink
from coachdesk.audit.services import record, verify_chain
from coachdesk.infra.data_folder import mark_kind
from coachdesk.lib.sealed import SealedTextField, is_unreadable
from coachdesk.operation import databases, journal, manifest
from coachdesk.operation.archive import read_archive
from coachdesk.operation.backup_key import backup_key
from coachdesk.operation.backups import staging, stored_files
from coachdesk.operation.errors import OperationRefused
from coachdesk.operation.manifest import Manifest
from coachdesk.operation.models import OperationRun, RunKind
from coachdesk.outbox.models import MAIL, MessageState, OutboxMessage

EACH_END = 500  # so many of the oldest and of the newest rows of a table are opened


@dataclass
class Report:
    """What a restore found. ``troubles`` are sentences; without one the place is whole."""

    made_at: str = ""
    version: str = ""
    seconds: float = 0.0
    rows: int = 0
    files: int = 0
    opened: int = 0
    audited: int = 0
    migrated: int = 0
    replayed: dict[str, int] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """For a run's ``report``: numbers, names of tables and of acts, and times."""
        return asdict(self)


def restore(source: BinaryIO, *, lines: list[journal.Line] | None) -> Report:
    """Fill this installation, which must be empty, from an archive; then bring it up to date.

    The schema is migrated to today's, browser sessions and caches are emptied, and the journal's
    ``lines`` are replayed (REL-31), so that nothing withdrawn, erased or sent since comes back. None
    for ``lines``: there is no journal, and the report says so. Whatever does not hold afterwards
    stands in the report.

    Raises OperationRefused before anything is changed when the place is not empty, the archive is
    not ours or not whole, its keys are not set, or its schema is newer than this code.
    """
    began = timezone.now()
    refuse_filled()
    report = Report()
    with staging(Path(settings.DATA_DIR)) as folder:
        read_archive(source, backup_key(), folder)
        found = manifest.read_manifest(folder)
        if found.vendor != connection.vendor:
            raise OperationRefused(
                f"The copy is of {found.vendor}, and this installation has {connection.vendor}."
            )
        manifest.refuse_newer(found)
        databases.load(folder / manifest.DATABASE)
        _compare_rows(found, report)
        _put_files(folder, report)
    if found.kind:
        mark_kind(Path(settings.DATA_DIR), found.kind)
    before = set(found.migrations)
    call_command("migrate", interactive=False, verbosity=0)
    report.migrated = len(set(manifest.applied_migrations()) - before)
    report.made_at, report.version = found.made_at, found.version
    _forget_the_passing()
    _check(found, report)
    if lines is None:
        stopped = _stop_mail()
        report.troubles.append(
            "No journal was replayed: what was withdrawn since may be back. "
            f"{stopped} waiting mails are cancelled, because they may have left already."
        )
    else:
        report.replayed, failed = journal.replay(lines, since=found.time)
        report.troubles += failed
    report.seconds = (timezone.now() - began).total_seconds()
    with transaction.atomic():
        run = OperationRun.objects.create(
            kind=RunKind.RESTORE,
            started_at=began,
            ended_at=timezone.now(),
            good=not report.troubles,
            report=report.as_dict(),
        )
        record(action="backup.restored", actor=None, target=run)
    return report


def refuse_filled() -> None:
    """Raise OperationRefused unless database and files are empty."""
    if not databases.is_empty():
        raise OperationRefused(
            "The database is not empty; a backup is restored into an empty place."
        )
    if next(stored_files(), None) is not None:
        raise OperationRefused("There are files already; a backup is restored into an empty place.")


def _compare_rows(found: Manifest, report: Report) -> None:
    there = databases.count_rows(found.rows)
    report.rows = sum(there.values())
    for name, expected in found.rows.items():
        if there[name] != expected:
            report.troubles.append(f"{name} has {there[name]} rows instead of {expected}.")


def _put_files(folder: Path, report: Report) -> None:
    root = Path(default_storage.path(""))
    for path in (folder / manifest.FILES).rglob("*"):
        if path.is_file():
            target = root / path.relative_to(folder / manifest.FILES)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(path, target)
            os.chmod(target, 0o600)
            report.files += 1


def _forget_the_passing() -> None:
    """Sessions that were ended since would be alive again, and so would used codes in the cache."""
    Session.objects.all().delete()
    tables = ["coachdesk_cache"]
    if tables[0] in connection.introspection.table_names():
        cache.clear()


def _stop_mail() -> int:
    """Without the journal nobody knows what has left: better a mail too few than one twice."""
    waiting = OutboxMessage.objects.filter(task=MAIL, state=MessageState.WAITING)
    return waiting.update(state=MessageState.CANCELLED, secret="", lease_until=None)


def _check(found: Manifest, report: Report) -> None:
    lost = databases.broken_references()
    if lost:
        report.troubles.append(f"{lost} rows point at rows that are not there.")
    chain = verify_chain()
    report.audited = chain.checked
    if chain.broken:
        report.troubles.append(f"The audit chain is broken at {chain.broken[0]}.")
    tail = (
        AuditLink.objects.filter(number=found.audit_number).values_list("hash", flat=True).first()
    )
    if (tail or "") != found.audit_hash:
        report.troubles.append("The end of the audit chain is not the one of the backup.")
    for model in apps.get_models():
        names = [f.attname for f in model._meta.concrete_fields if isinstance(f, SealedTextField)]
        if names:
            _open_some(model, names, report)


def _open_some(model: Any, names: list[str], report: Report) -> None:
    rows = model._base_manager.only("pk", *names)
    for order in ("pk", "-pk"):
        broken = 0
        for row in rows.order_by(order)[:EACH_END]:
            broken += sum(is_unreadable(row, name) for name in names)
            report.opened += 1
        if broken:
            report.troubles.append(f"{broken} sealed values of {model._meta.db_table} do not open.")
            return
