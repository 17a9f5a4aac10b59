"""Keyset paging: constant cost at any depth, no COUNT."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import BadRequest, EmptyResultSet
from django.db import connection
from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_datetime

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """``rows`` in display order; ``next`` and ``previous`` are cursors or blank."""

    rows: Sequence[M]
    next: str
    previous: str


def _encode(row: Model, keys: tuple[str, ...], direction: str) -> str:
    values = [getattr(row, key) for key in keys]
    plain = [v.isoformat() if isinstance(v, datetime) else str(v) for v in values]
    return base64.urlsafe_b64encode(json.dumps([direction, *plain]).encode()).decode().rstrip("=")


def _decode(cursor: str, keys: tuple[str, ...]) -> tuple[str, list[Any]]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        direction, *values = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, TypeError, RecursionError):
        raise BadRequest("unknown page") from None
    strings = all(isinstance(value, str) for value in values)
    if direction not in ("n", "p") or len(values) != len(keys) or not strings:
        raise BadRequest("unknown page")
    return direction, values


def keyset_page(
    rows: QuerySet[M],
    *,
    cursor: str,
    keys: tuple[str, ...],
    size: int = 50,
    newest_first: bool = True,
    few: bool = False,
    dress: Callable[[QuerySet[M]], QuerySet[M]] | None = None,
) -> Page[M]:
    """One page of ``rows`` ordered by ``keys`` (the last one unique), all in one direction.

    ``few``: the rows are a small part of their table, so they are found first and then sorted. A
    database that walks the index of the order instead may pass the whole table before it meets one.
    ``dress`` adds what the page shows to the rows that were picked, in the same query, so that it is
    worked out for these alone.

    Raises BadRequest for a cursor that was not made here.
    """
    direction, values = _decode(cursor, keys) if cursor else ("n", [])
    descending = newest_first if direction == "n" else not newest_first
    if values:
        compare = "lt" if descending else "gt"
        typed = _typed(rows.model, keys, values)
        after = Q()
        for index, key in enumerate(keys):
            same = {keys[i]: typed[i] for i in range(index)}
            after |= Q(**same, **{f"{key}__{compare}": typed[index]})
        # The first condition lets the database walk the index; the second picks the exact row.
        rows = rows.filter(Q(**{f"{keys[0]}__{compare}e": typed[0]}) & after)
    # An expression is in no index; its value is the key's own.
    by = [Coalesce(key, key) if few else F(key) for key in keys[:1]] + [F(k) for k in keys[1:]]
    ordered = rows.order_by(*[key.desc() if descending else key.asc() for key in by])
    page = ordered[: size + 1]
    if dress is not None:
        picked = rows.model._default_manager.filter(pk__in=page.values("pk"))
        page = dress(picked).order_by(*ordered.query.order_by)
    found = list(page)
    more, found = len(found) > size, found[:size]
    if direction == "p":
        found.reverse()
    has_next = more if direction == "n" else bool(found)
    has_previous = bool(values) if direction == "n" else more
    return Page(
        rows=found,
        next=_encode(found[-1], keys, "n") if found and has_next else "",
        previous=_encode(found[0], keys, "p") if found and has_previous else "",
    )


def _moment(value: str) -> datetime | None:
    """The time of a cursor; None for what has no zone, or what another zone would put beyond the
    calendar's ends."""
    found = parse_datetime(value)
    usual = found is not None and found.tzinfo is not None and 1 < found.year < 9999
    return found if usual else None


def _typed(model: type[Model], keys: tuple[str, ...], values: list[Any]) -> list[Any]:
    typed = []
    for key, value in zip(keys, values, strict=True):
        field: Any = model._meta.get_field(key) if key != "pk" else model._meta.pk
        try:
            is_time = field.get_internal_type() == "DateTimeField"
            typed.append(_moment(value) if is_time else field.to_python(value))
        except Exception:
            raise BadRequest("unknown page") from None
        if typed[-1] is None:
            raise BadRequest("unknown page")
    return typed


def capped_counts(sets: Mapping[str, QuerySet[Any]], cap: int = 1000) -> dict[str, int]:
    """How many rows each set has, at most ``cap`` each, in one query that never reads more."""
    if not sets:
        return {}
    selects: list[str] = []
    params: list[Any] = []
    for rows in sets.values():
        try:
            sql, values = rows.order_by().values("pk")[:cap].query.sql_with_params()
        except EmptyResultSet:
            selects.append("0")
            continue
        selects.append(f"(SELECT COUNT(*) FROM ({sql}) AS counted)")  # noqa: S608 (no user words)
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(selects)}", params)
        found = cursor.fetchone()
    return dict(zip(sets, found, strict=True))
