"""Train the word model from letters in JSON Lines and measure it by cross-validation."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coachdesk.safety.triage.engine import marks_of
from coachdesk.safety.triage.model import (
    MODEL_FORMAT,
    Families,
    features,
    scaled,
    windows,
    words_of,
)

CODE_OF_KIND = {
    "self": "suicide_risk",
    "control": "coercive_control",
    "partner": "coercive_control",
    "violence": "partner_violence",
    "elder": "partner_violence",
    "follow": "stalking_risk",
    "pursuit": "stalking_risk",
    "child": "child_at_risk",
    "sexual": "sexual_coercion",
    "others": "harm_to_others_risk",
    "acute": "acute_instability",
    "body": "acute_instability",
}
PARTS = ("train", "tune")
EPOCHS = 60
RATE = 0.5
FOLDS = 5
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """One training letter: what stands in it, and whether it tells of danger."""

    danger: bool
    kind: str
    names: frozenset[str]


def read_letters(lines: Iterable[str], families: Mapping[str, Sequence[str]]) -> list[Letter]:
    """The letters of the parts that may be trained on; the part ``test`` is never read."""
    known = Families(families)
    letters = []
    for line in lines:
        row = json.loads(line)
        if row["part"] in PARTS:
            searched, marks = marks_of(row["text"])
            # The first window is the letter: training letters are short.
            window = next(iter(windows(words_of(searched))))
            letters.append(
                Letter(
                    row["urgency"] == "urgent",
                    row["kind"],
                    frozenset(features(window, marks, known)),
                )
            )
    return letters


def fit(letters: Sequence[Letter], penalty: float) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic regression with an L2 penalty, by steepest descent."""
    seen: dict[str, int] = {}
    for letter in letters:
        for name in letter.names:
            seen[name] = seen.get(name, 0) + 1
    weights = {name: 0.0 for name in sorted(seen) if seen[name] >= FEWEST_LETTERS}
    rows = [
        (letter.danger, sorted(letter.names & weights.keys()), scaled(len(letter.names)))
        for letter in letters
    ]
    bias = 0.0
    for epoch in range(EPOCHS):
        rate = RATE / (1 + epoch / 10)
        for danger, names, value in rows:
            total = bias + value * sum(weights[name] for name in names)
            error = danger - 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
            bias += rate * error * 0.1
            step = rate * error * value
            for name in names:
                weights[name] += step
        keep = 1 - rate * penalty
        for name in weights:
            weights[name] *= keep
    return bias, weights


def _score(letter: Letter, bias: float, weights: Mapping[str, float]) -> float:
    total = sum(weights.get(name, 0.0) for name in letter.names)
    return bias + total * scaled(len(letter.names))


def cross_validate(letters: Sequence[Letter], penalty: float) -> list[tuple[bool, float]]:
    """For each letter whether it tells of danger and its score by a model that never saw it."""
    scores = []
    for fold in range(FOLDS):
        bias, weights = fit([x for i, x in enumerate(letters) if i % FOLDS != fold], penalty)
        scores += [
            (x.danger, _score(x, bias, weights)) for i, x in enumerate(letters) if i % FOLDS == fold
        ]
    return scores


def codes_of(letters: Sequence[Letter], weights: Mapping[str, float]) -> dict[str, str]:
    """For each feature that weighs towards danger the code it stands in most often."""
    counts: dict[str, dict[str, int]] = {}
    size: dict[str, int] = {}
    for letter in letters:
        code = CODE_OF_KIND.get(letter.kind)
        if letter.danger and code:
            size[code] = size.get(code, 0) + 1
            for name in letter.names:
                if weights.get(name, 0.0) > 0:
                    counts.setdefault(name, {}).setdefault(code, 0)
                    counts[name][code] += 1
    # Kinds with few letters would win by chance without the five added to their size.
    return {
        name: max(sorted(by), key=lambda code: by[code] / (size[code] + 5))
        for name, by in sorted(counts.items())
    }


def training_hash(texts: Sequence[str], families: Mapping[str, Sequence[str]]) -> str:
    """What the model was trained on, in one value."""
    material = json.dumps([list(texts), dict(families)], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(material.encode()).hexdigest()


def train(
    texts: Sequence[str],
    families: Mapping[str, Sequence[str]],
    *,
    version: str,
    penalty: float,
    mark_from: float,
    hold_from: float,
) -> dict[str, Any]:
    """The model as the mapping that is written to its JSON file; the same input gives the same."""
    letters = [letter for text in texts for letter in read_letters(text.splitlines(), families)]
    bias, weights = fit(letters, penalty)
    kept = {name: round(value, 3) for name, value in weights.items() if abs(value) >= 0.01}
    return {
        "format": MODEL_FORMAT,
        "locale": "en",
        "version": version,
        "licence": "CC-BY-4.0",
        "attribution": "Coach Desk contributors",
        "training_hash": training_hash(texts, families),
        "letters": len(letters),
        "mark_from": mark_from,
        "hold_from": hold_from,
        "bias": round(bias, 3),
        "families": {name: list(members) for name, members in families.items()},
        "weights": kept,
        "codes": codes_of(letters, kept),
    }
