"""What stands in a backup: counts, checksums, versions, and the proof that it is ours."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from coachdesk.audit.models import AuditLink
from coachdesk.lib.sealed import SealBroken, keyed_hash, seal, unseal
from coachdesk.operation.errors import OperationRefused

FORMAT = 1
NAME = "manifest.json"
DATABASE = "database"
FILES = "files"
_PURPOSE = "backup.manifest"
_CANARY = "this text opens"
_SUMMED = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """``files`` maps each name in the archive to its SHA-256; ``rows`` each table to its count.

    ``canary`` is sealed under the field key of that day, ``seal`` is a keyed hash of all the rest:
    an archive of strangers, or one whose keys are not at hand, is told before anything is loaded.
    """

    made_at: str
    version: str
    vendor: str
    practice: str
    kind: str
    rows: dict[str, int]
    files: dict[str, str]
    migrations: list[str]
    audit_number: int
    audit_hash: str
    canary: str
    format: int = FORMAT
    seal: str = field(default="")

    def as_text(self) -> str:
        """The manifest as it lies in the archive, with its seal."""
        body = {**asdict(self), "seal": ""}
        return json.dumps({**body, "seal": _seal_of(body)}, indent=1)

    @property
    def time(self) -> datetime:
        """When the copy was taken."""
        return datetime.fromisoformat(self.made_at)


def sha256_of(path: Path) -> str:
    """The checksum of one file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_SUMMED):
            digest.update(piece)
    return digest.hexdigest()


def sealed_canary(made_at: str) -> str:
    """A known text under the newest field key."""
    return str(seal(_CANARY, _canary_place(made_at)))


def applied_migrations() -> list[str]:
    """The schema of the database, as the names of its migrations."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def newest_audit_link() -> tuple[int, str]:
    """Number and hash of the end of the audit chain."""
    last = AuditLink.objects.order_by("-number").first()
    return (last.number, last.hash) if last else (0, "")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of an unpacked archive, proven to be ours and to fit every file beside it.

    Raises OperationRefused for a strange, changed or incomplete archive, and where the keys of its
    day are not the ones that are set.
    """
    try:
        body: dict[str, Any] = json.loads((folder / NAME).read_text())
        form, given = body["format"], body["seal"]
        found = Manifest(**body) if form == FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):
        raise OperationRefused("The archive has no manifest that can be read.") from None
    if found is None:
        raise OperationRefused(f"The archive has form {form}; this version reads form {FORMAT}.")
    if not hmac.compare_digest(given, _seal_of({**body, "seal": ""})):
        raise OperationRefused(
            "The manifest was not made with this practice's lookup key: another practice, other keys "
            "than on that day, or a changed archive. Set the keys of that day and try again."
        )
    try:
        opened = unseal(found.canary, _canary_place(found.made_at)) == _CANARY
    except SealBroken:
        opened = False
    if not opened:
        key_id = found.canary.partition(".")[0]
        raise OperationRefused(
            f"The field key {key_id} of that day is not among the keys set here."
        )
    _check_files(folder, found)
    return found


def refuse_newer(found: Manifest) -> None:
    """Raise OperationRefused when the copy has a schema that this code does not know."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    ours = {app for app, _name in loader.disk_migrations}
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    replaced = {
        f"{app}.{name}"
        for migration in loader.disk_migrations.values()
        for app, name in migration.replaces
    }
    strange = [
        name
        for name in found.migrations
        if name not in known | replaced and name.partition(".")[0] in ours
    ]
    if strange:
        raise OperationRefused(
            f"The copy was made by a newer Coach Desk ({found.version}); this code does not know "
            f"{strange[0]}. Restore it with that version or a later one."
        )


def _check_files(folder: Path, found: Manifest) -> None:
    there = {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name != NAME
    }
    if there != set(found.files):
        raise OperationRefused("The archive does not hold the files that its manifest names.")
    for name, expected in found.files.items():
        if sha256_of(folder / name) != expected:
            raise OperationRefused(
                "A file of the archive has another checksum than its manifest says."
            )


def _seal_of(body: dict[str, Any]) -> str:
    return keyed_hash(_PURPOSE, json.dumps(body, sort_keys=True))


def _canary_place(made_at: str) -> str:
    return f"{settings.PRACTICE_ID}:backup.canary:{made_at}"
