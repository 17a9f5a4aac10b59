"""The program library: taking files in, publishing versions, giving files out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from clients.homework.editing import key_from, new_program, next_version, to_yaml
from clients.homework.format import ProgramRefused, parse_program
from clients.homework.models import Program, ProgramVersion, VersionState
from clients.homework.reader import MAX_BYTES, Problem
from clients.homework.translating import blank_translation
from coachdesk.audit.services import record
from coachdesk.users.models import User

SHIPPED = Path(__file__).parent / "programs"


def _hash(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()


class NotADraft(Exception):
    """Published and retired versions never change."""


class ChangedMeanwhile(Exception):
    """Somebody saved the draft after it was read; ``version`` is what stands now."""

    def __init__(self, version: ProgramVersion) -> None:
        super().__init__()
        self.version = version


class NumberTaken(Exception):
    """This program has a version with that number and language."""


class TooLarge(Exception):
    """The file would be larger than a program file may be."""


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


@transaction.atomic
def upload_draft(*, source: str, actor: User) -> ProgramVersion:
    """Take an uploaded file in as a new draft. Raises ProgramRefused, also where its number is used:
    a file never goes over the words of somebody's draft."""
    data = parse_program(source)
    rows = ProgramVersion.objects.filter(program__slug=data["slug"])
    if rows.filter(version=data["version"], locale=data["locale"]).exists():
        words = f"version {data['version']} of this program is here already; use the next number"
        raise ProgramRefused([Problem(1, words)])
    return import_program(source=source, actor=actor)


@transaction.atomic
def start_program(*, title: str, summary: str, locale: str, actor: User) -> ProgramVersion:
    """A new program with a first draft from the defaults."""
    slug = key_from(title, Program.objects.values_list("slug", flat=True), "program")
    data = new_program(title=title, summary=summary, slug=slug, locale=locale)
    version = ProgramVersion(
        program=Program.objects.create(slug=slug), version=data["version"], locale=locale
    )
    write_draft(version=version, source=to_yaml(data), data=data, actor=actor)
    return version


@transaction.atomic
def copy_version(*, version: ProgramVersion, actor: User) -> ProgramVersion:
    """A new draft with the words of a version and the next free number."""
    Program.objects.select_for_update().get(pk=version.program_id)
    rows = ProgramVersion.objects.filter(program=version.program_id)
    number = next_version(version.version, rows.values_list("version", flat=True))
    data = deepcopy(version.data) | {"version": number}
    draft = ProgramVersion(program=version.program, version=number, locale=version.locale)
    write_draft(version=draft, source=to_yaml(data), data=data, actor=actor)
    return draft


@transaction.atomic
def translate_version(*, version: ProgramVersion, locale: str, actor: User) -> ProgramVersion:
    """A draft of the same version in another language, its texts still empty. Raises NumberTaken."""
    Program.objects.select_for_update().get(pk=version.program_id)
    rows = ProgramVersion.objects.filter(program=version.program_id, version=version.version)
    if rows.filter(locale=locale).exists():
        raise NumberTaken
    data = blank_translation(version.data, locale)
    draft = ProgramVersion(program=version.program, version=version.version, locale=locale)
    write_draft(version=draft, source=to_yaml(data), data=data, actor=actor)
    draft.title = version.title  # shown in lists until it has one of its own
    draft.save(update_fields=["title"])
    return draft


def lock_draft(*, version: ProgramVersion, seen: int) -> ProgramVersion:
    """The row, locked. Raises NotADraft, or ChangedMeanwhile when it is not as ``seen``."""
    row = ProgramVersion.objects.select_for_update().get(pk=version.pk)
    if row.state != VersionState.DRAFT:
        raise NotADraft
    if row.edit_version != seen:
        raise ChangedMeanwhile(row)
    return row


@transaction.atomic
def change_draft(
    *,
    version: ProgramVersion,
    seen: int,
    change: Callable[[dict[str, Any]], None],
    actor: User,
) -> ProgramVersion:
    """Apply a change to a draft's data. Raises NotADraft, ChangedMeanwhile, NumberTaken, TooLarge,
    and KeyError where the change speaks of something that is not there."""
    row = lock_draft(version=version, seen=seen)
    data = deepcopy(row.data)
    change(data)
    source = to_yaml(data)
    if len(source.encode()) > MAX_BYTES:
        raise TooLarge
    row.version, row.locale = data["version"], data["locale"]
    same = ProgramVersion.objects.filter(
        program=row.program_id, version=row.version, locale=row.locale
    )
    if same.exclude(pk=row.pk).exists():
        raise NumberTaken
    row.edit_version += 1
    write_draft(version=row, source=source, data=data, actor=actor)
    return row


@transaction.atomic
def publish_draft(*, version: ProgramVersion, seen: int, actor: User) -> None:
    """Publish a draft as it was seen. Raises ProgramRefused, NotADraft, ChangedMeanwhile."""
    row = lock_draft(version=version, seen=seen)
    parse_program(row.source)
    publish_version(version=row, actor=actor)


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
