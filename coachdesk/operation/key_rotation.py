"""Sealing everything anew under the newest field key, while people work (SEC-51).

Row by row and by compare-and-set: a row that somebody saves meanwhile is sealed anew by that very
saving. It may be stopped at any moment and goes on where it is called again. Rows that may never
change (audit events, signed notes) keep the key they were sealed with; the result names those keys,
which have to stay among the keys that open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, models, transaction
from django.db.models import Q, Value
from django.db.models.functions import Left
from django.utils import timezone

from coachdesk.audit.services import record
from coachdesk.lib.sealed import Ciphertext, SealBroken, SealedTextField, reseal
from coachdesk.operation.models import OperationRun, RunKind

BATCH = 100
Model = type[models.Model]
Stop = Callable[[], bool]
# By name: what seals anew values that are in no sealed field. Each gives key ids by outcome.
_others: dict[str, Callable[[str], Iterator[str]]] = {}


@dataclass
class Rotation:
    """``resealed``, ``kept`` and ``broken`` count values by table: sealed anew, bound to their old
    key, not to be opened. ``old_keys`` are the ids of keys that are still needed."""

    key: str
    resealed: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    old_keys: set[str] = field(default_factory=set)
    finished: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For a run's ``report``: names of tables and keys, and numbers."""
        return {
            "key": self.key,
            "resealed": self.resealed,
            "kept": self.kept,
            "broken": self.broken,
            "old_keys": sorted(self.old_keys),
            "finished": self.finished,
        }


def register_sealed_files(name: str, reseal_files: Callable[[str], Iterator[str]]) -> None:
    """Let a floor seal its files anew: called with the newest key's id, it does one file after the
    other and yields "" for each that is done, or the id of the key that one is left with. Called from
    an app's ``ready``."""
    _others[name] = reseal_files


def rotate(*, stop: Stop = lambda: False) -> Rotation:
    """Seal every value anew that is not under the newest key; ``stop`` is asked after each batch.

    Gives what was done; the run is noted, with an audit event.
    """
    run = OperationRun.objects.create(kind=RunKind.ROTATION)
    done = Rotation(key=settings.FIELD_KEYS[0][0])
    done.finished = all(
        _reseal_model(model, fields, done, stop) for model, fields in sealed_models()
    )
    done.finished = done.finished and _reseal_factors(done, stop) and _reseal_others(done, stop)
    with transaction.atomic():
        run.ended_at, run.good = timezone.now(), done.finished and not done.broken
        run.report = done.as_dict()
        run.save(update_fields=["ended_at", "good", "report"])
        record(action="keys.rotated", actor=None, target=run, fields=[done.key])
    return done


def sealed_models() -> list[tuple[Model, list[SealedTextField]]]:
    """Every table with sealed columns."""
    found = []
    for model in apps.get_models():
        fields = [f for f in model._meta.concrete_fields if isinstance(f, SealedTextField)]
        if fields and model._meta.managed and not model._meta.proxy:
            found.append((model, fields))
    return found


def _count(counts: dict[str, int], name: str, number: int = 1) -> None:
    counts[name] = counts.get(name, 0) + number


def _reseal_model(model: Model, fields: list[SealedTextField], done: Rotation, stop: Stop) -> bool:
    """False when it was stopped."""
    prefix = f"{done.key}."
    begins = {
        f"begins_{sealed.attname}": Left(
            sealed.attname, Value(len(prefix)), output_field=models.CharField()
        )
        for sealed in fields
    }
    not_yet = Q()
    for name in begins:
        not_yet |= ~Q(**{f"{name}__in": [prefix, ""]})
    rows = model._base_manager.annotate(**begins).filter(not_yet)
    last: Any = None
    while not stop():
        batch = rows.order_by("pk")
        if last is not None:
            batch = batch.filter(pk__gt=last)
        found = list(batch.values_list("pk", *(sealed.attname for sealed in fields))[:BATCH])
        if not found:
            return True
        for pk, *values in found:
            _reseal_row(model, pk, dict(zip(fields, values, strict=True)), done)
        last = found[-1][0]
    return False


def _reseal_row(model: Model, pk: Any, values: dict[SealedTextField, Any], done: Rotation) -> None:
    table = model._meta.db_table
    old, new = {}, {}
    for sealed, value in values.items():
        if not value or value.startswith(f"{done.key}."):
            continue
        try:
            new[sealed.attname] = reseal(value, sealed.context(model(pk=pk)))
            old[sealed.attname] = value
        except SealBroken:
            _count(done.broken, table)
            done.old_keys.add(value.partition(".")[0])
    if not new:
        return
    try:
        with transaction.atomic():  # only where nobody has saved other words meanwhile
            changed = model._base_manager.filter(pk=pk, **old).update(**new)
    except DatabaseError:  # a trigger keeps the row as it is
        _count(done.kept, table, len(new))
        done.old_keys |= {value.partition(".")[0] for value in old.values()}
    else:
        if changed:
            _count(done.resealed, table, len(new))


def _reseal_factors(done: Rotation, stop: Stop) -> bool:
    """The secrets of second steps, which the account library keeps in a JSON column."""
    table = Authenticator._meta.db_table
    adapter = get_adapter()
    known = {f"{key_id}." for key_id, _key in settings.FIELD_KEYS[1:]}
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        if stop():
            return False
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=pk)
            changed = 0
            for name, value in row.data.items():
                if not isinstance(value, str) or not value.startswith(tuple(known)):
                    continue
                try:
                    row.data[name] = adapter.encrypt(adapter.decrypt(value))
                    changed += 1
                except SealBroken:
                    _count(done.broken, table)
            if changed:
                row.save(update_fields=["data"])
                _count(done.resealed, table, changed)
    return True


def _reseal_others(done: Rotation, stop: Stop) -> bool:
    for name, reseal_files in _others.items():
        for left_with in reseal_files(done.key):
            if left_with:
                _count(done.broken, name)
                done.old_keys.add(left_with)
            else:
                _count(done.resealed, name)
            if stop():
                return False
    return True


def keys_in_use() -> dict[str, int]:
    """How many sealed values each key has; it reads every table once."""
    found: dict[str, int] = {}
    for model, fields in sealed_models():
        for sealed in fields:
            values = model._base_manager.values_list(sealed.attname, flat=True)
            for value in values.iterator(2000):
                if isinstance(value, Ciphertext):
                    _count(found, value.partition(".")[0])
    return found
