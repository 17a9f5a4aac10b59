"""How well triage does on labelled letters. DOMAIN-8 names the thresholds.

Letters and labels are JSON Lines: ``{"id", "title", "text"}`` and ``{"id", "risk": [...],
"urgency": "urgent" | "elevated" | "none"}``. Harmless means no risk and urgency none.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypedDict

from coachdesk.safety.triage.engine import TriageTimeout, evidence_of, triage
from coachdesk.safety.triage.labelled import BrokenLine, labelled
from coachdesk.safety.triage.lexicon import NEEDS_CARE
from coachdesk.safety.triage.model import parse_model
from coachdesk.safety.triage.result import TriageResult
from coachdesk.safety.triage.score import Score

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

# How much of the urgent letters must have been read in "share_for_97".
MOST_OF_THEM = 0.97
CURVE = (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.8, 1.0)
BINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


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


class Named(TypedDict):
    """Held letters that carry a risk label, and how many of them have a first code that fits."""

    right: int
    of: int


class Reading(TypedDict):
    """The order of reading: ``auc`` of urgent against all others, the share of letters to read
    until 97 of 100 urgent ones are seen, and the share of urgent ones seen after each share read."""

    auc: float
    auc_harmless: float
    share_for_97: float
    curve: list[list[float]]


class Bin(TypedDict):
    """Letters whose score lies in a range: how many, what was predicted, how many are urgent."""

    low: float
    high: float
    letters: int
    predicted: float
    urgent: float


class Report(TypedDict):
    """What ``evaluate_triage --json`` prints."""

    urgent: Count
    elevated: Count
    harmless: Count
    first_label: dict[str, Named]
    reading: Reading
    calibration: list[Bin]
    categories: dict[str, CategoryCount]


class Each(TypedDict):
    """One letter as ``evaluate_triage --each`` prints it; never a word of it."""

    id: str
    score: float
    tier: str
    codes: list[str]
    urgency: str


@dataclass(slots=True)
class Evaluation:
    """The figures, each letter in the order of reading, and the lines that were left out."""

    report: Report
    each: list[Each]
    broken: list[BrokenLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """One labelled letter and what triage said; a result of None means that time ran out."""

    id: str
    risk: frozenset[str]
    urgency: str
    result: TriageResult | None

    @property
    def held(self) -> bool:
        return self.result is None or self.result.held

    @property
    def marked(self) -> bool:
        return self.result is None or self.result.read_first

    @property
    def codes(self) -> tuple[str, ...]:
        return self.result.codes if self.result is not None else ()

    @property
    def score(self) -> float:
        return self.result.score if self.result is not None else 1.0

    @property
    def group(self) -> str:
        return "harmless" if self.urgency == "none" and not self.risk else self.urgency


def sums_of(
    letters: Iterable[str], labels: Iterable[str], score: Score, model: Mapping[str, Any]
) -> list[tuple[bool, float]]:
    """Whether each labelled letter is urgent, and its sum by a score and a model: for the line."""
    parsed = parse_model(json.dumps(model))
    return [
        (urgency == "urgent", score.raw(evidence_of(f"{title}\n{text}", model=parsed)[0]))
        for _, title, text, _, urgency in labelled(letters, labels, [])
    ]


def _read(title: str, text: str) -> TriageResult | None:
    try:
        return triage(text, title=title)
    except TriageTimeout:
        return None


def evaluate(letters: Iterable[str], labels: Iterable[str]) -> Evaluation:
    """Triage every letter that has a label and count. Broken lines are named, not fatal."""
    broken: list[BrokenLine] = []
    read = [
        _Read(name, risk, urgency, _read(title, text))
        for name, title, text, risk, urgency in labelled(letters, labels, broken)
    ]
    read.sort(key=lambda each: (-each.score, each.id))
    report: Report = {
        "urgent": _count(read, "urgent"),
        "elevated": _count(read, "elevated"),
        "harmless": _count(read, "harmless"),
        "first_label": _first_labels(read),
        "reading": _reading(read),
        "calibration": _calibration(read),
        "categories": _categories(read),
    }
    each: list[Each] = [
        {
            "id": one.id,
            "score": one.score,
            "tier": one.result.tier if one.result is not None else "hold",
            "codes": list(one.codes),
            "urgency": one.urgency,
        }
        for one in read
    ]
    return Evaluation(report, each, broken)


def _count(read: Sequence[_Read], group: str) -> Count:
    rows = [each for each in read if each.group == group]
    return {
        "held": sum(each.held for each in rows),
        "marked": sum(each.marked for each in rows),
        "of": len(rows),
    }


def _first_labels(read: Sequence[_Read]) -> dict[str, Named]:
    """For held letters whose first code names a kind: all of them, and those with a risk label."""
    named = [each for each in read if each.held and each.codes and each.codes[0] != NEEDS_CARE]
    at_risk = [each for each in named if each.risk]

    def right(each: _Read) -> bool:
        return any(each.codes[0] in CODES_FOR_LABEL.get(name, ()) for name in each.risk)

    return {
        "all_held": {"right": sum(map(right, named)), "of": len(named)},
        "held_with_risk": {"right": sum(map(right, at_risk)), "of": len(at_risk)},
    }


def _auc(above: Sequence[float], below: Sequence[float]) -> float:
    """The chance that one of ``above`` scores higher than one of ``below``; equal counts half."""
    if not above or not below:
        return 0.0
    wins = sum((one > other) + 0.5 * (one == other) for one in above for other in below)
    return round(wins / len(above) / len(below), 4)


def _reading(read: Sequence[_Read]) -> Reading:
    """``read`` in order of reading; letters with one score are read together, the harmless first."""
    order = sorted(read, key=lambda each: (-each.score, each.urgency == "urgent"))
    seen, places = 0, []
    for place, each in enumerate(order, start=1):
        if each.urgency == "urgent":
            seen += 1
            places.append(place)
    urgent = [each.score for each in read if each.urgency == "urgent"]
    needed = math.ceil(MOST_OF_THEM * seen) if seen else 0
    curve = [
        [part, round(sum(place <= part * len(read) for place in places) / seen, 3)]
        for part in CURVE
        if seen
    ]
    return {
        "auc": _auc(urgent, [each.score for each in read if each.urgency != "urgent"]),
        "auc_harmless": _auc(urgent, [each.score for each in read if each.group == "harmless"]),
        "share_for_97": round(places[needed - 1] / len(read), 4) if needed else 0.0,
        "curve": curve,
    }


def _calibration(read: Sequence[_Read]) -> list[Bin]:
    bins: list[Bin] = []
    for low, high in pairwise(BINS):
        inside = [each for each in read if low <= each.score < high or each.score == high == 1.0]
        if inside:
            bins.append(
                {
                    "low": low,
                    "high": high,
                    "letters": len(inside),
                    "predicted": round(sum(each.score for each in inside) / len(inside), 3),
                    "urgent": round(
                        sum(each.urgency == "urgent" for each in inside) / len(inside), 3
                    ),
                }
            )
    return bins


def _categories(read: Sequence[_Read]) -> dict[str, CategoryCount]:
    found: dict[str, CategoryCount] = {}
    for name in sorted({risk for each in read for risk in each.risk}):
        rows = [each for each in read if name in each.risk]
        wanted = CODES_FOR_LABEL.get(name, frozenset())
        said = sum(not wanted.isdisjoint(each.codes) for each in read)
        hits = sum(not wanted.isdisjoint(each.codes) for each in rows)
        found[name] = {
            "held": sum(each.held for each in rows),
            "marked": sum(each.marked for each in rows),
            "of": len(rows),
            "found": hits,
            "recall": round(hits / len(rows), 3),
            "precision": round(hits / said, 3) if said else 0.0,
        }
    return found


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
            f"{name:<10} held {count['held']} of {count['of']} "
            f"({share(count['held'], count['of'])}), "
            f"marked {count['marked']} ({share(count['marked'], count['of'])})"
        )
    reading = report["reading"]
    lines += [
        "",
        f"reading    {MOST_OF_THEM:.0%} of urgent seen after {reading['share_for_97']:.0%}; "
        f"AUC {reading['auc']:.3f}, against harmless {reading['auc_harmless']:.3f}",
        "           " + "  ".join(f"{part:.0%}: {urgent:.0%}" for part, urgent in reading["curve"]),
    ]
    for name, named in report["first_label"].items():
        right = share(named["right"], named["of"])
        lines.append(f"first label right, {name}: {named['right']} of {named['of']} ({right})")
    lines.append("")
    for row in report["calibration"]:
        lines.append(
            f"score {row['low']:.2f}-{row['high']:.2f}  {row['letters']:>4} letters, "
            f"predicted {row['predicted']:.1%}, urgent {row['urgent']:.1%}"
        )
    lines.append("")
    for name, category in report["categories"].items():
        lines.append(
            f"{name:<18} held {category['held']}, marked {category['marked']} of {category['of']}; "
            f"code found {category['found']} (recall {category['recall']:.2f}, "
            f"precision {category['precision']:.2f})"
        )
    return "\n".join(lines)
