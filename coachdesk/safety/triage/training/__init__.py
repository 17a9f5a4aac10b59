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
    "legal": "legal_no_contact",
}
# How much of danger stands in a letter: one that is to be read first lies in between.
DANGER = {"urgent": 1.0, "elevated": 0.5, "none": 0.0}
EPOCHS = 60
RATE = 0.5
FOLDS = 5
FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """One training letter: how much danger it tells of, and what stands in each of its windows."""

    danger: float
    kind: str
    windows: tuple[frozenset[str], ...]

    @property
    def names(self) -> frozenset[str]:
        """Everything that stands in the letter."""
        return frozenset().union(*self.windows)


def read_letters(lines: Iterable[str], families: Mapping[str, Sequence[str]]) -> list[Letter]:
    """The letters to train on. Raises ``KeyError`` or ``ValueError`` for a broken line."""
    known = Families(families)
    letters = []
    for line in lines:
        row = json.loads(line)
        searched, marks = marks_of(row["text"])
        found = tuple(
            frozenset(features(window, marks, known)) for window in windows(words_of(searched))
        )
        letters.append(Letter(DANGER[row["urgency"]], row["kind"], found))
    return letters


def fit(letters: Sequence[Letter], penalty: float) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic regression with an L2 penalty, by steepest descent.

    Each window of a letter is one example; together they count as one letter.
    """
    seen: dict[str, int] = {}
    for letter in letters:
        for name in letter.names:
            seen[name] = seen.get(name, 0) + 1
    weights = {name: 0.0 for name in sorted(seen) if seen[name] >= FEWEST_LETTERS}
    rows = [
        (
            letter.danger,
            1 / len(letter.windows),
            [(name, scaled(name, len(names))) for name in sorted(names & weights.keys())],
        )
        for letter in letters
        for names in letter.windows
    ]
    bias = 0.0
    for epoch in range(EPOCHS):
        rate = RATE / (1 + epoch / 10)
        for danger, share, values in rows:
            total = bias + sum(weights[name] * value for name, value in values)
            error = danger - 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
            bias += rate * share * error * 0.1
            for name, value in values:
                weights[name] += rate * share * error * value
        keep = 1 - rate * penalty
        for name in weights:
            weights[name] *= keep
    return bias, weights


def _score(letter: Letter, bias: float, weights: Mapping[str, float]) -> float:
    return bias + max(
        sum(weights.get(name, 0.0) * scaled(name, len(names)) for name in names)
        for names in letter.windows
    )


def cross_validate(letters: Sequence[Letter], penalty: float) -> list[tuple[float, float]]:
    """For each letter its danger and its score by a model that never saw it."""
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
        if letter.danger == 1 and code:
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
