"""``desk.py backup`` and ``restore``: nothing is overwritten, and what is missing is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from coachdesk.infra.console import Refusal
from coachdesk.infra.copies import check_may_restore, journal_words, key_file, place_keys
from desk import parse


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """An environment whose keys have a place of their own."""
    return {"COACHDESK_KEY_FILE": str(tmp_path / "keys" / "keys.json")}


def copy_of(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


def test_the_command_line_knows_both():
    known, rest = parse(["restore", "a.tar.age", "--data", "d", "--keys", "k", "--without-journal"])
    assert (known.archive, known.data, known.keys) == ("a.tar.age", "d", "k")
    assert (known.backup_key, known.journal, known.without_journal) == ("", "", True)
    assert rest == []
    assert parse(["backup", "--data", "d"])[0].data == "d"


def test_a_practice_that_is_there_is_never_restored_over(tmp_path):
    archive = copy_of(tmp_path, "a.tar.age", "x")
    data = tmp_path / "data"
    data.mkdir()
    check_may_restore(data, archive, {})
    (data / "coachdesk.sqlite3").write_text("")
    with pytest.raises(Refusal, match="holds a practice already"):
        check_may_restore(data, archive, {})
    with pytest.raises(Refusal, match="There is no archive"):
        check_may_restore(data, tmp_path / "none", {})


def test_keys_are_put_in_their_place_for_the_owner_alone(tmp_path, env):
    keys = copy_of(tmp_path, "copy.json", "{}")
    backup_key = copy_of(tmp_path, "copy.key", "AGE-SECRET-KEY-1")
    place_keys(tmp_path, keys, backup_key, env)
    own = key_file(tmp_path, env)
    assert (own.read_text(), own.stat().st_mode & 0o777) == ("{}", 0o600)
    assert own.with_name("backup.key").stat().st_mode & 0o777 == 0o600
    place_keys(tmp_path, keys, backup_key, env)
    place_keys(tmp_path, None, None, env)


def test_another_key_in_the_place_is_not_overwritten(tmp_path, env):
    own = key_file(tmp_path, env)
    own.parent.mkdir()
    own.write_text('{"other": 1}')
    with pytest.raises(Refusal, match="Another key lies at"):
        place_keys(tmp_path, copy_of(tmp_path, "copy.json", "{}"), None, env)
    assert own.read_text() == '{"other": 1}'


def test_a_key_that_is_missing_is_named_with_its_option(tmp_path, env):
    with pytest.raises(Refusal, match="name your copy with --keys"):
        place_keys(tmp_path, None, None, env)
    keys = copy_of(tmp_path, "copy.json", "{}")
    with pytest.raises(Refusal, match="name your copy with --backup-key"):
        place_keys(tmp_path, keys, None, env)
    place_keys(tmp_path, keys, None, {**env, "COACHDESK_BACKUP_KEY": "AGE-SECRET-KEY-1"})


def test_the_journal_beside_the_archive_is_used(tmp_path):
    archive = copy_of(tmp_path, "a.tar.age", "x")
    with pytest.raises(Refusal, match="There is no journal"):
        journal_words(archive, None, without=False)
    assert journal_words(archive, None, without=True) == ["--without-journal"]
    beside = copy_of(tmp_path, "journal.jsonl", "")
    assert journal_words(archive, None, without=False) == ["--journal", str(beside)]
    other = copy_of(tmp_path, "other.jsonl", "")
    assert journal_words(archive, other, without=False) == ["--journal", str(other)]
