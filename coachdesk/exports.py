"""What may leave in a file: the class of each field and who receives it decide (SEC-15).

Each key of an export names the fields that its value comes from (``Key``). ``kept`` and ``table``
leave out what the receiver may not have, and also a key that names no field: what somebody adds
tomorrow without saying what it holds stays inside. Process notes and secrets are in no export.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise

from coachdesk.field_classes import WITHOUT_NAMES, FieldClass, class_of

logger = logging.getLogger(__name__)


class Receiver(StrEnum):
    """Whom a file is made for (SEC-00, "Export of data")."""

    CLIENT = "client"  # the person's own copy
    TWO_PERSONS = "two_persons"  # one client's record, asked for by one, approved by another
    TEAM = "team"  # figures and books for owner, supervisor and front desk: without names


# Private fields that the client wrote or was given to read: in the own copy and in the record.
TOLD: dict[str, str] = {
    "clients.Case": "presenting_concern",
    "clients.Goal": "text",
    "clients.GoalRating": "value",
    "clients.WordsEntry": "text",
    "clients.Worry": "text",
    "clients.RecordRequest": "words answer disagreement",
    "clients.Release": "what",
    "clients.Document": "title",
    "outbox.SafeContact": "who_else",
    "measures.CheckIn": "values note",
    "measures.MeasureScore": "score",
    "homework.LogEntry": "answers",
    "homework.Reflection": "answers",
    "homework.CoachReply": "text",
    "homework.SingleTask": "text answer",
    "homework.JournalEntry": "text",
    "messaging.Message": "text",
    "coaching_sessions.CoachingSession": "shared_summary",
}
# What the team wrote for the record: it goes out with a reviewed request for it only (SEC-62).
RECORD: dict[str, str] = {
    "clients.Case": "closing_summary",
    "coaching_sessions.Note": "sections void_reason",
    "coaching_sessions.Addendum": "text reason",
}
NO_EXPORT_MODELS = frozenset({"coaching_sessions.ProcessNote"})
# Names of fields that open or find something, on whatever model they stand.
SECRETS = frozenset(
    "password login_alias token_hash address_hash confirm_hash leave_hash leave_token code_lookup"
    " code_check spoken_code lock_word code_word secret".split()
)


@dataclass(frozen=True)
class Key:
    """One key of an export: the fields its value comes from ("clients.Client.name", several with
    blanks between), or the ``keys`` of the rows below it; ``label`` is for people.

    ``staff``: the name is a colleague's. ``figure``: a number about at least five people.
    """

    fields: str = ""
    label: str | Promise = ""
    staff: bool = False
    figure: bool = False
    keys: Mapping[str, Key] = field(default_factory=dict)


Keys = Mapping[str, Key]


@functools.cache
def field_at(path: str) -> models.Field:  # type: ignore[type-arg]
    """The field of "app.Model.field". Raises LookupError or FieldDoesNotExist."""
    label, name = path.rsplit(".", 1)
    found: models.Field = apps.get_model(label)._meta.get_field(name)  # type: ignore[type-arg]
    return found


def _listed(found: models.Field, listed: Mapping[str, str]) -> bool:  # type: ignore[type-arg]
    return found.name in listed.get(found.model._meta.label, "").split()


def may_have(receiver: Receiver, key: Key) -> bool:
    """Whether the receiver may have what stands under the key; never for one without a field."""
    if not key.fields:
        return bool(key.keys)
    return all(_may_have(receiver, key, field_at(path)) for path in key.fields.split())


def _may_have(receiver: Receiver, key: Key, found: models.Field) -> bool:  # type: ignore[type-arg]
    if found.model._meta.label in NO_EXPORT_MODELS or found.name in SECRETS:
        return False
    holds = class_of(found)
    if receiver == Receiver.TEAM:
        colleague = key.staff and found.model._meta.label == "users.User"
        return holds in WITHOUT_NAMES or key.figure or colleague
    if holds != FieldClass.PRIVATE or _listed(found, TOLD):
        return True
    return receiver == Receiver.TWO_PERSONS and _listed(found, RECORD)


def kept(part: Any, keys: Keys, receiver: Receiver) -> Any:
    """Rows or one row, down to the last, without what the receiver may not have."""
    if isinstance(part, list):
        return [kept(row, keys, receiver) for row in part]
    row = {}
    for name, value in part.items():
        key = keys.get(name)
        if key is None or not may_have(receiver, key):
            # The name stands in our code, it is nobody's word.
            logger.error("export.key_left_out", extra={"kind": f"{receiver}: {name}"})
        else:
            row[name] = kept(value, key.keys, receiver) if key.keys else value
    return row


def table(
    columns: Keys, rows: Iterable[Sequence[object]], receiver: Receiver
) -> tuple[list[str], Iterator[list[object]]]:
    """Head and rows of a sheet without the columns that the receiver may not have."""
    open_ones = [may_have(receiver, key) for key in columns.values()]
    head = [name for name, is_open in zip(columns, open_ones, strict=True) if is_open]
    return head, (
        [value for value, is_open in zip(row, open_ones, strict=True) if is_open] for row in rows
    )
