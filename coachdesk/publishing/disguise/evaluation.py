"""How well the disguise check does on labelled texts.

JSON Lines: ``{"id", "text", "spans": [{"start", "end", "kind"}]}``. A span counts as found when a
finding overlaps it; a finding is right when it overlaps a span. Kinds need not agree: a detail that
was marked was seen.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypedDict

from coachdesk.publishing.disguise.detail import KINDS
from coachdesk.publishing.disguise.finder import find_details


class Figures(TypedDict):
    """Spans found of all, findings right of all, and the two shares."""

    found: int
    spans: int
    right: int
    findings: int
    recall: float
    precision: float


class Report(TypedDict):
    """What ``evaluate_disguise --json`` prints."""

    texts: int
    all: Figures
    kinds: dict[str, Figures]


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that could not be used; ``number`` counts from 1."""

    number: int
    reason: str


@dataclass(slots=True)
class Evaluation:
    """The figures and the lines that were left out."""

    report: Report
    broken: list[BrokenLine] = field(default_factory=list)


def _figures() -> Figures:
    return {"found": 0, "spans": 0, "right": 0, "findings": 0, "recall": 0.0, "precision": 0.0}


def _problem(row: Any) -> str:
    """Why a row cannot be used, or an empty text."""
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return "no text"
    if not isinstance(row.get("spans"), list):
        return "no spans"
    for span in row["spans"]:
        if not isinstance(span, dict) or span.get("kind") not in KINDS:
            return "a span without a known kind"
        start, end = span.get("start"), span.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            return "a span without start and end"
        if not 0 <= start < end <= len(row["text"]):
            return "a span outside the text"
    return ""


def evaluate(lines: Iterable[str]) -> Evaluation:
    """Check every labelled text and count. Broken lines are named, not fatal."""
    broken: list[BrokenLine] = []
    everything = _figures()
    kinds: dict[str, Figures] = {kind: _figures() for kind in KINDS}
    texts = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            broken.append(BrokenLine(number, "not JSON"))
            continue
        if reason := _problem(row):
            broken.append(BrokenLine(number, reason))
            continue
        try:
            details = find_details(row["text"])
        except ValueError:
            broken.append(BrokenLine(number, "the text is too long"))
            continue
        texts += 1
        spans = row["spans"]
        for span in spans:
            hit = any(d.start < span["end"] and span["start"] < d.end for d in details)
            for figures in (everything, kinds[span["kind"]]):
                figures["spans"] += 1
                figures["found"] += hit
        for detail in details:
            right = any(detail.start < s["end"] and s["start"] < detail.end for s in spans)
            for figures in (everything, kinds[detail.kind]):
                figures["findings"] += 1
                figures["right"] += right
    for figures in (everything, *kinds.values()):
        figures["recall"] = _share(figures["found"], figures["spans"])
        figures["precision"] = _share(figures["right"], figures["findings"])
    return Evaluation({"texts": texts, "all": everything, "kinds": kinds}, broken)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def as_text(report: Report) -> str:
    """The report in plain lines for a terminal."""
    rows = [("all", report["all"]), *report["kinds"].items()]
    lines = [f"{report['texts']} texts"]
    for name, figures in rows:
        lines.append(
            f"{name:<13} recall {figures['recall']:.2f} ({figures['found']} of {figures['spans']}), "
            f"precision {figures['precision']:.2f} ({figures['right']} of {figures['findings']})"
        )
    return "\n".join(lines)
