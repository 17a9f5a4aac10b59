"""Backup and restore of one machine's practice: the folder, its key and the commands that do it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from coachdesk.infra.checkout import HERE, PYTHON
from coachdesk.infra.console import Refusal
from coachdesk.infra.data_folder import DATABASE, command, default_key_file

BACKUP_KEY = "backup.key"
JOURNAL = "journal.jsonl"


def key_file(data: Path, env: Mapping[str, str]) -> Path:
    """Where the key of the folder's data lies."""
    return Path(env.get("COACHDESK_KEY_FILE", "").strip() or default_key_file(data))


def manage(words: Sequence[str], env: Mapping[str, str], python: Path = PYTHON) -> int:
    """Run a command of the product; its exit code."""
    done = subprocess.run(
        [str(python), "manage.py", *words],
        check=False,
        cwd=HERE,
        env=dict(env),
        stdin=subprocess.DEVNULL,
    )
    return done.returncode


def check_may_restore(data: Path, archive: Path, env: Mapping[str, str]) -> None:
    """Raise Refusal where there is nothing to restore, or a practice would be in the way."""
    if not archive.is_file():
        raise Refusal(f"There is no archive {archive}.")
    if (data / DATABASE).exists() and not env.get("DATABASE_URL"):
        raise Refusal(
            f"{data} holds a practice already. Restore into another folder: "
            + command(data.with_name(f"{data.name}-restored"), "restore", str(archive))
        )


def place_keys(
    data: Path, keys: Path | None, backup_key: Path | None, env: Mapping[str, str]
) -> None:
    """Put the copies of the keys where the folder's keys belong, readable by the owner alone.

    A key that is there already is used, and never overwritten by another one. Raises Refusal when
    one is missing or another one is in its place.
    """
    own = key_file(data, env)
    _place(keys, own, "--keys", "the keys of its data (keys.json)")
    if not env.get("COACHDESK_BACKUP_KEY") and not env.get("COACHDESK_BACKUP_KEY_FILE"):
        own_backup = own.with_name(BACKUP_KEY)
        _place(backup_key, own_backup, "--backup-key", "the key of its backups (backup.key)")


def _place(given: Path | None, target: Path, option: str, what: str) -> None:
    if given is None:
        if not target.exists():
            raise Refusal(f"Restoring needs {what}: name your copy with {option}.")
        return
    try:
        body = given.read_bytes()
    except OSError as error:
        raise Refusal(f"{given} cannot be read ({error.strerror}).") from None
    if target.exists():
        if target.read_bytes().strip() != body.strip():
            raise Refusal(f"Another key lies at {target} already. Move it away first.")
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(body)


def journal_words(archive: Path, journal: Path | None, without: bool) -> list[str]:
    """The options that name the journal: the one given, or the one beside the archive.

    Raises Refusal when there is none and nobody said that it is lost.
    """
    if without:
        return ["--without-journal"]
    found = journal or archive.parent / JOURNAL
    if not found.is_file():
        raise Refusal(
            f"There is no journal {found}. Name it with --journal; if it is lost, say so with "
            "--without-journal: what was withdrawn or sent since the backup may come back."
        )
    return ["--journal", str(found.absolute())]
