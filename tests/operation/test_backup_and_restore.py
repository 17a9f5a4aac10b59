"""A backup is encrypted, whole and proven; it is restored into an empty place only (REL-28, REL-29)."""

from __future__ import annotations

import base64
import io
import json
import os
import tarfile
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction

from coachdesk.audit.models import AuditEvent
from coachdesk.audit.services import link_new_events
from coachdesk.lib import sealed
from coachdesk.operation import archive, backups, manifest
from coachdesk.operation.drill import run_drill
from coachdesk.operation.errors import OperationRefused
from coachdesk.operation.models import OperationRun
from coachdesk.outbox.services import enqueue_mail
from coachdesk.users.models import Role
from tests.factories import make_client, make_staff
from tests.operation.helpers import another_place

pytestmark = pytest.mark.django_db(transaction=True)


def a_practice() -> None:
    """Somebody of the team, a client, a file, a linked audit chain."""
    make_staff(Role.OWNER, name="Vesper Quill")
    make_client(name="Marigold Unlikely")
    default_storage.save("documents/one", ContentFile(b"sealed bytes"))
    link_new_events()


def packed(text: bytes, key: str, name: str = manifest.NAME) -> bytes:
    """An archive of one file."""

    def pack(tar: tarfile.TarFile) -> None:
        entry = tarfile.TarInfo(name)
        entry.size = len(text)
        tar.addfile(entry, io.BytesIO(text))

    sink = io.BytesIO()
    archive.write_archive(sink, key, pack)
    return sink.getvalue()


@pytest.mark.proves("REL-28", "REL-29")
def test_a_backup_is_restored_whole_into_an_empty_place(tmp_path):
    a_practice()
    call_command("backup")
    made = backups.archives()[-1]
    body = made.read_bytes()
    assert body.startswith(b"age-encryption.org/v1")
    assert made.stat().st_mode & 0o077 == 0
    assert list((tmp_path / "data").glob("backup-*")) == []
    with another_place(tmp_path) as place:
        code, out, errors = place.run("restore", str(made), "--json")
        assert (code, errors) == (0, "")
        report = json.loads(out)
        assert report["troubles"] == []
        assert (report["files"], report["migrated"]) == (1, 0)
        assert report["audited"] == AuditEvent.objects.exclude(action="backup.done").count()
        names = place.ask(
            "from coachdesk.users.models import User\n"
            "print(sorted(u.display_name for u in User.objects.all()))"
        )
        assert names == "['Marigold', 'Robin Vale', 'Vesper Quill']"
        assert (place.folder / "files" / "documents" / "one").read_bytes() == b"sealed bytes"
        code, _out, errors = place.run("restore", str(made))
        assert (code, "not empty" in errors) == (1, True)


@pytest.mark.proves("REL-28")
def test_a_backup_may_go_through_a_stream(tmp_path, capsysbinary):
    a_practice()
    with transaction.atomic():
        enqueue_mail("staff.test", user=make_staff(Role.OWNER), dedupe_key="test:1")
    call_command("backup", "--stream")
    body = capsysbinary.readouterr().out
    assert backups.archives() == []
    with another_place(tmp_path) as place:
        code, _out, errors = place.run("restore", "-", "--without-journal", given=body)
        assert code == 1
        assert "No journal was replayed" in errors
        assert "1 waiting mails are cancelled" in errors


@pytest.mark.proves("SEC-50")
def test_no_key_and_no_word_stands_in_the_archive_in_clear(settings):
    a_practice()
    call_command("backup")
    body = backups.archives()[-1].read_bytes()
    for secret in (b"Marigold", settings.SECRET_KEY.encode(), settings.BACKUP_KEY.encode()):
        assert secret not in body
    folder = Path(settings.DATA_DIR) / "opened"
    folder.mkdir()
    with backups.archives()[-1].open("rb") as source:
        archive.read_archive(source, settings.BACKUP_KEY, folder)
    everything = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    field_key = base64.b64encode(settings.FIELD_KEYS[0][1])
    for secret in (b"Marigold", settings.LOOKUP_KEY, field_key):
        assert secret not in everything


def test_with_the_public_part_alone_a_backup_is_made_and_none_is_opened(settings):
    secret = settings.BACKUP_KEY
    settings.BACKUP_KEY = str(archive.recipient_of(secret))
    a_practice()
    run = backups.make_backup()
    assert run.good
    assert run_drill().report["troubles"] == [
        "Opening an archive needs the secret backup key (AGE-SECRET-KEY-…); only its public part "
        "is set here."
    ]


@pytest.mark.parametrize("cut", [1, 70_000])
def test_an_archive_that_was_cut_short_does_not_open(settings, tmp_path, cut):
    body = packed(b"x" * 200_000, settings.BACKUP_KEY)
    with pytest.raises(OperationRefused, match="does not open"):
        archive.read_archive(io.BytesIO(body[:-cut]), settings.BACKUP_KEY, tmp_path)


def test_another_key_does_not_open_it(settings, tmp_path):
    body = packed(b"text", archive.new_identity())
    with pytest.raises(OperationRefused, match="does not open"):
        archive.read_archive(io.BytesIO(body), settings.BACKUP_KEY, tmp_path)


def test_a_name_that_leads_out_of_the_folder_is_refused(settings, tmp_path):
    body = packed(b"text", settings.BACKUP_KEY, name="../outside")
    with pytest.raises(OperationRefused, match="does not open"):
        archive.read_archive(io.BytesIO(body), settings.BACKUP_KEY, tmp_path / "in")
    assert not (tmp_path / "outside").exists()


def unpacked(settings) -> tuple[Path, dict]:
    """The files of a fresh backup in a folder, and its manifest."""
    a_practice()
    run = backups.make_backup()
    folder = Path(settings.DATA_DIR) / "unpacked"
    folder.mkdir()
    with (backups.backup_folder() / run.report["archive"]).open("rb") as source:
        archive.read_archive(source, settings.BACKUP_KEY, folder)
    return folder, json.loads((folder / manifest.NAME).read_text())


def test_a_manifest_that_was_changed_or_is_of_strangers_is_refused(settings):
    folder, body = unpacked(settings)
    (folder / manifest.NAME).write_text(json.dumps({**body, "audit_number": 0}))
    with pytest.raises(OperationRefused, match="was not made with this practice's lookup key"):
        manifest.read_manifest(folder)


def test_a_file_that_was_changed_is_refused(settings):
    folder, _body = unpacked(settings)
    (folder / "files" / "documents" / "one").write_bytes(b"other bytes!")
    with pytest.raises(OperationRefused, match="another checksum"):
        manifest.read_manifest(folder)


def test_a_file_too_many_is_refused(settings):
    folder, _body = unpacked(settings)
    (folder / "more").write_bytes(b"")
    with pytest.raises(OperationRefused, match="does not hold the files"):
        manifest.read_manifest(folder)


def test_the_field_keys_of_that_day_are_needed(settings):
    folder, _body = unpacked(settings)
    settings.FIELD_KEYS = (("k9", b"n" * 32),)
    sealed._cipher.cache_clear()
    with pytest.raises(OperationRefused, match="The field key k1 of that day"):
        manifest.read_manifest(folder)


@pytest.mark.proves("REL-26")
def test_a_copy_of_a_newer_version_is_refused(settings):
    folder, _body = unpacked(settings)
    found = manifest.read_manifest(folder)
    manifest.refuse_newer(found)
    found.migrations.append("questions.9999_from_the_future")
    with pytest.raises(OperationRefused, match="made by a newer Coach Desk"):
        manifest.refuse_newer(found)


@pytest.mark.proves("REL-29")
def test_a_drill_restores_the_newest_backup_and_keeps_its_result(settings):
    a_practice()
    call_command("backup")
    call_command("restore_drill")
    run = OperationRun.objects.get(kind="drill")
    assert (run.good, run.report["troubles"], run.report["files"]) == (True, [], 1)
    assert run.report["archive"] == backups.archives()[-1].name
    assert list(AuditEvent.objects.filter(action="drill.done").values_list("object_id", flat=True))
    assert list(Path(settings.DATA_DIR).glob("backup-*")) == []


def test_a_drill_without_a_backup_fails_and_says_so():
    with pytest.raises(CommandError, match="The drill failed"):
        call_command("restore_drill")
    run = OperationRun.objects.get(kind="drill")
    assert (run.good, run.report) == (False, {"troubles": ["There is no backup to restore."]})


def test_a_backup_without_a_key_is_refused_in_production(settings):
    settings.PRODUCTION, settings.BACKUP_KEY = True, ""
    with pytest.raises(CommandError, match="There is no backup key"):
        call_command("backup")
    assert OperationRun.objects.get().good is False


def test_elsewhere_the_key_is_made_once_and_readable_by_its_owner_alone(settings, tmp_path):
    settings.BACKUP_KEY, settings.BACKUP_KEY_FILE = "", tmp_path / "keys" / "backup.key"
    backups.make_backup()
    first = settings.BACKUP_KEY_FILE.read_text()
    backups.make_backup()
    assert settings.BACKUP_KEY_FILE.read_text() == first
    assert settings.BACKUP_KEY_FILE.stat().st_mode & 0o777 == 0o600
    settings.BACKUP_KEY_FILE.chmod(0o644)
    with pytest.raises(OperationRefused, match="readable by others"):
        backups.make_backup()


@pytest.mark.proves("SEC-60")
def test_archives_are_gone_after_35_days_but_the_last_one(settings):
    for _ in range(3):
        backups.make_backup()
    old = time.time() - 36 * 24 * 3600
    for path in backups.archives()[:2]:
        os.utime(path, (old, old))
    assert backups.drop_old() == 2
    for path in backups.archives():
        os.utime(path, (old, old))
    assert (backups.drop_old(), len(backups.archives())) == (0, 1)


@pytest.mark.proves("REL-26")
def test_a_copy_of_an_older_version_is_brought_up_to_date(tmp_path):
    a_practice()
    call_command("migrate", "coaching_sessions", "0004", verbosity=0)
    try:
        backups.make_backup()
    finally:
        call_command("migrate", "coaching_sessions", verbosity=0)
    with another_place(tmp_path) as place:
        code, out, _errors = place.run("restore", str(backups.archives()[-1]), "--json")
        report = json.loads(out)
        assert (code, report["troubles"], report["migrated"] >= 1) == (0, [], True)
        code, _out, _errors = place.run("migrate", "--check")
        assert code == 0
