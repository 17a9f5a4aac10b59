"""The journal: what must hold after a restore too, in a file outside the database (REL-31).

A backup is older than the day on which it is needed. Whatever was withdrawn, erased, used up or sent
in between would come back with it. So each such act leaves a line beside the backups: its name, ids,
and a few facts that are ids, codes or keyed hashes. The act writes a row in its own transaction
(REL-02); a worker moves it to the file within seconds. Lines are linked by keyed hashes, so that one
taken out or changed is noticed.

Acts are the names of audit events. The floor that knows an act registers how it is done again; doing
it again must only ever make things stricter, and twice must be like once.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from coachdesk.audit.models import AuditEvent
from coachdesk.lib.sealed import keyed_hash
from coachdesk.operation.errors import OperationRefused
from coachdesk.operation.folder import backup_folder
from coachdesk.operation.models import WaitingLine

log = logging.getLogger("coachdesk.operation")
NAME = "journal.jsonl"
SENT = "mail.left"
_PURPOSE = "journal.line"
_BATCH = 500
_OVERLAP = timedelta(days=7)  # clocks differ; what the copy holds is told by its audit events
_START = "0" * 64
NIL = uuid.UUID(int=0)


@dataclass(frozen=True)
class Line:
    """One act of the journal. An id that the act does not have is NIL, which no row has."""

    at: datetime
    act: str
    event_id: uuid.UUID
    object_id: uuid.UUID
    person_id: uuid.UUID
    facts: list[Any]


Again = Callable[[Line], None]
Facts = Callable[[AuditEvent], list[Any]]
_again: dict[str, list[Again]] = {}
_facts: dict[str, Facts] = {}


def register_act(act: str, again: Again, *, facts: Facts | None = None) -> None:
    """Have the audit events named ``act`` journaled, and done again by ``again`` after a restore.

    ``facts`` adds ids, codes or keyed hashes to the line; the event's field names are taken
    otherwise. Several floors may answer to one act. Called from an app's ``ready``.
    """
    _again.setdefault(act, []).append(again)
    if facts is not None:
        _facts[act] = facts


def registered_acts() -> frozenset[str]:
    """The names of all acts that are journaled."""
    return frozenset(_again)


def note_event(event: AuditEvent) -> None:
    """Write the row of an audit event that is journaled, in the event's transaction."""
    if event.action in _again:
        find = _facts.get(event.action)
        note(
            event.action,
            event_id=event.pk,
            object_id=event.object_id,
            person_id=event.person_id,
            facts=find(event) if find else list(event.fields),
            at=event.at,
        )


def note(
    act: str,
    *,
    event_id: uuid.UUID | None = None,
    object_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    facts: list[Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Write a row for the journal, inside the transaction of the act."""
    entry = WaitingLine(
        act=act, event_id=event_id, object_id=object_id, person_id=person_id, facts=facts or []
    )
    if at is not None:
        entry.at = at
    entry.save(force_insert=True)


def journal_file() -> Path:
    """Where the journal lies: beside the backups."""
    return backup_folder() / NAME


def begin() -> None:
    """Have a journal beside every backup, an empty one too: a missing one was lost."""
    with _own_file():
        pass
    move_to_file()


def move_to_file() -> int:
    """Append every waiting row to the file, in order, and forget it once it is on disk; gives how
    many. A row may be written twice when the machine stops in between: replaying it twice is like
    once. Raises OSError when the file cannot be written; the rows wait."""
    moved = 0
    while WaitingLine.objects.exists():
        with _own_file() as stream:
            rows = list(WaitingLine.objects.order_by("pk")[:_BATCH])
            previous = _last_hash(stream)
            for row in rows:
                previous = _append(stream, row, previous)
            stream.flush()
            os.fsync(stream.fileno())
            WaitingLine.objects.filter(pk__in=[row.pk for row in rows]).delete()
        moved += len(rows)
    return moved


def adopt(path: Path) -> None:
    """Go on with the journal that was replayed, where this installation has none of its own."""
    own = journal_file()
    if not own.exists():
        draft = own.with_name(f"{own.name}.new")
        shutil.copyfile(path, draft)
        draft.chmod(0o600)
        os.replace(draft, own)


def read_journal(path: Path) -> list[Line]:
    """All lines of a journal file, oldest first.

    Raises OperationRefused where the file is missing, or a line was changed, added or taken out. A
    last line that was cut off in writing is left out: its row is still in the database's queue.
    """
    found, previous, broken_at = [], _START, 0
    try:
        texts = path.read_text().split("\n")
    except (OSError, UnicodeDecodeError):
        raise OperationRefused(f"There is no journal that can be read at {path}.") from None
    whole, rest = texts[:-1], texts[-1]
    del rest  # what stands behind the last line end was never whole
    for number, text in enumerate(whole, 1):
        try:
            body = json.loads(text)
            given = body.pop("hash")
            if given != _hash_of(body, previous):
                raise ValueError
            found.append(
                Line(
                    datetime.fromisoformat(body["at"]),
                    body["act"],
                    _uuid(body["event"]),
                    _uuid(body["object"]),
                    _uuid(body["person"]),
                    body["facts"],
                )
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            broken_at = number
            break
        previous = given
    if broken_at:
        raise OperationRefused(f"Line {broken_at} of the journal {path} was changed or taken out.")
    return found


def replay(lines: list[Line], *, since: datetime) -> tuple[dict[str, int], list[str]]:
    """Do again what the copy of ``since`` does not hold; gives how often each act, and a sentence for
    each one that failed. One that fails stops no other; acts of a floor that is gone are named.

    An act stands in the copy when its audit event does, whatever the clocks said. Nothing is done
    again that was done before: it may have been allowed anew since.
    """
    done: dict[str, int] = {}
    failed: dict[str, int] = {}
    newer = [line for line in lines if line.at >= since - _OVERLAP]
    known = _events_here(newer)
    for line in newer:
        if line.event_id in known:
            continue
        for again in _again.get(line.act, [_unknown]):
            try:
                with transaction.atomic():
                    again(line)
            except Exception:
                log.exception("an act was not done again", extra={"object_id": line.object_id})
                failed[line.act] = failed.get(line.act, 0) + 1
            else:
                done[line.act] = done.get(line.act, 0) + 1
    return done, [f"{act} could not be done again {count} times." for act, count in failed.items()]


def _events_here(lines: list[Line]) -> set[uuid.UUID]:
    """The audit events of the lines that this database holds."""
    ids = [line.event_id for line in lines]
    found: set[uuid.UUID] = set()
    for start in range(0, len(ids), _BATCH):
        rows = AuditEvent.objects.filter(pk__in=ids[start : start + _BATCH])
        found |= set(rows.values_list("pk", flat=True))
    return found


def _unknown(line: Line) -> None:
    raise LookupError(line.act)


class _own_file:
    """The journal, open at its end and held against every other process."""

    def __enter__(self) -> BinaryIO:
        handle = os.open(journal_file(), os.O_RDWR | os.O_CREAT, 0o600)
        self._stream = os.fdopen(handle, "r+b")
        fcntl.flock(handle, fcntl.LOCK_EX)
        return self._stream

    def __exit__(self, *_error: object) -> None:
        self._stream.close()


def _last_hash(stream: BinaryIO) -> str:
    """The hash of the last whole line; half a line, left by a machine that stopped, is cut off."""
    end = stream.seek(0, os.SEEK_END)
    size = min(end, 1 << 16)
    stream.seek(end - size)
    tail = stream.read(size)
    whole = tail[: tail.rfind(b"\n") + 1]
    if len(whole) < len(tail):
        stream.truncate(end - (len(tail) - len(whole)))
    stream.seek(0, os.SEEK_END)
    if not whole:
        return _START
    return str(json.loads(whole.splitlines()[-1])["hash"])


def _append(stream: BinaryIO, row: WaitingLine, previous: str) -> str:
    body = {
        "at": row.at.isoformat(),
        "act": row.act,
        "event": _text(row.event_id),
        "object": _text(row.object_id),
        "person": _text(row.person_id),
        "facts": row.facts,
    }
    digest = _hash_of(body, previous)
    stream.write(json.dumps({**body, "hash": digest}).encode() + b"\n")
    return digest


def _hash_of(body: dict[str, Any], previous: str) -> str:
    return keyed_hash(_PURPOSE, previous + json.dumps(body, sort_keys=True))


def _text(value: uuid.UUID | None) -> str | None:
    return None if value is None else str(value)


def _uuid(text: str | None) -> uuid.UUID:
    return NIL if text is None else uuid.UUID(text)
