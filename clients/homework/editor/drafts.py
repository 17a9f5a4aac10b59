"""Drafts of programs: started, copied, translated, changed and published."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.db import transaction

from clients.homework.editor.plain_data import key_from, new_program, next_version, to_yaml
from clients.homework.editor.translation import blank_translation
from clients.homework.library import import_program, lock_draft, publish_version, write_draft
from clients.homework.models import Program, ProgramVersion
from clients.homework.program_format import ProgramRefused, parse_program
from clients.homework.yaml_reader import MAX_BYTES, Problem
from coachdesk.users.models import User


class NumberTaken(Exception):
    """This program has a version with that number and language."""


class TooLarge(Exception):
    """The file would be larger than a program file may be."""


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
