"""Tables for spreadsheets that run nothing when they are opened (SEC-41)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> str:
    """A value as a cell: what a spreadsheet would read as a formula gets a quote in front."""
    text = "" if value is None else str(value)
    if isinstance(value, (int, float)):
        return text
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text


def write_csv(out: Any, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write head and rows as CSV to anything with ``write``."""
    writer = csv.writer(out)
    writer.writerow([cell(value) for value in head])
    writer.writerows([cell(value) for value in row] for row in rows)


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Head and rows as CSV."""
    out = io.StringIO()
    write_csv(out, head, rows)
    return out.getvalue()
