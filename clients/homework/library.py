"""The program library: taking files in, publishing versions, giving files out."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from clients.homework.models import Program, ProgramVersion, VersionState
from clients.homework.program_format import ProgramRefused, parse_program
from clients.homework.yaml_reader import Problem
from coachdesk.audit.services import record
from coachdesk.lib.errors import Conflict, NotPossible
from coachdesk.users.models import User

SHIPPED = Path(__file__).parent / "programs"


def _hash(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


@transaction.atomic
def import_program(*, source: str, actor: User | None, publish: bool = False) -> ProgramVersion:
    """Take a program file in as a draft, or published; the same file again changes nothing.

    Raises ProgramRefused for a faulty file, or when that version is published with other words.
    """
    data = parse_program(source)
    program, _ = Program.objects.get_or_create(slug=data["slug"])
    found = (
        ProgramVersion.objects.select_for_update()
        .filter(program=program, version=data["version"], locale=data["locale"])
        .first()
    )
    if found is not None and found.state != VersionState.DRAFT:
        if found.hash != _hash(source):
            raise ProgramRefused(
                [
                    Problem(
                        1,
                        f"version {found.version} is published and can’t change; use the next number",
                    )
                ]
            )
        return found
    version = found or ProgramVersion(
        program=program, version=data["version"], locale=data["locale"]
    )
    write_draft(version=version, source=source, data=data, actor=actor)
    if publish:
        publish_version(version=version, actor=actor)
    return version


def write_draft(
    *, version: ProgramVersion, source: str, data: dict[str, Any], actor: User | None
) -> None:
    """Store the words of a draft."""
    version.title, version.source, version.data = data["title"] or version.title, source, data
    version.hash, version.edited_by = _hash(source), actor
    version.save()
    record(action="program.saved", actor=actor, target=version)


def lock_draft(*, version: ProgramVersion, seen: int) -> ProgramVersion:
    """The row, locked. Raises NotPossible, or Conflict when it is not as ``seen``."""
    row = ProgramVersion.objects.select_for_update().get(pk=version.pk)
    if row.state != VersionState.DRAFT:
        raise NotPossible
    if row.edit_version != seen:
        raise Conflict(row)
    return row


@transaction.atomic
def publish_version(*, version: ProgramVersion, actor: User | None) -> None:
    """Freeze a draft. From then on the database refuses any change of its words."""
    version.state, version.published_at = VersionState.PUBLISHED, timezone.now()
    version.save(update_fields=["state", "published_at"])
    record(action="program.published", actor=actor, target=version)


@transaction.atomic
def retire_version(*, version: ProgramVersion, actor: User) -> None:
    """Stop new assignments of a published version; those running go on."""
    row = ProgramVersion.objects.select_for_update().get(pk=version.pk)
    if row.state != VersionState.PUBLISHED:
        return
    row.state = VersionState.RETIRED
    row.save(update_fields=["state"])
    record(action="program.retired", actor=actor, target=version)


def load_shipped_programs() -> int:
    """Take the shipped program files in, published; gives how many were new."""
    before = ProgramVersion.objects.count()
    for path in sorted(SHIPPED.glob("*.yaml")):
        import_program(source=path.read_text(encoding="utf-8"), actor=None, publish=True)
    return ProgramVersion.objects.count() - before
