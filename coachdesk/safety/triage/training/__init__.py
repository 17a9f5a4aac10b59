"""Train the word model and the score from letters in JSON Lines, and measure by cross-validation.

First the words are fitted, five times with a fifth of the letters left out, so that every letter has
a word score from a model that never saw it. Those scores and what lexicon and signs find in the same
letters give the weights of the score. Labelled letters of another source, if there are any, give the
line from its sum to a probability; they change no weight.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coachdesk.safety.triage.engine import ENOUGH_WORDS, evidence_of
from coachdesk.safety.triage.model import (
    MODEL_FORMAT,
    Families,
    features,
    middle,
    scaled,
    windows,
    words_of,
)
from coachdesk.safety.triage.score import MOST, SCORE_FORMAT, WORDS

# How much of danger stands in a letter: one that is to be read first lies in between.
DANGER = {"urgent": 1.0, "elevated": 0.5, "none": 0.0}
EPOCHS = 60
RATE = 0.5
FOLDS = 5
FEWEST_LETTERS = 2
# Words that only mark stand in nearly every training letter, so they cannot be weighed there; in
# letters as they come in they tell. Chosen on labelled letters of another source.
LEAST = {"caution": 0.3, "acute_state:caution": 0.15}
STEPS = 1500
STEP = 0.5


@dataclass(frozen=True, slots=True)
class Letter:
    """One training letter: how much danger it tells of, what it counts, and what was found in it."""

    danger: float
    weight: float
    windows: tuple[frozenset[str], ...]
    evidence: Mapping[str, float]
    length: int

    @property
    def names(self) -> frozenset[str]:
        """Everything that stands in the letter."""
        return frozenset().union(*self.windows)


@dataclass(frozen=True, slots=True)
class Trained:
    """The two files as mappings, ready to be written."""

    model: dict[str, Any]
    score: dict[str, Any]


def read_letters(lines: Iterable[str], families: Mapping[str, Sequence[str]]) -> list[Letter]:
    """The letters to train on; ``weight`` may be left out. Raises ``KeyError`` or ``ValueError``
    for a broken line."""
    known = Families(families)
    letters = []
    for line in lines:
        row = json.loads(line)
        found, searched = evidence_of(row["text"])
        words = words_of(searched)
        stands = tuple(frozenset(features(window, known)) for window in windows(words))
        danger, weight = DANGER[row["urgency"]], float(row.get("weight", 1))
        letters.append(Letter(danger, weight, stands, found, len(words)))
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
            letter.weight / len(letter.windows),
            scaled(len(names)),
            sorted(names & weights.keys()),
        )
        for letter in letters
        for names in letter.windows
    ]
    bias = 0.0
    for epoch in range(EPOCHS):
        rate = RATE / (1 + epoch / 10)
        for danger, share, value, names in rows:
            total = bias + value * sum(map(weights.__getitem__, names))
            error = danger - _chance(total)
            bias += rate * share * error * 0.1
            by = rate * share * error * value
            for name in names:
                weights[name] += by
        keep = 1 - rate * penalty
        for name in weights:
            weights[name] *= keep
    return bias, weights


def _chance(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _words(letter: Letter, bias: float, weights: Mapping[str, float]) -> float:
    return bias + middle(
        [
            sum(weights.get(name, 0.0) for name in names) * scaled(len(names))
            for names in letter.windows
        ]
    )


def cross_validate(letters: Sequence[Letter], penalty: float) -> list[float]:
    """For each letter its word score by a model that never saw it."""
    scores = [0.0] * len(letters)
    for fold in range(FOLDS):
        bias, weights = fit([x for i, x in enumerate(letters) if i % FOLDS != fold], penalty)
        for index in range(fold, len(letters), FOLDS):
            scores[index] = _words(letters[index], bias, weights)
    return scores


def with_words(letter: Letter, words: float) -> dict[str, float]:
    """What is found in a letter with its word score, as it is read later."""
    words *= min(1.0, letter.length / ENOUGH_WORDS)
    return {**letter.evidence, WORDS: max(-MOST, min(MOST, words))}


def fit_score(
    rows: Sequence[tuple[float, float, Mapping[str, float]]], penalty: float
) -> tuple[float, dict[str, float]]:
    """Bias and weights over (danger, weight, evidence) by gradient descent with an L2 penalty."""
    names = sorted({name for _, _, found in rows for name in found})
    weights, bias = dict.fromkeys(names, 0.0), 0.0
    whole = sum(weight for _, weight, _ in rows)
    for _ in range(STEPS):
        slope, lift = dict.fromkeys(names, 0.0), 0.0
        for danger, weight, found in rows:
            total = bias + sum(weights[name] * value for name, value in found.items())
            error = weight * (danger - _chance(total)) / whole
            lift += error
            for name, value in found.items():
                slope[name] += error * value
        bias += STEP * lift
        for name in names:
            weights[name] += STEP * (slope[name] - penalty * weights[name] / whole)
            # Nothing that was found makes a letter less dangerous.
            weights[name] = max(LEAST.get(name, 0.0), weights[name])
    return bias, weights


def fit_line(pairs: Sequence[tuple[bool, float]]) -> tuple[float, float]:
    """Slope and offset that make a sum the chance of danger, from (dangerous, sum) pairs.

    Platt's method with his smoothed targets, so that few letters do not make it certain.
    """
    good = sum(danger for danger, _ in pairs)
    high, low = (good + 1) / (good + 2), 1 / (len(pairs) - good + 2)
    slope, offset = 1.0, 0.0
    for _ in range(STEPS * 4):
        by_slope = by_offset = 0.0
        for danger, raw in pairs:
            error = (high if danger else low) - _chance(slope * raw + offset)
            by_slope += error * raw
            by_offset += error
        slope += by_slope / len(pairs) * 0.2
        offset += by_offset / len(pairs) * 0.2
    return slope, offset


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
    score_penalty: float = 3.0,
    words_share: float = 0.4,
    mark_from: float = 0.1,
    hold_from: float = 0.5,
) -> Trained:
    """Model and score as the mappings that are written to their files; the same input gives the
    same. ``words_share`` takes from the weight of the word score: it is surest of the letters it
    was trained on. The line of the score is the plain one until it is fitted."""
    letters = [letter for text in texts for letter in read_letters(text.splitlines(), families)]
    unseen = cross_validate(letters, penalty)
    bias, weights = fit(letters, penalty)
    kept = {name: round(value, 3) for name, value in weights.items() if abs(value) >= 0.01}
    rows = [
        (letter.danger, letter.weight, with_words(letter, words))
        for letter, words in zip(letters, unseen, strict=True)
    ]
    score_bias, score_weights = fit_score(rows, score_penalty)
    score_weights[WORDS] *= words_share
    about = {
        "locale": "en",
        "version": version,
        "licence": "CC-BY-4.0",
        "attribution": "Coach Desk contributors",
        "training_hash": training_hash(texts, families),
        "letters": len(letters),
    }
    return Trained(
        model={
            "format": MODEL_FORMAT,
            **about,
            "mark_from": 0.0,
            "bias": round(bias, 3),
            "families": {name: list(members) for name, members in families.items()},
            "weights": kept,
        },
        score={
            "format": SCORE_FORMAT,
            **about,
            "mark_from": mark_from,
            "hold_from": hold_from,
            "slope": 1.0,
            "offset": 0.0,
            "bias": round(score_bias, 3),
            "weights": {name: round(value, 3) for name, value in score_weights.items()},
        },
    )
