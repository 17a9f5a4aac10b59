"""How well triage does on labelled letters. DOMAIN-8 names the thresholds.

Letters and labels are JSON Lines: ``{"id", "title", "text"}`` and ``{"id", "risk": [...],
"urgency": "urgent" | "elevated" | "none"}``. Harmless means no risk and urgency none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypedDict

from coachdesk.safety.triage.engine import TriageTimeout, triage
from coachdesk.safety.triage.result import TriageResult

# Which codes answer to a label. A label names what a letter is about; several codes may be right.
CODES_FOR_LABEL: dict[str, frozenset[str]] = {
    "partner_violence": frozenset(
        {
            "partner_violence",
            "coercive_control",
            "fear_of_partner",
            "stalking_risk",
            "client_uses_force",
        }
    ),
    "family_violence": frozenset(
        {
            "partner_violence",
            "child_at_risk",
            "coercive_control",
            "fear_of_partner",
            "client_uses_force",
        }
    ),
    "sexual_assault": frozenset({"sexual_coercion"}),
    "child_at_risk": frozenset({"child_at_risk", "minor_writer", "sexual_coercion"}),
    "self_harm": frozenset({"suicide_risk"}),
    "self_harm_mention": frozenset({"suicide_risk"}),
    "other_suicidal": frozenset({"suicide_risk"}),
    "threat_to_others": frozenset({"harm_to_others_risk", "client_uses_force"}),
    "medical_urgent": frozenset({"acute_instability"}),
    "minor_writer": frozenset({"minor_writer"}),
}


class Count(TypedDict):
    """Letters held, marked (held or read first), and all of the group."""

    held: int
    marked: int
    of: int


class CategoryCount(Count):
    """For a risk label: also how often a matching code was found, and how often it was right."""

    found: int
    recall: float
    precision: float


class Report(TypedDict):
    """What ``evaluate_triage --json`` prints."""

    urgent: Count
    elevated: Count
    harmless: Count
    categories: dict[str, CategoryCount]


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that could not be used; ``number`` counts from 1."""

    source: str
    number: int
    reason: str


@dataclass(slots=True)
class Evaluation:
    """The figures and the lines that were left out."""

    report: Report
    broken: list[BrokenLine] = field(default_factory=list)


def _empty() -> Count:
    return {"held": 0, "marked": 0, "of": 0}


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


def _read(title: Any, text: str) -> TriageResult | None:
    """The result, or None when time ran out: such a letter counts as held."""
    try:
        return triage(text, title=title if isinstance(title, str) else "")
    except TriageTimeout:
        return None


def evaluate(letters: Iterable[str], labels: Iterable[str]) -> Evaluation:
    """Triage every letter that has a label and count. Broken lines are named, not fatal."""
    broken: list[BrokenLine] = []
    known = _labels(labels, broken)
    groups = {"urgent": _empty(), "elevated": _empty(), "harmless": _empty()}
    counts: dict[str, Count] = {}
    found: dict[str, int] = {}
    said: dict[str, int] = {}
    right: dict[str, int] = {}
    for number, row in _rows(letters, "letters", broken):
        if not isinstance(row.get("text"), str):
            broken.append(BrokenLine("letters", number, "no text"))
            continue
        if str(row["id"]) not in known:
            broken.append(BrokenLine("letters", number, "no label for this id"))
            continue
        risk, urgency = known[str(row["id"])]
        result = _read(row.get("title"), row["text"])
        held = result is None or result.held
        marked = result is None or result.read_first
        codes = frozenset(result.codes) if result is not None else frozenset()
        group = "harmless" if urgency == "none" and not risk else urgency
        touched = [groups[group]] if group in groups else []
        touched += [counts.setdefault(name, _empty()) for name in risk]
        for count in touched:
            count["held"] += held
            count["marked"] += marked
            count["of"] += 1
        for name, wanted in CODES_FOR_LABEL.items():
            hit = bool(codes & wanted)
            said[name] = said.get(name, 0) + hit
            if name in risk:
                found[name] = found.get(name, 0) + hit
                right[name] = right.get(name, 0) + hit
    categories: dict[str, CategoryCount] = {}
    for name in sorted(counts):
        count = counts[name]
        categories[name] = {
            "held": count["held"],
            "marked": count["marked"],
            "of": count["of"],
            "found": found.get(name, 0),
            "recall": round(found.get(name, 0) / count["of"], 3),
            "precision": round(right.get(name, 0) / said[name], 3) if said.get(name) else 0.0,
        }
    report: Report = {
        "urgent": groups["urgent"],
        "elevated": groups["elevated"],
        "harmless": groups["harmless"],
        "categories": categories,
    }
    return Evaluation(report, broken)


def share(part: int, whole: int) -> str:
    """A share as text, "–" for nothing of nothing."""
    return f"{part / whole:.0%}" if whole else "–"


def as_text(report: Report) -> str:
    """The report in plain lines for a terminal."""
    lines = []
    groups = (
        ("urgent", report["urgent"]),
        ("elevated", report["elevated"]),
        ("harmless", report["harmless"]),
    )
    for name, count in groups:
        lines.append(
            f"{name:<10} held {count['held']} of {count['of']} ({share(count['held'], count['of'])}), "
            f"marked {count['marked']} ({share(count['marked'], count['of'])})"
        )
    lines.append("")
    for name, category in report["categories"].items():
        lines.append(
            f"{name:<18} held {category['held']}, marked {category['marked']} of {category['of']}; "
            f"code found {category['found']} (recall {category['recall']:.2f}, "
            f"precision {category['precision']:.2f})"
        )
    return "\n".join(lines)
