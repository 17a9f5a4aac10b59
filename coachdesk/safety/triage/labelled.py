"""Labelled letters in JSON Lines, as evaluation and calibration read them: broken lines are named."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that could not be used; ``number`` counts from 1."""

    source: str
    number: int
    reason: str


def _rows(
    lines: Iterable[str], source: str, broken: list[BrokenLine]
) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            broken.append(BrokenLine(source, number, "not JSON"))
            continue
        if not isinstance(row, dict) or not isinstance(row.get("id"), str | int):
            broken.append(BrokenLine(source, number, "no id"))
            continue
        yield number, row


def _labels(
    lines: Iterable[str], broken: list[BrokenLine]
) -> dict[str, tuple[frozenset[str], str]]:
    labels: dict[str, tuple[frozenset[str], str]] = {}
    for number, row in _rows(lines, "labels", broken):
        risk = row.get("risk", [])
        urgency = row.get("urgency", "none")
        if not isinstance(risk, list) or not all(isinstance(name, str) for name in risk):
            broken.append(BrokenLine("labels", number, "risk is not a list of names"))
        elif urgency not in ("urgent", "elevated", "none"):
            broken.append(BrokenLine("labels", number, "urgency is not urgent, elevated or none"))
        else:
            labels[str(row["id"])] = (frozenset(risk), urgency)
    return labels


def labelled(
    letters: Iterable[str], labels: Iterable[str], broken: list[BrokenLine]
) -> Iterator[tuple[str, str, str, frozenset[str], str]]:
    """Id, title, text, risk and urgency of each letter that has a label."""
    known = _labels(labels, broken)
    for number, row in _rows(letters, "letters", broken):
        if not isinstance(row.get("text"), str):
            broken.append(BrokenLine("letters", number, "no text"))
            continue
        if str(row["id"]) not in known:
            broken.append(BrokenLine("letters", number, "no label for this id"))
            continue
        title = row.get("title")
        risk, urgency = known[str(row["id"])]
        title = title if isinstance(title, str) else ""
        yield str(row["id"]), title, row["text"], risk, urgency
